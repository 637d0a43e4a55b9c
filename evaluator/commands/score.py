"""score: what the site would say of a predictions file, without uploading."""

import argparse
from pathlib import Path

from evaluator import Report, evaluate
from evaluator.commands.answer import Answer
from evaluator.commands.options import add_profile, add_truth, profile_of, truth_of

HELP = "score a predictions file against ground truth"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    add_truth(parser)
    parser.add_argument("--predictions", type=Path, required=True, help="the file to score")
    add_profile(parser)


def answer(options: argparse.Namespace) -> Answer:
    """Score the file; EvaluatorError where it cannot be scored."""
    report = evaluate(
        options.predictions,
        file_name=options.predictions.name,
        profile=profile_of(options.profile),
        truth=truth_of(options.truth),
    )
    return Answer(document=report.to_dict(), text=_text(report))


def _text(report: Report) -> str:
    """The log, and one line for each group of images."""
    lines = list(report.log)
    for grouping, groups in report.subsets.items():
        lines += ["", f"{grouping}:"]
        for group, found in groups.items():
            values = "  ".join(
                f"{name} {'–' if value is None else format(value, '.4f')}"
                for name, value in found["metrics"].items()
            )
            lines.append(f"  {group:<20} n {found['n']:>4}  {values}")
    return "\n".join(lines)
