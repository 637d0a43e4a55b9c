"""Short ways to people in competitions, for the tests of participation."""

from datetime import datetime
from typing import Any

from accounts.models import User
from competitions.models import Competition
from participation import services
from participation.models import Invitation, Registration, Team
from tests.factories import NOW, OrganizerFactory, RegistrationFactory, UserFactory


def register(competition: Competition, user: User | None = None, **changes: Any) -> Registration:
    fields = {"answers": {}, "accepts_rules": True, "now": NOW} | changes
    return services.register(user=user or UserFactory(), competition=competition, **fields)


def team_of_two(competition: Competition) -> tuple[Team, User, User]:
    """A team, its leader and another member."""
    team = RegistrationFactory(competition=competition).team
    member = RegistrationFactory(competition=competition, team=team).user
    return team, team.leader, member


def invitation_into(team: Team, now: datetime = NOW) -> Invitation:
    return services.invite(team=team, by=team.leader, now=now)


def organizer_of(competition: Competition) -> User:
    return OrganizerFactory(competition=competition).user


def team_now(user: User, competition: Competition) -> Team | None:
    """The team that the database says the person is in."""
    return Registration.objects.get(user=user, competition=competition).team
