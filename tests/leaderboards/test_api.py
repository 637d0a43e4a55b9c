import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.factories import NOW, PhaseFactory
from tests.leaderboards.boards import organizer, scored, team
from tests.leaderboards.measured import computed, four_teams, measured_phase

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
        "statistics": {
            "status": "pending",
            "n": None,
            "raters": None,
            "level": None,
            "resamples": None,
            "clusters": None,
            "references": {},
            "notes": [],
        },
        "results": [
            {
                "rank": 1,
                "rank_range": None,
                "group": None,
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
                "interval": None,
                "cluster_interval": None,
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
        "statistics": {
            "status": "none",
            "n": None,
            "raters": None,
            "level": None,
            "resamples": None,
            "clusters": None,
            "references": {},
            "notes": [],
        },
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


def test_board_comes_with_how_sure_it_is():
    phase = measured_phase()
    four_teams(phase)
    computed(phase)

    body = _get(phase).json()

    first, second, *_, floor = body["results"]
    assert (first["rank_range"], first["group"]) == ([1, 1], 1)
    assert (second["rank_range"], second["group"]) == ([2, 3], 2)
    assert (floor["rank_range"], floor["group"]) == (None, None)
    for row in body["results"]:
        for low, high in (row["interval"], row["cluster_interval"]):
            assert low < row["score"] < high
    statistics = body["statistics"]
    assert statistics.pop("references").keys() == {"human", "panel_half", "ceiling", "metadata"}
    assert statistics == {
        "status": "done",
        "n": 36,
        "raters": 6,
        "level": 0.95,
        "resamples": 10_000,
        "clusters": {"grouping": "content", "count": 12},
        "notes": [],
    }


def test_what_organizers_keep_to_themselves_is_not_in_the_answer():
    phase = measured_phase(shows_uncertainty=False, shows_reference_lines=False)
    four_teams(phase)
    computed(phase)

    public, own = _get(phase).json(), _get(phase, organizer(phase)).json()

    assert public["statistics"]["status"] == "none"
    assert public["statistics"]["references"] == {}
    assert {row["interval"] for row in public["results"]} == {None}
    assert {row["rank_range"] for row in public["results"]} == {None}
    assert own["statistics"]["status"] == "done"
    assert all(row["interval"] for row in own["results"])
