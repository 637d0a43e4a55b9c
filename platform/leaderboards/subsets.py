"""The metrics of one submission by subset of the images, as tables."""

from dataclasses import dataclass

from leaderboards.verdict import number
from submissions.models import Submission

UNDEFINED = "–"


@dataclass(frozen=True)
class SubsetTable:
    """One way to group the images: a row per group, a number per metric."""

    name: str
    rows: list[tuple[str, int, list[str]]]


def subset_tables(submission: Submission | None) -> list[SubsetTable]:
    """A table for each grouping that the ground truth names; none without an evaluation."""
    if submission is None or submission.evaluation is None:
        return []
    metrics = submission.evaluation.profile.metrics
    return [
        SubsetTable(
            name=grouping,
            rows=[
                (group, values["n"], [_text(values["metrics"].get(name)) for name in metrics])
                for group, values in sorted(groups.items())
            ],
        )
        for grouping, groups in submission.evaluation.subsets.items()
    ]


def _text(value: float | None) -> str:
    return UNDEFINED if value is None else number(value)
