"""python -m evaluator score: what the site would say of a predictions file, without uploading."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluator import EvaluatorError, InvalidProfile, Profile, Report, evaluate, read_truth

REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0, or 2 with a sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        report = _score(options)
    except (EvaluatorError, OSError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    print(json.dumps(report.to_dict(), indent=2) if options.json else _text(report))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluator", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="score")
    score = commands.add_parser("score", help="score a predictions file against ground truth")
    score.add_argument("--truth", type=Path, required=True, help="CSV, TXT or XLSX with MOS")
    score.add_argument("--predictions", type=Path, required=True, help="the file to score")
    score.add_argument("--profile", type=Path, help="metric profile, a JSON file")
    score.add_argument("--json", action="store_true", help="print the whole report as JSON")
    return parser


def _score(options: argparse.Namespace) -> Report:
    profile = _profile(options.profile) if options.profile else Profile()
    truth = read_truth(options.truth, file_name=options.truth.name)
    return evaluate(
        options.predictions, file_name=options.predictions.name, truth=truth, profile=profile
    )


def _profile(path: Path) -> Profile:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidProfile(f"{path} is not valid JSON: {error}") from error
    return Profile.from_dict(document)


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


if __name__ == "__main__":
    sys.exit(main())
