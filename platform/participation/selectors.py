"""Reads over registrations, teams and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from competitions.models import Competition
from competitions.selectors import find_competition
from participation.models import Invitation, Registration, Team

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def registration_of(user: User | AnonymousUser, competition: Competition) -> Registration | None:
    """This person's registration with its team, or None."""
    registrations = Registration.objects.of(user).filter(competition=competition)
    return registrations.select_related("team", "competition", "user").first()


def is_participant(user: User | AnonymousUser, competition: Competition) -> bool:
    """Whether the person takes part: registered, and approved where that is needed."""
    return Registration.objects.of(user).approved().filter(competition=competition).exists()


def find_team(user: User | AnonymousUser, competition: Competition) -> Team:
    """The team this person is in, or 404."""
    registration = registration_of(user, competition)
    if registration is None or registration.team is None:
        raise Http404("You are in no team of this competition. Register for it first.")
    return registration.team


def members_of(team: Team) -> list[Registration]:
    """The people of a team, its leader first."""
    entries = team.registrations.select_related("user").order_by("pk")
    return sorted(entries, key=lambda entry: (entry.user_id != team.leader_id, entry.pk))


def invitations_of(team: Team) -> QuerySet[Invitation]:
    """A team's links that were not revoked, the newest first."""
    links = team.invitations.filter(revoked_at__isnull=True)
    return links.select_related("created_by").order_by("-created_at", "-pk")


def find_invitation(user: User | AnonymousUser, token: str) -> Invitation:
    """The invitation of a link, or 404; whether it is still good is for `join` to say."""
    visible = Competition.objects.visible_to(user)
    links = Invitation.objects.select_related("team__competition", "team__leader")
    invitation = links.filter(token=token, team__competition__in=visible).first()
    if invitation is None:
        raise Http404("There is no such invitation. Ask for the link again.")
    return invitation


def find_organized(user: User | AnonymousUser, slug: str) -> Competition:
    """The competition at `slug`, or 404 for all but its organizers."""
    competition = find_competition(user, slug)
    if not competition.is_organized_by(user):
        raise Http404("There is nothing at this address, or it is not yours to see.")
    return competition


def registrations_of(competition: Competition, status: str = "") -> QuerySet[Registration]:
    """All registrations of a competition, or those of one status; for its organizers."""
    registrations = competition.registrations.select_related("user", "team")
    if status:
        registrations = registrations.filter(status=status)
    return registrations.order_by("-pk")
