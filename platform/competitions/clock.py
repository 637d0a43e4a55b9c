"""What the clock does to phases: nothing. It writes down, once, that a moment has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from competitions.models import Competition, Phase
from core.models import record_act

# The moment, where it is noted, what the log calls it, and which phases have it.
MOMENTS = [
    ("opens_at", "opening_noted_at", "phase.opened", Q()),
    ("closes_at", "closing_noted_at", "phase.closed", Q()),
    ("reveals_at", "revealing_noted_at", "phase.revealed", Q(visibility="hidden")),
]


def note_moments(now: datetime) -> None:
    """Write every opening, closing and revealing up to `now` that the log does not have yet.

    Phases open and close by themselves: whoever asks compares with the clock. So a note that
    comes late, or twice at once, changes nothing.
    """
    published = ~Q(competition__status=Competition.Status.DRAFT)
    for moment, note, action, condition in MOMENTS:
        due = Q(**{f"{moment}__lte": now, f"{note}__isnull": True})
        for phase in Phase.objects.filter(published, due, condition).order_by(moment, "pk"):
            _note(phase, note=note, action=action, at=getattr(phase, moment), now=now)


def forget_moved_moments(phase: Phase, *, before: Phase) -> list[str]:
    """The notes to clear on a phase whose moments were moved, so that they are written again."""
    return [note for moment, note, *_ in MOMENTS if _is_moved(phase, before, moment)]


def _is_moved(phase: Phase, before: Phase, moment: str) -> bool:
    return bool(getattr(phase, moment) != getattr(before, moment))


@transaction.atomic
def _note(phase: Phase, *, note: str, action: str, at: datetime, now: datetime) -> None:
    free = Phase.objects.filter(pk=phase.pk, **{f"{note}__isnull": True})
    if free.update(**{note: now}):
        record_act(
            actor=None,
            action=action,
            target=phase,
            competition_id=phase.competition_id,
            at=at.isoformat(),
        )
