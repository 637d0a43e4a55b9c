import pytest
from django.test import Client

from competitions.models import Competition
from tests.factories import (
    DAY,
    NOW,
    PASSWORD,
    CompetitionFactory,
    OrganizerFactory,
    PhaseFactory,
)

pytestmark = pytest.mark.django_db
API = "/api/v1/competitions/"


def slugs(client: Client, query: str = "") -> list[str]:
    return [row["slug"] for row in client.get(API + query).json()["results"]]


def test_list_is_newest_first_and_in_pages(client: Client) -> None:
    for slug in ("first", "second", "third"):
        CompetitionFactory(slug=slug)

    assert slugs(client) == ["third", "second", "first"]
    assert slugs(client, "?page_size=2&page=2") == ["first"]


def test_list_filters_by_state_and_words(client: Client) -> None:
    PhaseFactory(competition__slug="open", competition__title="Rate images")
    PhaseFactory(competition__slug="next", opens_at=NOW + 36000 * DAY)
    PhaseFactory(competition__slug="past", opens_at=NOW - 9000 * DAY, closes_at=NOW - 8999 * DAY)

    assert slugs(client, "?state=open") == ["open"]
    assert slugs(client, "?state=next") == ["next"]
    assert slugs(client, "?state=past") == ["past"]
    assert slugs(client, "?search=rate") == ["open"]


def test_an_unknown_state_is_refused_with_those_there_are(client: Client) -> None:
    answer = client.get(API, {"state": "running"})

    assert answer.status_code == 400
    assert answer.json() == {
        "code": "unknown_state",
        "detail": "There is no state “running”. There are: open, next, past.",
    }


def test_drafts_are_for_their_organizers(client: Client) -> None:
    organizer = OrganizerFactory(
        competition__slug="draft", competition__status=Competition.Status.DRAFT
    )

    assert slugs(client) == []
    for address in ("draft/", "draft/phases/"):
        assert client.get(API + address).status_code == 404
    client.login(username=organizer.user.username, password=PASSWORD)
    assert slugs(client) == ["draft"]
    assert client.get(API + "draft/phases/").status_code == 200


def test_detail_names_phases_and_no_secret(client: Client) -> None:
    phase = PhaseFactory(competition__slug="one", slug="test", title="Testing", daily_limit=3)
    OrganizerFactory(competition=phase.competition, user__first_name="Ada")

    body = client.get(API + "one/").json()

    assert body["organizers"] == ["Ada"]
    assert [one["slug"] for one in body["phases"]] == ["test"]
    assert body["phases"][0] == {
        "slug": "test",
        "title": "Testing",
        "kind": "custom",
        "description": "",
        "state": "open",
        "opens_at": "2026-05-22T12:00:00Z",
        "closes_at": phase.closes_at.isoformat().replace("+00:00", "Z"),
        "daily_limit": 3,
        "total_limit": None,
        "concurrent_limit": 10,
        "allowed_kinds": ["predictions"],
        "selection": "best",
        "visibility": "live",
        "reveals_at": None,
        "is_board_public": True,
        "shows_uncertainty": True,
        "shows_reference_lines": True,
        "shows_comparisons": True,
        "rejected_count": False,
        "rejected_daily_cap": 50,
        "leak_control": "none",
        "score_step": 0.01,
        "uses_opaque_names": False,
        "profile": {
            "name": phase.profile.name,
            "version": 1,
            "metrics": ["srcc", "plcc", "krcc", "rmse", "mae"],
            "formula": "0.6*srcc + 0.4*plcc",
            "higher_is_better": True,
        },
    }


def test_nothing_is_written_through_these_addresses(client: Client) -> None:
    CompetitionFactory(slug="one")

    for address in ("", "one/", "one/phases/"):
        assert client.post(API + address, {}).status_code in {401, 403, 405}
