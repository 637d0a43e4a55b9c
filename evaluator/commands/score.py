"""score: what the site would say of a predictions file, without uploading."""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from evaluator import Report, Truth, evaluate
from evaluator.commands.answer import Answer
from evaluator.commands.figures import Specification, forest, scatter
from evaluator.commands.options import add_profile, add_truth, profile_of, truth_of
from evaluator.statistics.intervals import Interval
from evaluator.statistics.sampling import Measuring, intervals

HELP = "score a predictions file against ground truth"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    add_truth(parser)
    parser.add_argument("--predictions", type=Path, required=True, help="the file to score")
    add_profile(parser)


def answer(options: argparse.Namespace) -> Answer:
    """Score the file; EvaluatorError where it cannot be scored."""
    truth, profile = truth_of(options.truth), profile_of(options.profile)
    report = evaluate(
        options.predictions, file_name=options.predictions.name, profile=profile, truth=truth
    )
    found = _intervals(report, Measuring(truth, profile))
    return Answer(
        document=report.to_dict() | {"intervals": found},
        text=_text(report, found),
        figures={"intervals": _forest(report, found), "predictions": _scatter(report, truth)},
    )


def _intervals(report: Report, measuring: Measuring) -> dict[str, Interval | None]:
    """Over the images, as the site gives them for a board."""
    method = measuring.method(np.array(report.predictions))
    resampling = measuring.resampling()
    samples = measuring.samples([method], resampling)[0]
    return intervals(measuring, method, samples, resampling)


def _text(report: Report, found: Mapping[str, Interval | None]) -> str:
    """The log, the intervals that exist, and one line for each group of images."""
    lines = list(report.log)
    known = [f"{name} [{ends[0]:.4f}, {ends[1]:.4f}]" for name, ends in found.items() if ends]
    if known:
        lines.append(f"95% intervals over the images: {'  '.join(known)}")
    for grouping, groups in report.subsets.items():
        lines += ["", f"{grouping}:"]
        for group, found in groups.items():
            values = "  ".join(
                f"{name} {'–' if value is None else format(value, '.4f')}"
                for name, value in found["metrics"].items()
            )
            lines.append(f"  {group:<20} n {found['n']:>4}  {values}")
    return "\n".join(lines)


def _forest(report: Report, found: Mapping[str, Interval | None]) -> Specification:
    values = report.metrics | {"score": report.score}
    rows = [
        {"name": name, "value": values[name], "low": ends[0], "high": ends[1]}
        for name, ends in found.items()
        if ends
    ]
    return forest(rows, title="value, with its 95% interval", line_at=None)


def _scatter(report: Report, truth: Truth) -> Specification:
    images = zip(truth.names, report.predictions, truth.targets.tolist(), strict=True)
    points = [{"name": name, "prediction": x, "mos": y} for name, x, y in images]
    return scatter(points, x=("prediction", "predicted score"), y=("mos", "MOS"))
