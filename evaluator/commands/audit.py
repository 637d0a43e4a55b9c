"""audit: check a competition's data before a phase opens, the most urgent finding first."""

import argparse
import textwrap
from collections.abc import Sequence
from pathlib import Path

from evaluator import Truth
from evaluator.commands.answer import Answer
from evaluator.commands.options import add_profile, add_truth, profile_of, seed, truth_of
from evaluator.statistics.audit import PHASE, TRAINING, Finding, audit
from evaluator.statistics.audit.figures import audit_figures

HELP = "check ground truth: shift, shared contents, telling names, size, ties, ratings"
WIDTH = 92
INDENT = " " * 6


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    add_truth(parser)
    parser.add_argument("--training", type=Path, help="the training set, with its MOS")
    parser.add_argument(
        "--other",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="another phase's ground truth; may be given several times",
    )
    add_profile(parser)
    parser.add_argument("--seed", type=seed, default=0, help="of permutations and simulations")


def answer(options: argparse.Namespace) -> Answer:
    """Check the files; EvaluatorError where one cannot be read."""
    truth = truth_of(options.truth)
    training = truth_of(options.training) if options.training else None
    others = _titled(options.other)
    findings = audit(
        truth,
        training=training,
        others=others,
        profile=profile_of(options.profile),
        seed=options.seed,
    )
    splits = ({} if training is None else {TRAINING: training}) | others | {PHASE: truth}
    return Answer(
        document={"findings": [finding.to_dict() for finding in findings]},
        text="\n\n".join(_text(finding) for finding in findings),
        figures=audit_figures(splits, findings),
    )


def _titled(paths: Sequence[Path]) -> dict[str, Truth]:
    """Each file by its name without the ending, or by all of its path where two share that."""
    stems = [path.stem for path in paths]
    taken = {TRAINING, PHASE}
    return {
        str(path) if stems.count(path.stem) > 1 or path.stem in taken else path.stem: truth_of(path)
        for path in paths
    }


def _text(finding: Finding) -> str:
    lines = [f"{finding.severity.upper():<5} {finding.title}  [{finding.code}]"]
    lines += textwrap.wrap(finding.detail, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
    if finding.severity != "fine":
        lines += textwrap.wrap(
            finding.advice, WIDTH, initial_indent=f"{INDENT}→ ", subsequent_indent=f"{INDENT}  "
        )
    return "\n".join(lines)
