"""Links that lead into a team."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.errors import DomainError, NotAllowed
from participation.models import Invitation, Registration, Team
from participation.services.seating import (
    drop_if_empty,
    has_submitted,
    kind_of,
    lock_competition,
    lock_entry,
    lock_teams,
)
from participation.services.teams import locked_by_leader

VALID = timedelta(days=14)
MOST_LINKS = 10


@transaction.atomic
def invite(*, team: Team, by: User, now: datetime) -> Invitation:
    """Make a link that lets its holders join; for the leader. It runs out after 14 days.

    Raises
    ------
    DomainError
        If `by` does not lead the team, or it has ten links that still work.
    """
    team = locked_by_leader(team, by)
    working = team.invitations.filter(revoked_at__isnull=True, expires_at__gt=now)
    if working.count() >= MOST_LINKS:
        raise DomainError(
            f"The team has {MOST_LINKS} links that work. Use one of them, or revoke one.",
            code="too_many_links",
        )
    return Invitation.objects.create(
        team=team, token=secrets.token_urlsafe(32), created_by=by, expires_at=now + VALID
    )


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Make a link useless; for the leader. Once more changes nothing.

    Raises
    ------
    NotAllowed
        If `by` does not lead the team.
    """
    locked_by_leader(invitation.team, by)
    Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(revoked_at=now)


@transaction.atomic
def join(*, invitation: Invitation, user: User, now: datetime) -> Team:
    """Move the person from their team of one into the team of the link.

    Raises
    ------
    DomainError
        If the link is not good any more, the person is not registered, or they may not change
        teams; the message says why.
    """
    lock_competition(invitation.team.competition)
    fresh = Invitation.objects.select_related("team__competition").filter(pk=invitation.pk).first()
    entry, old = require_joinable(invitation=fresh, user=user, now=now)
    team = invitation.team
    lock_teams(team, old)
    # An upload may have come in between the first look and the lock.
    _require_nothing_submitted(old)
    entry.team = team
    entry.save(update_fields=["team"])
    drop_if_empty(old)
    return team


def require_joinable(
    *, invitation: Invitation | None, user: User, now: datetime
) -> tuple[Registration, Team]:
    """Who would move, and out of which team, if the person may join now; for the preview too.

    Raises
    ------
    DomainError
        As `join` does.
    """
    if invitation is None or not invitation.is_valid(now):
        raise DomainError(
            "This invitation has run out or was revoked. Ask the team for a new link.",
            code="invitation_over",
        )
    team = invitation.team
    entry = lock_entry(user, team.competition)
    if entry is None or entry.status != Registration.Status.APPROVED or entry.team is None:
        raise NotAllowed(
            f"To join {team.name}, register for {team.competition.title} first and open the "
            "link again once you are admitted.",
            code="not_registered",
        )
    if entry.team_id == team.pk:
        raise DomainError(f"You are in {team.name} already.", code="already_member")
    _require_same_kind(user, team)
    if entry.team.registrations.count() > 1:
        raise DomainError(
            f"You are in {entry.team.name} with others. Leave that team first.", code="in_a_team"
        )
    _require_nothing_submitted(entry.team)
    return entry, entry.team


def _require_same_kind(user: User, team: Team) -> None:
    if kind_of(user, team.competition) != team.kind:
        raise DomainError(
            "Organizers know the ground truth, so they and participants do not share a team.",
            code="organizers_apart",
        )


def _require_nothing_submitted(team: Team) -> None:
    if has_submitted(team):
        raise DomainError(
            f"Your team {team.name} has submitted in this competition. Limits count per team, so "
            "you cannot move into another one any more.",
            code="team_has_submitted",
        )
