"""What a team may still hand in to a phase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from competitions.models import Phase
from core.errors import DomainError
from participation.models import Team
from submissions.models import Submission


class Used(NamedTuple):
    """A team's submissions to a phase, counted as its limits count them."""

    today: int
    in_all: int
    in_flight: int
    rejected_today: int


@dataclass(frozen=True)
class Allowance:
    """The limits of a phase beside what one team has used of them."""

    phase: Phase
    used: Used
    resets_at: datetime

    @property
    def left_today(self) -> int | None:
        """None where there is no daily limit."""
        return _left(self.phase.daily_limit, self.used.today)

    @property
    def left_in_all(self) -> int | None:
        """None where there is no limit in all."""
        return _left(self.phase.total_limit, self.used.in_all)

    @property
    def left_at_once(self) -> int:
        return max(0, self.phase.concurrent_limit - self.used.in_flight)

    @property
    def refusal(self) -> DomainError | None:
        """Why the team may hand in nothing now; None if it may."""
        if self.left_in_all == 0:
            return DomainError(
                f"Your team has used all {self.phase.total_limit} submissions of this phase.",
                code="total_limit",
            )
        if self.left_today == 0:
            return DomainError(
                f"Your team has used its {_submissions(self.phase.daily_limit)} of today. "
                f"The next day begins at {self._reset}.",
                code="daily_limit",
            )
        if self.used.rejected_today >= self.phase.rejected_daily_cap:
            return DomainError(
                f"{self.used.rejected_today} files of your team were rejected today, so uploads "
                f"pause until {self._reset}. Try your file before you upload it: "
                "python -m evaluator score names the same mistakes.",
                code="probing_cap",
            )
        if self.left_at_once == 0:
            return DomainError(
                f"{_submissions(self.used.in_flight)} of your team are still being scored, which "
                "is as many as may be at once. Wait until one is finished, or cancel one.",
                code="concurrent_limit",
            )
        if self.used.rejected_today + self.used.in_flight >= self.phase.rejected_daily_cap:
            return DomainError(
                f"At most {self.phase.rejected_daily_cap} files of your team may be rejected in a "
                f"day, and {self.used.rejected_today} were today. Wait until what is being scored "
                "is finished, then upload again.",
                code="probing_cap",
            )
        return None

    @property
    def _reset(self) -> str:
        local = timezone.localtime(self.resets_at)
        zone = local.tzname()
        utc = "" if zone == "UTC" else ", midnight UTC"
        return f"{local:%H:%M} {zone}{utc}"

    def require(self) -> None:
        """Raise the refusal, if there is one."""
        if self.refusal:
            raise self.refusal


def allowance(*, team: Team, phase: Phase, now: datetime) -> Allowance:
    """What `team` has left; to act on it, lock the team's row first."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = _counted(phase)
    is_today = Q(submitted_at__gte=today)
    used = Submission.objects.of_team(team, phase).aggregate(
        today=Count("pk", filter=counted & is_today),
        in_all=Count("pk", filter=counted),
        in_flight=Count("pk", filter=Q(status__in=Submission.IN_FLIGHT)),
        rejected_today=Count("pk", filter=Q(status=Submission.Status.REJECTED) & is_today),
    )
    return Allowance(phase=phase, used=Used(**used), resets_at=today + timedelta(days=1))


def _counted(phase: Phase) -> Q:
    """Those that use up a limit: never one that failed through our fault or was cancelled."""
    statuses = [*Submission.IN_FLIGHT, Submission.Status.SCORED]
    if phase.rejected_count:
        statuses.append(Submission.Status.REJECTED)
    return Q(status__in=statuses)


def _left(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)


def _submissions(number: int | None) -> str:
    return f"{number} submission{'' if number == 1 else 's'}"
