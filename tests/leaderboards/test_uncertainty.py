"""What the board says of its statistics, to whom, and while they are not there."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leaderboards import refreshing, selectors, verdict
from leaderboards.models import MOST_ATTEMPTS, Computation
from leaderboards.uncertainty import details_of, uncertainty_of, waiting_for_rescore
from tests.leaderboards.boards import board, organizer
from tests.leaderboards.measured import computed, four_teams, hand_in, measured_phase, put_truth

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()
COMPUTING = "The intervals are being computed"
ANEW = "the rank ranges are being computed anew"


@pytest.fixture
def phase():
    of_four = measured_phase()
    four_teams(of_four)
    return of_four


def page_of(phase, *, user=None, name="board", query=None):
    client = Client()
    if user:
        client.force_login(user)
    address = reverse(f"leaderboards:{name}", args=[phase.competition.slug, phase.slug])
    return client.get(address, query).content.decode()


def looked_up(phase, user=VISITOR):
    of_phase = board(phase, user)
    return of_phase, uncertainty_of(of_phase, selectors.standard_of(phase))


def ranges(phase):
    of_phase, found = looked_up(phase)
    return [
        (place.team_name, found.rank_range_of(place), found.group_of(place))
        for place in of_phase.places
    ]


def intervals(phase, user=VISITOR):
    of_phase, found = looked_up(phase, user)
    return [found.interval_of(place) for place in of_phase.places]


def test_rows_get_intervals_ranks_and_groups(phase):
    computed(phase)

    assert ranges(phase) == [
        ("Ada", (1, 1), 1),
        ("Di", (2, 3), 2),
        ("Cy", (2, 4), 2),
        ("Bo", (3, 4), 2),
        ("Floor", None, None),
    ]
    for place, (low, high) in zip(board(phase, VISITOR).places, intervals(phase), strict=True):
        assert low < place.score < high


def test_page_shows_them_to_eyes_and_to_screen_readers(phase):
    computed(phase)

    page = page_of(phase)
    low, high = intervals(phase)[1]
    text = f"{low:.4f} to {high:.4f}"

    assert f'<span class="visually-hidden">{text}</span>' in page
    assert f"95% interval {text} · SRCC" in page
    assert re.findall(r"ranks </span>(\S+)</small>", page) == ["2–3", "2–4", "3–4"]
    assert re.findall(r'<tr class="([^"]*)"', page) == ["first group-end", "group-end", "unranked"]
    assert page.count('class="ci"') == 5
    assert "36 images, 6 raters." in page
    assert "Bars are 95% intervals over images" in page
    assert COMPUTING not in page
    assert "hx-get" not in page


def test_verdict_says_what_cannot_be_told_apart(phase):
    said = "Ada leads with 0.9982, 0.0487 ahead of Di on 36 images."
    assert said in page_of(phase)
    computed(phase)

    page = page_of(phase)

    assert (
        "Ada leads with 0.9982. Ranks 2 to 4 cannot all be told apart on 36 images: the order of "
        "Cy and Bo would flip in every sixth resampling."
    ) in page
    assert said not in page


def test_other_order_has_no_rules_between_groups(phase):
    computed(phase)

    page = page_of(phase, query={"sort": "team"})
    turned = page_of(phase, query={"sort": "score"})

    assert "group-end" not in page
    assert page.count('class="ci"') == 5
    assert turned.count("group-end") == 2


def test_page_says_that_they_are_being_computed_and_asks_again(phase):
    for page in (page_of(phase), page_of(phase, name="statistics", query={"looks": 3})):
        assert COMPUTING in page
        assert 'class="ci"' not in page
    assert "&amp;looks=4" in page
    assert 'hx-trigger="load delay:4s"' in page
    assert 'id="board"' not in page

    computed(phase)
    page = page_of(phase, name="statistics", query={"looks": 4, "sort": "team"})

    assert "The intervals are here." in page
    assert "hx-get" not in page
    assert re.findall(r'id="(\w+)" hx-swap-oob="true"', page) == ["verdict", "board"]
    assert page.count('class="ci"') == 5


def test_page_stops_asking_at_last(phase):
    page = page_of(phase, name="statistics", query={"looks": 60})

    assert "hx-get" not in page
    assert "Reload the page to look again." in page


@pytest.mark.parametrize("looks", ["", "x", "-1", "²", "9" * 30, "9" * 5000])
def test_count_of_looks_that_is_none_does_no_harm(phase, looks):
    assert COMPUTING in page_of(phase, name="statistics", query={"looks": looks})


def test_known_rows_keep_their_intervals_while_a_new_score_waits(phase):
    computed(phase)
    before = intervals(phase)
    hand_in(phase, "Em", noise=3.0)

    page = page_of(phase)

    assert ANEW in page
    assert intervals(phase) == [*before, None]
    assert {rank for _, rank, _ in ranges(phase)} == {None}
    assert "group-end" not in page
    assert "ahead of Di on 36 images" in page


def test_failure_is_told_once_nobody_tries_again(phase):
    refreshing.request_board(phase)
    Computation.objects.update(status="failed", attempts=1)
    assert COMPUTING in page_of(phase)

    Computation.objects.update(attempts=MOST_ATTEMPTS, error="Traceback: secret")
    page = page_of(phase)

    assert "The intervals could not be computed." in page
    assert "secret" not in page
    assert "hx-get" not in page


def test_too_few_images_are_told():
    phase = measured_phase(images=8)
    hand_in(phase, "Ada", noise=0.3)
    hand_in(phase, "Bo", noise=0.4)
    computed(phase)

    page = page_of(phase)

    assert "There are no intervals: 8 images are too few, 10 are needed." in page
    assert 'class="forest"' not in page
    assert "ahead of" in page


def test_score_by_an_earlier_truth_has_no_interval_and_the_page_says_why(phase):
    put_truth(phase, seed=8)
    hand_in(phase, "Bo", noise=0.1)
    computed(phase)

    of_phase, _ = looked_up(phase)

    assert [pair is not None for pair in intervals(phase)].count(True) == 1
    assert waiting_for_rescore(of_phase, selectors.standard_of(phase)) == 4
    assert "4 scores of this board were found by an earlier ground truth" in page_of(phase)


def test_hidden_board_has_no_statistics_but_for_organizers():
    phase = measured_phase(visibility="organizers")
    four_teams(phase)
    computed(phase)
    team = board(phase, organizer(phase)).places[0].team_id
    member = selectors.teams_of(phase).get(pk=team).leader

    for user in (None, member):
        for name in ("board", "statistics"):
            page = page_of(phase, user=user, name=name)
            for word in ("interval", "resampling", 'class="ci"', COMPUTING, "could not"):
                assert word not in page
        assert set(intervals(phase, user or VISITOR)) <= {None}
    assert page_of(phase, user=organizer(phase)).count('class="ci"') == 5


def test_organizers_choose_what_is_public(phase):
    computed(phase)
    owner = organizer(phase)
    phase.shows_uncertainty = False
    phase.save()

    page = page_of(phase)

    assert 'class="ci"' not in page
    assert "ranks </span>" not in page
    assert "ahead of Di" in page
    assert page_of(phase, user=owner).count('class="ci"') == 5
    assert set(intervals(phase)) == {None}


@pytest.mark.parametrize("leak_control", ["rounded", "ladder"])
def test_statistics_of_scores_that_are_held_back_are_for_organizers(phase, leak_control):
    computed(phase)
    owner = organizer(phase)
    phase.leak_control = leak_control
    phase.save()

    assert 'class="ci"' not in page_of(phase)
    assert set(intervals(phase)) == {None}
    assert page_of(phase, user=owner).count('class="ci"') == 5


def test_details_are_those_of_every_metric(phase):
    computed(phase)
    of_phase = board(phase, VISITOR)

    details = details_of(of_phase, selectors.standard_of(phase), of_phase.places[1])

    assert set(details.intervals) == {"srcc", "plcc", "rmse", "score"}
    assert set(details.cluster_intervals) == set(details.intervals)
    assert sum(details.rank_probabilities) == pytest.approx(1)


def test_lower_is_better_leads_from_the_other_end():
    phase = measured_phase(profile={"formula": "rmse", "higher_is_better": False})
    four_teams(phase)
    computed(phase)

    assert ranges(phase)[0] == ("Ada", (1, 1), 1)
    page = page_of(phase)
    assert "lower is better" in page
    assert page.count("group-end") >= 2


def test_statistics_cost_one_query_more_however_many_rows(phase):
    def count(of_phase):
        with CaptureQueriesContext(connection) as queries:
            page_of(of_phase)
        return len(queries)

    small = measured_phase()
    hand_in(small, "Ada", noise=0.3)
    pending = count(small)
    computed(small)
    computed(phase)

    assert count(small) == count(phase) == pending == 8


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.5, "every second resampling"),
        (0.47, "every second resampling"),
        (0.4, "40% of the resamplings"),
        (0.34, "every third resampling"),
        (0.1, "every tenth resampling"),
        (0.03, "3% of the resamplings"),
        (0.004, "few resamplings"),
    ],
)
def test_share_in_words(share, words):
    assert verdict._how_often(share) == words


def test_figures_show_intervals_ranks_and_groups_of_images(phase, client):
    phase.truth_public_at = None
    phase.save()
    address = reverse("leaderboards:figures", args=[phase.competition.slug, phase.slug])
    before = client.get(address).content.decode()
    computed(phase)

    page = client.get(address).content.decode()
    drawn = {
        name: client.get(f"{address}{name}.json").json()
        for name in ("intervals", "ranks", "by-scale", "by-content")
    }

    assert re.findall(r'class="figure stack-small" id="([^"]+)"', before) == [
        "performance",
        "by-scale",
        "by-content",
    ]
    assert re.findall(r'class="figure stack-small" id="([^"]+)"', page) == [
        "performance",
        "intervals",
        "ranks",
        "by-scale",
        "by-content",
    ]
    of_phase, found = looked_up(phase)
    assert {(row["team"], row["low"], row["high"]) for row in _rows(drawn["intervals"], "low")} == {
        (place.team_name, *found.interval_of(place)) for place in of_phase.places
    }
    assert {row["name"] for row in _rows(drawn["intervals"], "name")} == {
        "one human",
        "half the panel",
        "ceiling",
    }
    assert {row["team"] for row in _rows(drawn["ranks"], "rank")} == {"Ada", "Bo", "Cy", "Di"}
    assert len(_rows(drawn["by-scale"], "group")) == 5 * 3
    for name in ("intervals.svg", "ranks.svg", "by-scale.svg"):
        assert client.get(f"{address}{name}").content.startswith(b"<svg")


def _rows(specification, key):
    """The drawn values that have this key."""
    every = [row for rows in specification["datasets"].values() for row in rows]
    return [row for row in every if key in row]


@pytest.mark.parametrize("file", ["intervals.json", "ranks.json", "by-nothing.json", "by-.json"])
def test_figure_that_may_not_be_seen_is_not_there(phase, client, file):
    computed(phase)
    phase.shows_uncertainty = False
    phase.save()
    address = reverse("leaderboards:figures", args=[phase.competition.slug, phase.slug])

    assert client.get(address + file).status_code == 404


def test_teams_page_shows_every_metric_and_the_ranks(phase, client):
    computed(phase)
    of_phase = board(phase, VISITOR)
    place = of_phase.places[1]
    details = details_of(of_phase, selectors.standard_of(phase), place)

    def page():
        arguments = [phase.competition.slug, phase.slug, place.team_id]
        return client.get(reverse("leaderboards:team", args=arguments)).content.decode()

    shown = page()
    low, high = details.cluster_intervals["rmse"]
    assert f"{low:.4f} to {high:.4f}" in shown
    assert re.findall(r'<th scope="row">(\w+)</th><td class="number" data-label', shown) == [
        "Score",
        "SRCC",
        "PLCC",
        "RMSE",
    ]
    assert "it cannot be told apart from ranks 2–3" in shown
    assert f"{100 * details.rank_probabilities[1]:.0f}%" in shown

    phase.shows_uncertainty = False
    phase.save()
    assert "How sure this is" not in page()
