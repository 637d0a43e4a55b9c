from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.models import AlignedPredictions
from tests.factories import (
    NAMES,
    NOW,
    PROFILE,
    TARGETS,
    MetricProfileFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
)
from tests.leaderboards.boards import aligned, organizer, scored, team

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
EXPORTS = ["csv", "json", "latex"]


def _client(user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client


def _url(name, phase, *rest):
    return reverse(f"leaderboards:{name}", args=[phase.competition.slug, phase.slug, *rest])


def _page(name, phase, *rest, user=None, query=None):
    return _client(user).get(_url(name, phase, *rest), query)


def _points(specification):
    [points] = specification["datasets"].values()
    return points


def _hidden():
    return PhaseFactory(visibility="hidden", reveals_at=timezone.now() + timedelta(days=3))


def test_board_says_who_leads_and_shows_every_row():
    phase = PhaseFactory()
    scored(team(phase, "Ada Lovelace"), phase, 0.9638, method="Net")
    scored(team(phase, "Bo"), phase, 0.9429)

    page = _page("board", phase).content.decode()

    assert "Ada Lovelace leads with 0.9638, 0.0209 ahead of Bo on 8 images." in page
    assert page.index("0.9638</td>") < page.index("0.9429</td>")
    assert 'aria-sort="descending"' in page


def test_board_without_a_phase_named_is_that_of_the_open_one():
    closed = PhaseFactory(title="Warm-up")
    closed.opens_at, closed.closes_at = (timezone.now() - timedelta(days=d) for d in (9, 8))
    closed.save()
    PhaseFactory(competition=closed.competition, title="Final round")

    page = _client().get(reverse("leaderboards:board", args=[closed.competition.slug]))

    assert page.context["phase"].title == "Final round"
    assert "Warm-up" in page.content.decode()


def test_competition_without_phases_says_so():
    competition = PhaseFactory().competition
    competition.phases.all().delete()

    page = _client().get(reverse("leaderboards:board", args=[competition.slug]))

    assert "There is no phase yet" in page.content.decode()


def test_empty_board_says_how_it_fills():
    page = _page("board", PhaseFactory()).content.decode()

    assert "No submissions yet. The board fills from the first one." in page


def test_own_row_is_marked():
    phase = PhaseFactory()
    ada, bo = team(phase, "Ada"), team(phase, "Bo")
    scored(ada, phase, 0.9)
    scored(bo, phase, 0.8)

    rows = _page("board", phase, user=bo.leader).context["rows"]

    assert [row.classes for row in rows] == ["first", "mine"]


def test_second_page_begins_where_the_first_ends():
    phase = PhaseFactory()
    for index in range(31):
        scored(team(phase, f"T{index:02}"), phase, index / 100)

    first = _page("board", phase, query={"sort": "team"})
    second = _page("board", phase, query={"sort": "team", "page": 2})

    assert len(first.context["rows"]) == 30
    assert [row.team for row in second.context["rows"]] == ["T30"]
    assert "?sort=team&amp;page=2" in first.content.decode()


def test_heading_sorts_and_a_second_click_turns_the_order_round():
    phase = PhaseFactory()
    scored(team(phase, "Ada"), phase, 0.9)

    columns = _page("board", phase).context["columns"]
    turned = _page("board", phase, query={"sort": "-srcc"}).context["columns"]

    assert {key: column.href for key, column in columns.items()} == {
        "rank": "?sort=score",
        "score": "?sort=score",
        "team": "?sort=team",
        "method": "?sort=method",
        "affiliation": "?sort=affiliation",
        "srcc": "?sort=-srcc",
        "plcc": "?sort=-plcc",
        "krcc": "?sort=-krcc",
        "rmse": "?sort=rmse",
        "mae": "?sort=mae",
        "entries": "?sort=-entries",
        "date": "?sort=-date",
    }
    assert (turned["srcc"].href, turned["srcc"].aria_sort) == ("?sort=srcc", "descending")
    assert (turned["score"].href, turned["score"].aria_sort) == ("?sort=-score", "")
    words = _page("board", phase).content.decode()
    assert [key for key, column in columns.items() if f'href="{column.href}"' not in words] == []


def test_names_are_escaped():
    phase = PhaseFactory()
    scored(team(phase, "<script>alert(1)</script>"), phase, 0.9, method="<b>x</b>")

    page = _page("board", phase).content.decode()

    assert "<script>alert" not in page
    assert "<b>x" not in page


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_downloads_of_the_same_order(name):
    phase = PhaseFactory()
    scored(team(phase, "Ada"), phase, 0.9)
    scored(team(phase, "Bo"), phase, 0.8)

    answer = _page(name, phase, query={"sort": "score"})

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.content.index(b"Bo") < answer.content.index(b"Ada")


# What is hidden


def test_hidden_board_leaks_nothing_to_visitors_and_others():
    phase = _hidden()
    secret = team(phase, "Secret Team")
    submission = scored(secret, phase, 0.87654321)
    aligned(submission)
    other = team(phase, "Others")

    for user in (None, RegistrationFactory(competition=phase.competition).user, other.leader):
        for name in ("board", *EXPORTS, "figures"):
            page = _page(name, phase, user=user).content.decode()
            assert not [word for word in ("Secret", "0.876", "images") if word in page]
        assert _page("team", phase, secret.pk, user=user).status_code == 404
        for file in ("performance.json", "performance.svg", "predictions.json"):
            assert _page("figure", phase, file, user=user).status_code == 404


def test_hidden_board_says_when_it_will_be_revealed():
    phase = _hidden()

    page = _page("board", phase).content.decode()

    assert phase.reveals_at.strftime("%Y, %H:%M") in page


def test_hidden_board_shows_a_team_its_own_row_everywhere():
    phase = _hidden()
    ada = team(phase, "Ada")
    scored(ada, phase, 0.75)
    scored(team(phase, "Secret Team"), phase, 0.9)

    for name in ("board", *EXPORTS):
        page = _page(name, phase, user=ada.leader).content.decode()
        assert "0.75" in page
        assert "Secret" not in page
    assert _page("board", phase, user=ada.leader).context["rows"][0].rank == "–"
    assert _page("team", phase, ada.pk, user=ada.leader).status_code == 200


def test_hidden_board_is_whole_for_its_organizers():
    phase = _hidden()
    scored(team(phase, "Ada"), phase, 0.75)
    scored(team(phase, "Bo"), phase, 0.9)

    page = _page("board", phase, user=organizer(phase))

    assert [row.team for row in page.context["rows"]] == ["Bo", "Ada"]
    assert "Only organizers see this board now." in page.content.decode()


def test_board_is_revealed_by_the_clock():
    phase = _hidden()
    scored(team(phase, "Ada"), phase, 0.75)
    phase.reveals_at = timezone.now() - timedelta(seconds=1)
    phase.save()

    assert [row.team for row in _page("board", phase).context["rows"]] == ["Ada"]


def test_pending_registration_is_no_team():
    phase = _hidden()
    ada = team(phase, "Ada")
    scored(ada, phase, 0.75)
    ada.registrations.update(status="pending")

    assert _page("board", phase, user=ada.leader).context["rows"] == []


# One team


def test_team_page_shows_others_what_stands_and_how_often_it_tried():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    scored(ada, phase, 0.9, method="Net")
    scored(ada, phase, 0.1234)

    page = _page("team", phase, ada.pk, user=team(phase, "Bo").leader)
    words = page.content.decode()

    assert (page.context["history"], page.context["drawing"]) == ([], None)
    assert "0.9000" in words
    assert "0.1234" not in words
    assert "to the team itself and to the organizers only" in words
    assert page.context["row"].entries == "2"


def test_team_page_shows_its_own_and_organizers_the_whole_history():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    scored(ada, phase, 0.9)
    scored(ada, phase, 0.1234)
    SubmissionFactory(phase=phase, team=ada)

    for user in (ada.leader, organizer(phase)):
        page = _page("team", phase, ada.pk, user=user)
        assert len(page.context["history"]) == 3
        assert len(page.context["drawing"].dots) == 2
        assert "0.1234" in page.content.decode()
        assert "Shown to the team itself and to the organizers only" in page.content.decode()


def test_long_history_comes_in_pages_and_as_many_queries():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    first = scored(ada, phase, 0.9)
    client = _client(ada.leader)
    with CaptureQueriesContext(connection) as few:
        client.get(_url("team", phase, ada.pk))
    others = [SubmissionFactory(phase=phase, team=ada, submitted_at=NOW + HOUR) for _ in range(100)]
    with CaptureQueriesContext(connection) as many:
        newest = client.get(_url("team", phase, ada.pk))

    oldest = client.get(_url("team", phase, ada.pk), {"page": 2})

    assert len(few) == len(many)
    assert [row.pk for row in newest.context["history"]] == [row.pk for row in reversed(others)]
    assert [row.pk for row in oldest.context["history"]] == [first.pk]


def test_team_page_shows_the_metrics_by_subset():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    submission = scored(ada, phase, 0.9)
    subsets = {
        "scale": {
            "x4": {"n": 36, "metrics": {"srcc": 0.91234, "plcc": None}},
            "x2": {"n": 2, "metrics": {}},
        }
    }
    type(submission.evaluation).objects.filter(submission=submission).update(subsets=subsets)

    page = _page("team", phase, ada.pk)

    [table] = page.context["subsets"]
    assert table.rows == [("x2", 2, ["–"] * 5), ("x4", 36, ["0.9123", "–", "–", "–", "–"])]
    assert "By scale" in page.content.decode()


def test_team_without_a_score_is_not_found_by_others_and_explained_to_itself():
    phase = PhaseFactory()
    ada = team(phase, "Ada")

    assert _page("team", phase, ada.pk).status_code == 404
    assert (
        "has not submitted anything"
        in _page("team", phase, ada.pk, user=ada.leader).content.decode()
    )


def test_team_of_another_competition_is_not_found():
    phase, other = PhaseFactory(), PhaseFactory()
    stranger = team(other, "Stranger")
    scored(stranger, other, 0.9)

    assert _page("team", phase, stranger.pk, user=organizer(phase)).status_code == 404


# Figures


def test_curve_is_the_fourth_order_polynomial_of_least_squares():
    phase = PhaseFactory(truth_public_at=timezone.now() - timedelta(days=1))
    predicted = [0.3, 0.1, 0.5, 0.9, 0.7, 0.2, 0.8, 0.4]
    aligned(scored(team(phase, "Ada"), phase, 0.9), predicted)

    points = _points(_page("figure", phase, "predictions.json").json())

    curve = [point for point in points if "fit" in point]
    expected = np.polyval(np.polyfit(predicted, TARGETS, 4), [point["at"] for point in curve])
    assert (curve[0]["at"], curve[-1]["at"], len(curve)) == (0.1, 0.9, 60)
    assert [point["fit"] for point in curve] == pytest.approx(expected.tolist(), abs=1e-9)


def test_figure_of_predictions_waits_for_the_truth_to_be_public():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    submission = scored(ada, phase, 0.9)
    aligned(submission)

    codes = [
        _page("figure", phase, "predictions.json", user=user).status_code
        for user in (None, ada.leader, organizer(phase))
    ]
    names = [figure.name for figure in _page("figures", phase).context["figures"]]
    assert (codes, names) == ([404, 404, 200], ["performance"])

    phase.truth_public_at = timezone.now() - timedelta(seconds=1)
    phase.save()
    names = [figure.name for figure in _page("figures", phase).context["figures"]]
    assert names == ["performance", "predictions"]
    AlignedPredictions.objects.all().delete()
    names = [figure.name for figure in _page("figures", phase).context["figures"]]
    assert names == ["performance"]
    assert _page("figure", phase, "predictions.json").status_code == 404
    aligned(submission)
    assert _page("figure", phase, "predictions.json").status_code == 200


def test_specifications_hold_the_boards_values():
    phase = PhaseFactory(truth_public_at=timezone.now() - timedelta(days=1))
    submission = scored(team(phase, "Ada"), phase, 0.9, {"srcc": 0.8, "plcc": 0.7, "mae": 3.0})
    aligned(submission, [float(value) for value in range(8)])

    bars = _page("figure", phase, "performance.json").json()
    cloud = _page("figure", phase, "predictions.json").json()

    assert _points(bars) == [
        {"team": "Ada", "metric": "PLCC", "value": 0.7},
        {"team": "Ada", "metric": "SRCC", "value": 0.8},
    ]
    points = _points(cloud)[: len(NAMES)]
    assert [point["image"] for point in points] == NAMES
    assert points[1] == {
        "team": "Ada",
        "image": "image_01.png",
        "prediction": 1.0,
        "mos": 1.5,
    }


@pytest.mark.parametrize(
    ("ending", "start"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_figures_are_drawn_for_papers(ending, start):
    phase = PhaseFactory(truth_public_at=timezone.now() - timedelta(days=1))
    aligned(scored(team(phase, "Ada"), phase, 0.9))

    for name in ("performance", "predictions"):
        answer = _page("figure", phase, f"{name}.{ending}")
        assert answer.content.startswith(start)


@pytest.mark.parametrize("file", ["other.svg", "performance.exe", "performance", "..svg"])
def test_unknown_figures_are_not_found(file):
    phase = PhaseFactory()
    scored(team(phase, "Ada"), phase, 0.9)

    assert _page("figure", phase, file).status_code == 404


def test_figure_of_a_profile_without_correlations_shows_its_first_metrics():
    document = {**PROFILE, "metrics": ["rmse", "mae"], "formula": "rmse"}
    phase = PhaseFactory(profile=MetricProfileFactory(document=document))
    scored(team(phase, "Ada"), phase, 0.9, {"rmse": 0.5, "mae": 0.4})

    bars = _page("figure", phase, "performance.json").json()

    assert [point["metric"] for point in _points(bars)] == ["RMSE", "MAE"]


def test_submission_without_stored_predictions_is_left_out_of_its_figure():
    phase = PhaseFactory(truth_public_at=timezone.now() - timedelta(days=1))
    scored(team(phase, "Ada"), phase, 0.9)
    aligned(scored(team(phase, "Bo"), phase, 0.8))

    cloud = _page("figure", phase, "predictions.json").json()

    assert AlignedPredictions.objects.count() == 1
    assert {point["team"] for point in _points(cloud)} == {"Bo"}


# Speed


@pytest.mark.parametrize("name", ["board", "csv", "figures"])
def test_queries_are_as_many_for_three_rows_as_for_one(name):
    counts = []
    for rows in (1, 3):
        phase = PhaseFactory(truth_public_at=timezone.now() - timedelta(days=1))
        teams = [team(phase, f"T{index}") for index in range(rows)]
        for index, each in enumerate(teams):
            scored(each, phase, index / 10)
        client = _client(teams[0].leader)
        client.get(_url(name, phase))
        with CaptureQueriesContext(connection) as queries:
            client.get(_url(name, phase))
        counts.append(len(queries))

    assert counts[0] == counts[1]
