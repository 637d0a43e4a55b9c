"""python -m evaluator: score predictions and judge the scores, with nothing but a file of truth."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from evaluator import EvaluatorError
from evaluator.commands import anonymise, audit, compare, raters, score
from evaluator.drawing import save

REFUSED = 2
COMMANDS: Mapping[str, ModuleType] = {
    "score": score,
    "compare": compare,
    "audit": audit,
    "raters": raters,
    "anonymise": anonymise,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0, or 2 with a sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        answer = COMMANDS[options.command].answer(options)
        files = save(answer.figures, options.figures) if options.figures else []
    except (EvaluatorError, OSError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    print(json.dumps(answer.document, indent=2, allow_nan=False) if options.json else answer.text)
    for file in files:
        print(f"wrote {file}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluator", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command", metavar="command")
    for name, command in COMMANDS.items():
        options = commands.add_parser(name, help=command.HELP, description=command.__doc__)
        command.add(options)
        options.add_argument("--json", action="store_true", help="print everything as JSON")
        options.add_argument(
            "--figures", type=Path, metavar="DIR", help="also draw what there is to draw into DIR"
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
