"""The board's forest plot: positions in per cent of a fluid SVG, one for each row.

One axis serves a page of the board. It shows every score that is near the others and all of what
such rows' intervals span; what lies farther out is cut off, with a mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboards.references import Reference
from leaderboards.uncertainty import Interval

MARGIN = 3.0  # per cent left free at each side, for the dots
MOST_TICKS = 5
STEPS = (1.0, 2.0, 2.5, 5.0)
# How far beyond what nearly all rows span the axis may reach, in widths of that.
REACH = 2.0
NEAR = 0.1  # of the axis: how far it is drawn out to end with a tick
CHARACTER = 3.6  # per cent that a label's character takes where the drawing is narrowest
LABEL_LINES = 4  # one for each of the reference lines, however close they stand
LINE_HEIGHT = 13  # pixels


@dataclass(frozen=True)
class Span:
    """A row's values on the axis of the score."""

    score: float
    interval: Interval | None
    is_ranked: bool


@dataclass(frozen=True)
class Mark:
    """A tick or a reference line with its label: `line` counts the labels' lines from 0."""

    x: str
    label: str
    anchor: str = "middle"
    line: int = 0

    @property
    def y(self) -> int:
        """Pixels from the top to the label's foot."""
        return 10 + LINE_HEIGHT * self.line


@dataclass(frozen=True)
class Drawing:
    """A row: the interval's ends, the point, and at which ends something is cut off."""

    low: str
    high: str
    point: str
    is_cut_low: bool
    is_cut_high: bool

    @property
    def has_interval(self) -> bool:
        return bool(self.low)


@dataclass(frozen=True)
class Forest:
    """The axis of a page, its reference lines, and a drawing for each row."""

    ticks: list[Mark]
    references: list[Mark]
    drawings: list[Drawing | None]

    @property
    def label_lines(self) -> int:
        """How many lines the labels above the ticks take."""
        return 1 + max((mark.line for mark in self.references if mark.label), default=-1)


@dataclass(frozen=True)
class Axis:
    """From where to where the drawing reaches, in the unit of the score."""

    low: float
    high: float

    def position(self, value: float) -> float:
        """Per cent from the left; beyond 0 and 100 where the axis does not reach."""
        return MARGIN + (value - self.low) / (self.high - self.low) * (100 - 2 * MARGIN)

    def holds(self, value: float) -> bool:
        return 0 <= self.position(value) <= 100


def draw_forest(spans: Sequence[Span], references: Iterable[Reference]) -> Forest | None:
    """The plot of these rows; None where no row has an interval."""
    if not any(span.interval for span in spans):
        return None
    shown = list(references)
    axis = axis_of(spans, [reference.score for reference in shown])
    within = [reference for reference in shown if axis.holds(reference.score)]
    return Forest(
        ticks=[Mark(_percent(axis.position(value)), text) for value, text in ticks_of(axis)],
        references=_labelled(axis, sorted(within, key=lambda each: each.score)),
        drawings=[_drawing(span, axis) for span in spans],
    )


def axis_of(spans: Sequence[Span], references: Sequence[float]) -> Axis:
    """An axis over the rows that have ranks, or else over all, and the references near them."""
    ranked = [span for span in spans if span.is_ranked] or list(spans)
    ends = [value for span in ranked for value in (span.score, *(span.interval or ()))]
    low, high = (float(value) for value in np.quantile(ends, [0.05, 0.95]))
    reach = REACH * (high - low)
    wanted = [*ends, *references, *(span.score for span in spans)]
    near = [value for value in wanted if low - reach <= value <= high + reach]
    low, high = min(near), max(near)
    if low == high:
        half = abs(low) * 0.05 or 0.5
        return Axis(low - half, high + half)
    return _to_ticks(Axis(low, high))


def _to_ticks(axis: Axis) -> Axis:
    """A little longer where it then ends with a tick."""
    width = axis.high - axis.low
    step = _step(width)
    below, above = math.floor(axis.low / step) * step, math.ceil(axis.high / step) * step
    return Axis(
        below if axis.low - below <= NEAR * width else axis.low,
        above if above - axis.high <= NEAR * width else axis.high,
    )


def ticks_of(axis: Axis) -> list[tuple[float, str]]:
    """Round values on the axis, each with what to write beside it."""
    step = _step(axis.high - axis.low)
    # To so many decimals a multiple of the step is exact.
    decimals = max(0, 1 - math.floor(math.log10(step)))
    first, last = math.ceil(axis.low / step), math.floor(axis.high / step)
    values = [round(number * step, decimals) for number in range(first, last + 1)]
    shown = max(len(f"{value:.{decimals}f}".rstrip("0").partition(".")[2]) for value in values)
    return [(value, _tick(value, shown)) for value in values]


def _step(width: float) -> float:
    """The smallest round step that leaves at most so many ticks."""
    magnitude = 10.0 ** math.floor(math.log10(width / MOST_TICKS))
    steps = [factor * magnitude for factor in (*STEPS, 10.0)]
    return next((step for step in steps if width / step <= MOST_TICKS - 1), steps[-1])


def _tick(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace("-", "−")


def _drawing(span: Span, axis: Axis) -> Drawing | None:
    if span.interval is None and not axis.holds(span.score):
        return None
    ends = span.interval or (span.score, span.score)
    low, high = (axis.position(value) for value in ends)
    point = axis.position(span.score)
    return Drawing(
        low=_percent(max(low, 0)) if span.interval and high >= 0 and low <= 100 else "",
        high=_percent(min(high, 100)) if span.interval and high >= 0 and low <= 100 else "",
        point=_percent(point) if 0 <= point <= 100 else "",
        is_cut_low=low < 0,
        is_cut_high=high > 100,
    )


def _labelled(axis: Axis, references: Sequence[Reference]) -> list[Mark]:
    """Each line with its label, on the first of a few lines where it runs into no other."""
    marks = []
    ends = [0.0] * LABEL_LINES
    for reference in references:
        x = axis.position(reference.score)
        width = CHARACTER * len(reference.label)
        anchor = "start" if x < width / 2 else "end" if x > 100 - width / 2 else "middle"
        start = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        line = next((number for number, end in enumerate(ends) if start >= end), None)
        if line is not None:
            ends[line] = start + width + CHARACTER
        label = reference.label if line is not None else ""
        marks.append(Mark(_percent(x), label, anchor, line or 0))
    return marks


def _percent(value: float) -> str:
    return f"{value:.2f}"
