"""A team's best score over time as a line: positions in per cent of a fluid SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

MARGIN = 4.0  # per cent left free at each side


@dataclass(frozen=True)
class Sparkline:
    """The line's corners as straight pieces, and the values at its two ends."""

    segments: list[tuple[float, float, float, float]]
    end: tuple[float, float]
    first: float
    best: float


def draw(scores: Sequence[float], *, higher_is_better: bool) -> Sparkline | None:
    """Draw the best so far after each of `scores`, in order; None for fewer than two."""
    if len(scores) < 2:
        return None
    best = list(accumulate(scores, max if higher_is_better else min))
    low, high = min(best), max(best)
    xs = _spread(range(len(best)), low=0, high=len(best) - 1)
    ys = [100 - y for y in _spread(best, low=low, high=high)]
    corners = list(zip(xs, ys, strict=True))
    segments = []
    for (x1, y1), (x2, y2) in pairwise(corners):
        segments += [(x1, y1, x2, y1), (x2, y1, x2, y2)]
    return Sparkline(segments=segments, end=corners[-1], first=best[0], best=best[-1])


def _spread(values: Iterable[float], *, low: float, high: float) -> list[float]:
    span = high - low
    return [
        round(MARGIN + ((value - low) / span if span else 0.5) * (100 - 2 * MARGIN), 2)
        for value in values
    ]
