"""Putting people into teams. Called by the other services, under the competition's lock."""

from accounts.models import User
from competitions.models import Competition, Organizer
from core.errors import DomainError
from participation.models import Registration, Team
from participation.names import LONGEST, clean_name, seen


class NameTaken(DomainError):
    code = "name_taken"


def lock_competition(competition: Competition) -> None:
    """Let one change of teams after the other happen; does not hold up uploads."""
    Competition.objects.select_for_update(no_key=True).get(pk=competition.pk)


def lock_teams(*teams: Team) -> None:
    """Hold up uploads of these teams until the end of the transaction."""
    keys = [team.pk for team in teams]
    list(Team.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def has_submitted(team: Team) -> bool:
    return team.submissions.exists()


def lock_entry(user: User, competition: Competition) -> Registration | None:
    """The person's registration as it is now that the competition is locked."""
    entries = Registration.objects.select_related("team", "user", "competition")
    return entries.filter(user=user, competition=competition).first()


def kind_of(user: User, competition: Competition) -> Team.Kind:
    """Organizers know the ground truth, so their teams stand on the board unranked."""
    if competition.is_organized_by(user):
        return Team.Kind.ORGANIZER
    return Team.Kind.PARTICIPANT


def leave_unranked_if_organizers(team: Team) -> None:
    """A participant may have become an organizer since the team was made; lock it first."""
    if team.kind == Team.Kind.PARTICIPANT and has_organizer(team):
        team.kind = Team.Kind.ORGANIZER
        team.save(update_fields=["kind"])


def has_organizer(team: Team) -> bool:
    """Whether a member organizes the competition."""
    members = team.registrations.values("user")
    return Organizer.objects.filter(competition=team.competition_id, user__in=members).exists()


def seat_alone(user: User, competition: Competition, *, name: str = "") -> Team:
    """A new team of one; without a name it is named after the person."""
    return Team.objects.create(
        competition=competition,
        name=free_name(competition, name) if name else _name_after(user, competition),
        kind=kind_of(user, competition),
        leader=user,
    )


def free_name(competition: Competition, text: str, *, team: Team | None = None) -> str:
    """The cleaned name, if no team but `team` bears it.

    Raises
    ------
    DomainError
        If the name will not do or is taken.
    """
    name = clean_name(text)
    others = Team.objects.filter(competition=competition, name__iexact=name)
    if team:
        others = others.exclude(pk=team.pk)
    if others.exists():
        raise NameTaken(f"Another team of this competition is called {name}. Choose another name.")
    return name


def drop_if_empty(team: Team) -> None:
    """Delete a team that nobody is in and that has submitted nothing; its name is free again."""
    if not team.registrations.exists() and not has_submitted(team):
        team.delete()


def _name_after(user: User, competition: Competition) -> str:
    wanted = seen(user.display_name)[:LONGEST]
    if not any(character.isalnum() for character in wanted):
        wanted = f"Team {user.pk}"
    teams = Team.objects.filter(competition=competition)
    name, number = wanted, 1
    while teams.filter(name__iexact=name).exists():
        number += 1
        ending = f" {number}"
        name = wanted[: LONGEST - len(ending)] + ending
    return name
