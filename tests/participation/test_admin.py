import pytest
from django.urls import reverse

from participation.models import Registration, Team
from tests.factories import OrganizerFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db

Status = Registration.Status
LIST = "admin:participation_registration_changelist"


def _act(client, action, *entries):
    keys = [entry.pk for entry in entries]
    return client.post(
        reverse(LIST), {"action": action, "_selected_action": keys}, follow=True
    ).content.decode()


def test_action_decides_each_registration_by_itself(client):
    mine = OrganizerFactory(user=UserFactory(is_staff=True))
    pending = RegistrationFactory(competition=mine.competition, status=Status.PENDING, team=None)
    approved = RegistrationFactory(competition=mine.competition)
    foreign = RegistrationFactory(status=Status.PENDING, team=None)
    client.force_login(mine.user)

    text = _act(client, "approve", pending, approved, foreign)

    statuses = [Registration.objects.get(pk=row.pk).status for row in (pending, approved, foreign)]
    assert statuses == [Status.APPROVED, Status.APPROVED, Status.PENDING]
    assert "1 approved." in text
    assert "nothing to decide" in text


def test_superuser_sees_registrations_but_decides_none_of_others(client):
    entry = RegistrationFactory(status=Status.PENDING, team=None)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    text = _act(client, "refuse", entry)

    entry.refresh_from_db()
    assert entry.status == Status.PENDING
    assert "Only the organizers" in text
    assert entry.user.username in text


@pytest.mark.parametrize("name", ["registration", "team"])
def test_lists_show_ones_own_competitions(client, name):
    mine = OrganizerFactory(user=UserFactory(is_staff=True))
    own = RegistrationFactory(competition=mine.competition)
    other = RegistrationFactory()
    client.force_login(mine.user)

    page = client.get(reverse(f"admin:participation_{name}_changelist")).content.decode()

    assert own.team.name in page
    assert other.team.name not in page
    assert other.competition.title not in page


def test_nobody_edits_teams_in_the_admin(client):
    RegistrationFactory()
    team = Team.objects.get()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    address = reverse("admin:participation_team_change", args=[team.pk])

    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "x"}).status_code == 403


def test_actions_say_which_teams_are_ranked(client):
    mine = OrganizerFactory(user=UserFactory(is_staff=True))
    own = RegistrationFactory(competition=mine.competition).team
    foreign = RegistrationFactory().team
    client.force_login(mine.user)
    address = reverse("admin:participation_team_changelist")

    kinds = []
    for action in ("mark_as_baseline", "mark_as_organizers", "mark_as_participants"):
        client.post(address, {"action": action, "_selected_action": [own.pk, foreign.pk]})
        kinds.append(list(Team.objects.order_by("pk").values_list("kind", flat=True)))

    assert kinds == [
        ["baseline", "participant"],
        ["organizer", "participant"],
        ["participant", "participant"],
    ]


def test_superuser_does_not_say_which_teams_of_others_are_ranked(client):
    team = RegistrationFactory().team
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    page = client.post(
        reverse("admin:participation_team_changelist"),
        {"action": "mark_as_baseline", "_selected_action": [team.pk]},
        follow=True,
    )

    team.refresh_from_db()
    assert team.kind == "participant"
    assert "Only the organizers" in page.content.decode()
