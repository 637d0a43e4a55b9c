"""What the first pages say of a competition: how many take part, and who leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from competitions.models import Competition, Phase
from leaderboards import ordering
from leaderboards.selectors import selected
from leaderboards.verdict import number
from participation.models import Registration, Team
from submissions.models import Submission


@dataclass(frozen=True)
class Facts:
    """How many people, teams and submissions a competition has."""

    registered: int = 0
    teams: int = 0
    submissions: int = 0


@dataclass(frozen=True)
class Leader:
    """The first of a phase's board, and who comes next if anybody does."""

    team: str
    team_id: int
    score: float
    next_team: str = ""
    next_score: float | None = None

    @property
    def score_words(self) -> str:
        return number(self.score)

    @property
    def lead_words(self) -> str:
        """By how much, in words; empty for the only team."""
        if self.next_score is None:
            return ""
        if self.next_score == self.score:
            return f"level with {self.next_team}"
        return f"{number(abs(self.score - self.next_score))} ahead of {self.next_team}"


def facts_of(competitions: Iterable[Competition]) -> dict[int, Facts]:
    """The counts of these competitions, in three queries."""
    ids = [competition.pk for competition in competitions]
    registered = Registration.objects.approved().filter(competition__in=ids)
    teams = Team.objects.filter(competition__in=ids, kind=Team.Kind.PARTICIPANT)
    submissions = Submission.objects.filter(phase__competition__in=ids).order_by()
    by_registered = dict(registered.values_list("competition").annotate(n=Count("*")))
    by_teams = dict(teams.values_list("competition").annotate(n=Count("*")))
    by_submissions = dict(submissions.values_list("phase__competition").annotate(n=Count("*")))
    return {
        pk: Facts(by_registered.get(pk, 0), by_teams.get(pk, 0), by_submissions.get(pk, 0))
        for pk in ids
    }


def leaders(phases: Sequence[Phase]) -> dict[int, Leader]:
    """Who leads each of these phases, by phase, in one query; unranked teams do not lead.

    It tells what the boards hide: pass only phases whose board the reader may see.
    """
    if not phases:
        return {}
    first, *others = [_first_two(phase) for phase in phases]
    rows: dict[int, list[tuple[str, int, float]]] = {}
    for phase_id, team, team_id, score in first.union(*others, all=True) if others else first:
        rows.setdefault(phase_id, []).append((team, team_id, score))
    higher = {phase.pk: phase.profile.higher_is_better for phase in phases}
    return {
        phase_id: _leader(sorted(two, key=lambda row: row[2], reverse=higher[phase_id]))
        for phase_id, two in rows.items()
    }


def phase_to_tell_of(phases: Sequence[Phase], now: datetime) -> Phase | None:
    """Of the phases with a public board, the last that is open, else the last that has begun."""
    public = [phase for phase in phases if phase.is_board_public(now)]
    is_open = [phase for phase in public if phase.is_open(now)]
    is_begun = [phase for phase in public if not phase.is_upcoming(now)]
    candidates = is_open or is_begun
    return candidates[-1] if candidates else None


def _first_two(phase: Phase) -> Any:
    ranked = selected(phase).filter(team__kind=Team.Kind.PARTICIPANT)
    ordered = ranked.order_by(ordering.score_order(phase), "submitted_at", "pk")
    return ordered.values_list("phase_id", "team__name", "team_id", "score")[:2]


def _leader(two: list[tuple[str, int, float]]) -> Leader:
    team, team_id, score = two[0]
    if len(two) == 1:
        return Leader(team, team_id, score)
    return Leader(team, team_id, score, next_team=two[1][0], next_score=two[1][2])
