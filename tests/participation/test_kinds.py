"""Organizers say which teams are ranked."""

import pytest
from django.urls import reverse

from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from participation import services
from participation.models import Team
from tests.factories import RegistrationFactory, UserFactory
from tests.participation.people import organizer_of

pytestmark = pytest.mark.django_db

Kind = Team.Kind


@pytest.fixture
def team():
    return RegistrationFactory().team


def test_baseline_is_made_and_unmade_and_both_are_written_down(team):
    organizer = organizer_of(team.competition)

    for kind in (Kind.BASELINE, Kind.BASELINE, Kind.PARTICIPANT):
        services.set_kind(team=team, kind=kind, by=organizer)

    team.refresh_from_db()
    assert team.kind == "participant"
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor", "detail")) == [
        ("team_kind_changed", organizer.pk, {"kinds": ["participant", "baseline"]}),
        ("team_kind_changed", organizer.pk, {"kinds": ["baseline", "participant"]}),
    ]


@pytest.mark.parametrize("is_superuser", [True, False])
def test_nobody_but_the_organizers_says_who_is_ranked(team, is_superuser):
    for person in (UserFactory(is_superuser=is_superuser), team.leader):
        with pytest.raises(NotAllowed):
            services.set_kind(team=team, kind=Kind.BASELINE, by=person)

    team.refresh_from_db()
    assert team.kind == "participant"


def test_team_with_an_organizer_in_it_is_never_ranked(team):
    organizer = organizer_of(team.competition)
    RegistrationFactory(competition=team.competition, team=team, user=organizer)
    services.set_kind(team=team, kind=Kind.BASELINE, by=organizer)

    with pytest.raises(DomainError, match="An organizer is in") as refusal:
        services.set_kind(team=team, kind=Kind.PARTICIPANT, by=organizer)

    team.refresh_from_db()
    assert (refusal.value.code, team.kind) == ("organizers_apart", "baseline")


def test_program_of_an_organizer_marks_a_baseline(client, team):
    client.force_login(organizer_of(team.competition))
    address = reverse("api-team-kind", args=[team.competition.slug, team.pk])

    answer = client.put(address, {"kind": "baseline"}, content_type="application/json")
    refused = client.put(address, {"kind": "judge"}, content_type="application/json")

    assert (answer.status_code, answer.json()["kind"]) == (200, "baseline")
    assert refused.status_code == 400


def test_program_finds_no_team_of_another_competition(client, team):
    other = RegistrationFactory().team
    client.force_login(organizer_of(team.competition))
    address = reverse("api-team-kind", args=[team.competition.slug, other.pk])

    answer = client.put(address, {"kind": "baseline"}, content_type="application/json")

    assert answer.status_code == 404
