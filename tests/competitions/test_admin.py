"""The admin, over HTTP: who sees what there, and that it goes through the services."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from competitions.models import Competition, MetricProfile, Organizer, Phase
from core.models import AuditEntry, record_act
from tests.factories import (
    PASSWORD,
    CompetitionFactory,
    GroundTruthFactory,
    MetricProfileFactory,
    OrganizerFactory,
    PhaseFactory,
    UserFactory,
    scored_submission,
)

pytestmark = pytest.mark.django_db
COMPETITIONS = "/admin/competitions/competition/"


def sign_in(client: Client, **fields: Any) -> User:
    user = UserFactory(is_staff=True, **fields)
    client.login(username=user.username, password=PASSWORD)
    return user


def formset(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def phase_fields(profile: MetricProfile, **changes: Any) -> dict[str, Any]:
    return {
        "slug": "test",
        "title": "Testing",
        "kind": "testing",
        "position": 0,
        "opens_at_0": "2026-06-01",
        "opens_at_1": "12:00:00",
        "concurrent_limit": 10,
        "allowed_kinds": ["predictions"],
        "selection": "best",
        "visibility": "live",
        "rejected_daily_cap": 50,
        "leak_control": "none",
        "score_step": 0.01,
        "profile": profile.pk,
        "queue": "evaluate",
    } | changes


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "slug": "new",
        "title": "New",
        "entry": "open",
        "questions": "[]",
        **formset("phases"),
        **formset("organizers"),
    } | changes


def test_staff_see_only_what_they_organize(client: Client) -> None:
    own = OrganizerFactory(user=sign_in(client)).competition
    other = PhaseFactory(competition__title="Others' contest").competition

    page = client.get(COMPETITIONS).text

    assert own.title in page
    assert other.title not in page
    assert other.title not in client.get("/admin/competitions/phase/").text
    assert client.get(f"{COMPETITIONS}{own.pk}/change/").status_code == 200
    assert client.get(f"{COMPETITIONS}{other.pk}/change/").status_code == 302


def test_superusers_see_all_and_participants_nothing(client: Client) -> None:
    competition = CompetitionFactory()
    address = f"{COMPETITIONS}{competition.pk}/change/"

    client.login(username=OrganizerFactory().user.username, password=PASSWORD)
    assert client.get(address).status_code == 302
    sign_in(client, is_superuser=True)
    assert client.get(address).status_code == 200


def test_creating_makes_a_draft_with_its_phase_and_owner(client: Client) -> None:
    creator = sign_in(client)
    data = fields(**formset("phases", phase_fields(MetricProfileFactory())))

    answer = client.post(f"{COMPETITIONS}add/", data)

    assert answer.status_code == 302, answer.context["errors"]
    competition = Competition.objects.get()
    assert (competition.slug, competition.status) == ("new", "draft")
    assert competition.phases.get().allowed_kinds == ["predictions"]
    assert Organizer.objects.get().user == creator
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "competition.created",
        "phase.created",
    ]


def test_a_change_of_meaning_is_an_error_of_the_form(client: Client) -> None:
    phase = PhaseFactory(slug="test")
    scored_submission(phase=phase)
    OrganizerFactory(competition=phase.competition, user=sign_in(client), role="owner")
    row = phase_fields(MetricProfileFactory(), id=phase.pk, competition=phase.competition_id)
    own = Organizer.objects.get()
    data = fields(slug=phase.competition.slug, title="Images")
    data |= formset("phases", row, initial=1)
    data |= formset(
        "organizers",
        {"id": own.pk, "competition": phase.competition_id, "role": "owner"},
        initial=1,
    )

    page = client.post(f"{COMPETITIONS}{phase.competition_id}/change/", data)

    assert page.status_code == 200
    assert "for another measure open a new phase" in page.text
    assert Phase.objects.get().profile == phase.profile


def test_leak_control_is_set_in_the_form_and_the_key_is_not(client: Client) -> None:
    phase = PhaseFactory(slug="test")
    OrganizerFactory(competition=phase.competition, user=sign_in(client))
    address = f"/admin/competitions/phase/{phase.pk}/change/"
    change = {"leak_control": "ladder", "score_step": "0.005", "name_key": "known"}

    refused = client.post(address, phase_fields(phase.profile, score_step="0"))
    answer = client.post(address, phase_fields(phase.profile, **change))

    assert "Write a number above zero, such as 0.01." in refused.text
    assert answer.status_code == 302
    changed = Phase.objects.get()
    assert (changed.leak_control, changed.score_step) == ("ladder", 0.005)
    assert changed.name_key == phase.name_key
    assert phase.name_key not in client.get(address).text


def test_names_of_images_that_were_handed_in_stay_in_the_form(client: Client) -> None:
    phase = PhaseFactory(slug="test")
    scored_submission(phase=phase)
    OrganizerFactory(competition=phase.competition, user=sign_in(client))
    address = f"/admin/competitions/phase/{phase.pk}/change/"

    page = client.post(address, phase_fields(phase.profile, uses_opaque_names="on"))

    assert page.status_code == 200
    assert "Open a new phase to give them others" in page.text


def test_an_organizer_is_named_by_address(client: Client) -> None:
    owner = OrganizerFactory(user=sign_in(client), role="owner")
    person = UserFactory(email="ada@example.org")
    data = fields(slug=owner.competition.slug, title="Images")
    data |= formset(
        "organizers",
        {"id": owner.pk, "competition": owner.competition_id, "role": "owner"},
        {"competition": owner.competition_id, "role": "organizer", "email": "ADA@example.org"},
        initial=1,
    )

    answer = client.post(f"{COMPETITIONS}{owner.competition_id}/change/", data)

    assert answer.status_code == 302
    assert Organizer.objects.get(user=person).role == "organizer"


@pytest.mark.parametrize(("is_superuser", "queue"), [(False, "evaluate"), (True, "elsewhere")])
def test_only_a_superuser_sends_a_phase_to_other_workers(
    client: Client, is_superuser: bool, queue: str
) -> None:
    phase = PhaseFactory()
    OrganizerFactory(competition=phase.competition, user=sign_in(client, is_superuser=is_superuser))
    address = f"/admin/competitions/phase/{phase.pk}/change/"

    answer = client.post(address, phase_fields(phase.profile, slug=phase.slug, queue="elsewhere"))

    assert answer.status_code == 302
    assert Phase.objects.get().queue == queue
    for page in (address, f"{COMPETITIONS}{phase.competition_id}/change/"):
        assert ("worker queue" in client.get(page).text) == is_superuser


def organizers_of(competition: Competition, *rows: tuple[Organizer, str]) -> dict[str, Any]:
    """The form that gives each of the organizers that role."""
    cells = [
        {"id": row.pk, "competition": competition.pk, "role": role, "email": row.user.email}
        for row, role in rows
    ]
    form = formset("organizers", *cells, initial=len(cells))
    return fields(slug=competition.slug, title="Images") | form


def test_the_last_owner_stays_one_in_the_form(client: Client) -> None:
    owner = OrganizerFactory(user=sign_in(client), role="owner")

    answer = client.post(
        f"{COMPETITIONS}{owner.competition_id}/change/",
        organizers_of(owner.competition, (owner, "organizer")),
    )

    owner.refresh_from_db()
    assert (answer.status_code, owner.role) == (409, "owner")
    assert "needs an owner" in answer.text


def test_the_owner_changes_in_one_form(client: Client) -> None:
    owner = OrganizerFactory(user=sign_in(client), role="owner")
    heir = OrganizerFactory(competition=owner.competition)

    answer = client.post(
        f"{COMPETITIONS}{owner.competition_id}/change/",
        organizers_of(owner.competition, (owner, "organizer"), (heir, "owner")),
    )

    assert answer.status_code == 302
    roles = Organizer.objects.order_by("pk").values_list("role", flat=True)
    assert list(roles) == ["organizer", "owner"]


def test_publishing_goes_through_the_rules(client: Client) -> None:
    draft = Competition.Status.DRAFT
    organizer = OrganizerFactory(
        user=sign_in(client), competition__status=draft, competition__overview="Rate images."
    )
    phase = PhaseFactory(competition=organizer.competition)
    act = {"action": "publish", "_selected_action": [organizer.competition_id]}

    refused = client.post(COMPETITIONS, act, follow=True)
    GroundTruthFactory(phase=phase)
    client.post(COMPETITIONS, act)

    assert "Missing: the ground truth of the phase" in refused.text
    assert Competition.objects.get().status == "published"


def test_saving_a_profile_again_makes_its_next_version(client: Client) -> None:
    sign_in(client)
    address = "/admin/competitions/metricprofile/add/"

    for formula in ("srcc", "plcc"):
        document = f'{{"metrics": ["srcc", "plcc"], "formula": "{formula}"}}'
        assert client.post(address, {"name": "main", "document": document}).status_code == 302
    refused = client.post(address, {"name": "main", "document": '{"metrics": ["wer"]}'})

    versions = MetricProfile.objects.order_by("version").values_list("version", "document__formula")
    assert list(versions) == [(1, "srcc"), (2, "plcc")]
    assert "Unknown metric: wer" in refused.text


def test_only_pages_that_are_not_ours_have_a_looser_policy(client: Client) -> None:
    sign_in(client)

    unsafe = {
        address: sorted(
            part.strip()
            for part in client.get(address).headers["Content-Security-Policy"].split(";")
            if "unsafe" in part
        )
        for address in ("/admin/", "/api/docs/", "/", "/api/schema/")
    }

    assert unsafe == {
        "/admin/": ["script-src 'self' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'"],
        "/api/docs/": ["style-src 'self' 'unsafe-inline'"],
        "/": [],
        "/api/schema/": [],
    }


def test_the_log_shows_organizers_their_own_competitions(client: Client) -> None:
    own = OrganizerFactory(user=sign_in(client)).competition
    other = CompetitionFactory()
    for competition in (own, other):
        record_act(
            actor=None,
            action="competition.published",
            target=competition,
            competition_id=competition.pk,
        )

    page = client.get("/admin/core/auditentry/").text

    assert f"competition:{own.pk}" in page
    assert f"competition:{other.pk}" not in page
    foreign = AuditEntry.objects.get(competition_id=other.pk)
    assert client.get(f"/admin/core/auditentry/{foreign.pk}/change/").status_code == 302
    assert client.get("/admin/core/auditentry/add/").status_code == 403


def test_moments_name_the_zone_they_are_typed_in(client: Client) -> None:
    phase = PhaseFactory()
    OrganizerFactory(competition=phase.competition, user=sign_in(client))
    address = f"{COMPETITIONS}{phase.competition_id}/change/"

    utc = client.get(address).text
    client.cookies["zone"] = "Europe/Paris"
    paris = client.get(address).text

    assert "In the zone UTC." in utc
    assert "12:00:00" in utc
    assert "In the zone Europe/Paris." in paris
    assert "14:00:00" in paris
