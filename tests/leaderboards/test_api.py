import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.factories import NOW, PhaseFactory
from tests.leaderboards.boards import organizer, scored, team

pytestmark = pytest.mark.django_db


def _get(phase, user=None, **query):
    client = APIClient()
    if user:
        client.force_authenticate(user)
    slugs = [phase.competition.slug, phase.slug]
    return client.get(reverse("api-leaderboard", args=slugs), query)


def test_board_comes_with_everything_a_row_shows():
    phase = PhaseFactory()
    ada = team(phase, "Ada", affiliation="Uni A")
    submission = scored(ada, phase, 0.75, {"srcc": 0.7}, method="Net")

    answer = _get(phase, ada.leader)

    assert answer.json() == {
        "count": 1,
        "next": None,
        "previous": None,
        "is_public": True,
        "reveals_at": None,
        "sort": "-score",
        "verdict": "Ada leads with 0.7500 on 8 images.",
        "results": [
            {
                "rank": 1,
                "team": {
                    "id": ada.pk,
                    "name": "Ada",
                    "kind": "participant",
                    "affiliation": "Uni A",
                    "members": [ada.leader.username],
                },
                "submission": submission.pk,
                "method": "Net",
                "score": 0.75,
                "metrics": {"srcc": 0.7},
                "entries": 1,
                "submitted_at": "2026-06-01T12:00:00Z",
                "is_mine": True,
            }
        ],
    }


def test_pages_follow_each_other_in_the_order_asked_for():
    phase = PhaseFactory()
    for index in range(3):
        scored(team(phase, f"T{index}"), phase, index / 10)

    first = _get(phase, sort="score", page_size=2).json()
    second = _get(phase, sort="score", page_size=2, page=2).json()

    names = [row["team"]["name"] for page in (first, second) for row in page["results"]]
    assert (first["count"], names) == (3, ["T0", "T1", "T2"])
    assert first["next"].endswith("?page=2&page_size=2&sort=score")


def test_unknown_sort_is_refused_in_words():
    answer = _get(PhaseFactory(), sort="password")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_sort")


def test_hidden_board_tells_a_visitor_only_when_it_is_revealed():
    reveals_at = NOW.replace(year=2100)
    phase = PhaseFactory(visibility="hidden", reveals_at=reveals_at)
    scored(team(phase, "Ada"), phase, 0.75)

    assert _get(phase).json() == {
        "count": 0,
        "next": None,
        "previous": None,
        "is_public": False,
        "reveals_at": "2100-06-01T12:00:00Z",
        "sort": "-score",
        "verdict": "",
        "results": [],
    }


def test_hidden_board_shows_a_team_its_own_scores_without_a_rank():
    phase = PhaseFactory(visibility="organizers")
    ada = team(phase, "Ada")
    scored(ada, phase, 0.75)
    scored(team(phase, "Bo"), phase, 0.9)

    body = _get(phase, ada.leader).json()

    assert body["count"] == 1
    assert [(row["team"]["name"], row["rank"], row["score"]) for row in body["results"]] == [
        ("Ada", None, 0.75)
    ]


def test_hidden_board_is_whole_for_organizers():
    phase = PhaseFactory(visibility="organizers")
    scored(team(phase, "Ada"), phase, 0.75)
    scored(team(phase, "Bo"), phase, 0.9)

    body = _get(phase, organizer(phase)).json()

    assert [row["rank"] for row in body["results"]] == [1, 2]


def test_draft_is_not_found_except_by_its_organizers():
    phase = PhaseFactory(competition__status="draft")

    assert _get(phase).status_code == 404
    assert _get(phase, organizer(phase)).status_code == 200
