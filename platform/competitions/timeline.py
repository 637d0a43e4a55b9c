"""The phases of a competition as one line in time, in per cent of its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from competitions.models import Phase

# A phase without an end, or a competition of one moment, is drawn this long.
OPEN_ENDED = timedelta(days=30)
MARGIN = 0.04
LABEL_WIDTH = 30.0


@dataclass(frozen=True)
class Span:
    """One phase on the line.

    `row` is 1 where its label would meet the one before it, `lane` 1 where the phase itself begins
    while the one before it runs.
    """

    title: str
    dates: str
    state: str
    start: float
    end: float
    label: float
    anchor: str
    row: int
    lane: int


@dataclass(frozen=True)
class Timeline:
    """Spans and the present moment; `now` is None where it lies outside the line."""

    spans: list[Span]
    now: float | None
    description: str

    @property
    def has_lanes(self) -> bool:
        """Whether phases run at the same time, so that their bars need a height each."""
        return any(span.lane for span in self.spans)

    @property
    def is_deep(self) -> bool:
        return any(span.row for span in self.spans)


def draw_timeline(phases: Sequence[Phase], now: datetime) -> Timeline | None:
    """The line of these phases, or None where there are none."""
    if not phases:
        return None
    ordered = sorted(phases, key=lambda phase: (phase.opens_at, phase.position))
    first = ordered[0].opens_at
    last = max(_end(phase, now) for phase in ordered)
    if first - (last - first) * 0.5 < now < first:
        first = now
    if last < now < last + (last - first) * 0.5:
        last = now
    padding = (last - first) * MARGIN

    def place(moment: datetime) -> float:
        return round(100 * (moment - first) / (last + padding - first), 1)

    spans: list[Span] = []
    for phase in ordered:
        span = (place(phase.opens_at), place(_end(phase, now)))
        spans.append(_span(phase, span, before=spans, now=now))
    is_inside = first <= now <= last + padding
    description = "Phases: " + "; ".join(f"{span.title}, {span.dates}" for span in spans)
    return Timeline(spans, place(now) if is_inside else None, description)


def state_of(phase: Phase, now: datetime) -> str:
    """open, next or past."""
    if phase.is_open(now):
        return "open"
    return "next" if phase.is_upcoming(now) else "past"


def dates_of(phase: Phase) -> str:
    """The window in days of the reader's zone: `1 May – 9 Jul`; the year where it is another."""
    opens = timezone.localtime(phase.opens_at)
    if phase.closes_at is None:
        return f"from {opens.day} {opens:%b %Y}"
    # The end is exclusive: a phase that closes at midnight ends on the day before.
    closes = timezone.localtime(phase.closes_at - timedelta(seconds=1))
    if opens.year != closes.year:
        return f"{opens.day} {opens:%b %Y} – {closes.day} {closes:%b %Y}"
    if opens.month != closes.month:
        return f"{opens.day} {opens:%b} – {closes.day} {closes:%b %Y}"
    if opens.day != closes.day:
        return f"{opens.day} – {closes.day} {closes:%b %Y}"
    return f"{closes.day} {closes:%b %Y}"


def _end(phase: Phase, now: datetime) -> datetime:
    return phase.closes_at or max(now, phase.opens_at) + OPEN_ENDED


def _span(phase: Phase, span: tuple[float, float], *, before: list[Span], now: datetime) -> Span:
    start, end = span
    is_late = start > 100 - LABEL_WIDTH
    label = min(end, 100.0) if is_late else start
    left = label - LABEL_WIDTH if is_late else label
    last = before[-1] if before else None
    row = int(last is not None and last.row == 0 and left < _right_of(last))
    lane = int(last is not None and last.lane == 0 and start < last.end)
    return Span(
        title=phase.title,
        dates=dates_of(phase),
        state=state_of(phase, now),
        start=start,
        end=end,
        label=label,
        anchor="end" if is_late else "start",
        row=row,
        lane=lane,
    )


def _right_of(span: Span) -> float:
    return span.label if span.anchor == "end" else span.label + LABEL_WIDTH
