"""Ranks as a rescore's preview needs them: before and after, of every team of a phase."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from competitions.models import Phase


@dataclass(frozen=True)
class Entry:
    """One scored submission, as much of it as ranking needs."""

    pk: int
    team_id: int
    is_ranked: bool
    score: float
    submitted_at: datetime
    is_chosen: bool


def ranks(entries: Iterable[Entry], *, phase: Phase) -> dict[int, int]:
    """The rank of each ranked team that has a score; equal scores share one (1, 2, 2, 4)."""
    sign = -1 if phase.profile.higher_is_better else 1
    counting: dict[int, Entry] = {}
    for entry in sorted(entries, key=lambda entry: _last_counts(entry, phase, sign)):
        if entry.is_ranked and (entry.is_chosen or phase.selection != Phase.Selection.CHOSEN):
            counting[entry.team_id] = entry
    scores = sorted(sign * entry.score for entry in counting.values())
    first_place = {score: place for place, score in reversed(list(enumerate(scores, start=1)))}
    return {team: first_place[sign * entry.score] for team, entry in counting.items()}


def _last_counts(entry: Entry, phase: Phase, sign: int) -> tuple[float, ...]:
    """A key under which a team's entry that counts comes last."""
    moment = entry.submitted_at.timestamp()
    if phase.selection == Phase.Selection.LAST:
        return (moment, entry.pk)
    return (-sign * entry.score, -moment, -entry.pk)
