"""A team's scores over time as a drawing: positions in per cent of a fluid SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from leaderboards.verdict import number
from submissions.models import Submission

MARGIN = 4.0  # per cent left free at each side, for the dots


@dataclass(frozen=True)
class Dot:
    """A scored submission: where it lies, and what to say about it."""

    x: float
    y: float
    label: str
    is_selected: bool


@dataclass(frozen=True)
class Segment:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class HistoryDrawing:
    """Dots for the scores in time, lines between them, and the two ends of the axis."""

    dots: list[Dot]
    segments: list[Segment]
    top: str
    bottom: str


def draw_history(
    history: Sequence[Submission], *, selected_id: int | None
) -> HistoryDrawing | None:
    """Draw the scored ones, evenly spaced in their order; None where there are fewer than two."""
    scored = sorted(
        (row for row in history if row.score is not None),
        key=lambda row: (row.submitted_at, row.pk),
    )
    if len(scored) < 2:
        return None
    scores = [row.score or 0.0 for row in scored]
    low, high = min(scores), max(scores)
    dots = [
        Dot(
            x=_between(index, 0, len(scored) - 1),
            y=100 - _between(score, low, high),
            label=f"#{row.pk}: {number(score)}",
            is_selected=row.pk == selected_id,
        )
        for index, (row, score) in enumerate(zip(scored, scores, strict=True))
    ]
    segments = [Segment(one.x, one.y, two.x, two.y) for one, two in pairwise(dots)]
    return HistoryDrawing(dots=dots, segments=segments, top=number(high), bottom=number(low))


def _between(value: float, low: float, high: float) -> float:
    """Where `value` lies from `low` to `high`, in per cent within the margins."""
    share = (value - low) / (high - low) if high > low else 0.5
    return round(MARGIN + share * (100 - 2 * MARGIN), 2)
