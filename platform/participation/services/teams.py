"""What a team does: its name, its leader, who leaves."""

from django.db import transaction

from accounts.models import User
from competitions.models import Competition
from core.errors import BadInput, DomainError, NotAllowed
from core.models import record_act
from participation.models import Registration, Team
from participation.services.seating import (
    free_name,
    has_organizer,
    has_submitted,
    lock_competition,
    lock_entry,
    lock_teams,
    seat_alone,
)


@transaction.atomic
def rename(*, team: Team, by: User, name: str) -> Team:
    """Give the team another name; for its leader.

    Raises
    ------
    DomainError
        If `by` does not lead it, or the name will not do or is taken.
    """
    team = locked_by_leader(team, by)
    team.name = free_name(team.competition, name, team=team)
    team.save(update_fields=["name"])
    return team


@transaction.atomic
def hand_over(*, team: Team, by: User, to: User) -> Team:
    """Let another member lead the team.

    Raises
    ------
    DomainError
        If `by` does not lead it, or `to` is not in it.
    """
    team = locked_by_leader(team, by)
    if not team.registrations.filter(user=to).exists():
        raise BadInput("Only a member of the team can lead it.", code="not_a_member")
    team.leader = to
    team.save(update_fields=["leader"])
    return team


@transaction.atomic
def leave(*, user: User, competition: Competition) -> Team:
    """Go back to a team of one's own, which is returned.

    Raises
    ------
    DomainError
        If the person is alone, leads the team, or the team has submitted.
    """
    lock_competition(competition)
    entry, team = _entry_and_team(user, competition)
    if team.registrations.count() == 1:
        raise DomainError(
            "You are alone in your team, so there is nothing to leave.", code="is_alone"
        )
    _require_not_leader(team, user, "Hand over the lead to another member first.")
    lock_teams(team)
    _require_no_submissions(team)
    return _seat_apart(entry)


@transaction.atomic
def remove_member(*, team: Team, member: User, by: User) -> Team:
    """Take a person out of a team, into one of their own, which is returned.

    The leader may, before the team's first submission; an organizer may at any time, and that
    is written down, for it gives the person fresh limits.

    Raises
    ------
    DomainError
        If `by` may not, or `member` is not in the team, leads it or is its only one.
    """
    lock_competition(team.competition)
    team = Team.objects.select_related("competition").get(pk=team.pk)
    is_organizer = team.competition.is_organized_by(by)
    if not is_organizer and team.leader_id != by.pk:
        raise NotAllowed("Only the team's leader or an organizer takes somebody out of it.")
    entry, current = _entry_and_team(member, team.competition)
    if current.pk != team.pk:
        raise BadInput("This person is not in the team.", code="not_a_member")
    _require_not_leader(team, member, "The leader cannot be taken out; hand over the lead first.")
    lock_teams(team)
    if not is_organizer:
        _require_no_submissions(team)
    record_act(
        actor=by,
        action="member_removed",
        target=team,
        competition_id=team.competition_id,
        user=member.username,
        team_had_submitted=has_submitted(team),
    )
    return _seat_apart(entry)


@transaction.atomic
def set_kind(*, team: Team, kind: Team.Kind, by: User) -> Team:
    """Make it a baseline or an organizers' team, which stand unranked, or a participants' again.

    For organizers; and written down, for it moves the others' ranks.

    Raises
    ------
    DomainError
        If `by` does not organize the competition, or organizers would be ranked.
    """
    lock_competition(team.competition)
    lock_teams(team)
    team = Team.objects.select_related("competition").get(pk=team.pk)
    if not team.competition.is_organized_by(by):
        raise NotAllowed("Only the organizers of a competition say which teams are ranked.")
    if kind == Team.Kind.PARTICIPANT and has_organizer(team):
        raise DomainError(
            f"An organizer is in {team.name}, and organizers know the ground truth; so the team "
            "stays unranked. Make it a baseline or an organizers' team.",
            code="organizers_apart",
        )
    if team.kind == kind:
        return team
    record_act(
        actor=by,
        action="team_kind_changed",
        target=team,
        competition_id=team.competition_id,
        kinds=[team.kind, kind.value],
    )
    team.kind = kind
    team.save(update_fields=["kind"])
    return team


def locked_by_leader(team: Team, by: User) -> Team:
    """The team as it is under the competition's lock, if `by` leads it."""
    lock_competition(team.competition)
    team = Team.objects.select_related("competition").get(pk=team.pk)
    if team.leader_id != by.pk:
        raise NotAllowed("Only the leader of the team may do that.", code="not_leader")
    return team


def _entry_and_team(user: User, competition: Competition) -> tuple[Registration, Team]:
    entry = lock_entry(user, competition)
    if entry is None or entry.team is None:
        raise DomainError("You are in no team of this competition.", code="not_registered")
    return entry, entry.team


def _seat_apart(entry: Registration) -> Team:
    entry.team = seat_alone(entry.user, entry.competition)
    entry.save(update_fields=["team"])
    return entry.team


def _require_not_leader(team: Team, user: User, words: str) -> None:
    if team.leader_id == user.pk:
        raise DomainError(words, code="is_leader")


def _require_no_submissions(team: Team) -> None:
    if has_submitted(team):
        raise DomainError(
            "The team has submitted already, and its limits were used together; so its members "
            "stay. Ask the organizers if somebody has to leave.",
            code="team_has_submitted",
        )
