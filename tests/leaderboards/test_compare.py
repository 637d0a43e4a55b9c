"""Can two teams be told apart: the page, its figure and the API, on really computed numbers."""

import json
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from competitions.models import Phase
from datasets.truths import truth_of
from evaluator import Profile
from evaluator.statistics.comparison import compare
from leaderboards import comparing
from leaderboards.comparison import p_text
from leaderboards.models import Computation
from submissions.models import AlignedPredictions
from tests.factories import MetricProfileFactory, PhaseFactory, SubmissionFactory
from tests.leaderboards.boards import organizer, scored, team
from tests.leaderboards.statistics import compute, predicted, put_truth, truth_csv

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.now() - timedelta(days=1)


class Contest:
    """A phase with a team that predicts well, one as well, and one that guesses."""

    def __init__(self, **fields):
        self.phase = PhaseFactory(**fields)
        self.truth = put_truth(self.phase)
        self.ada, self.bo, self.cy = (team(self.phase, name) for name in ("Ada", "Bo", "Cy"))
        self.first = predicted(self.ada, self.truth, noise=0.3, seed=3)
        self.second = predicted(self.bo, self.truth, noise=0.42, seed=4)
        self.third = predicted(self.cy, self.truth, noise=9.0, seed=5)

    def get(self, first="", second="", *, user=None, name="leaderboards:compare", **headers):
        client = Client(headers=headers)
        if user:
            client.force_login(user)
        address = reverse(name, args=[self.phase.competition.slug, self.phase.slug])
        ids = {"first": getattr(first, "pk", first), "second": getattr(second, "pk", second)}
        return client.get(address, {key: value for key, value in ids.items() if value != ""})

    def figure(self, ending="json", *, user=None):
        client = Client()
        if user:
            client.force_login(user)
        slugs = [self.phase.competition.slug, self.phase.slug]
        return client.get(
            reverse("leaderboards:disagreement", args=[*slugs, ending]),
            {"first": self.ada.pk, "second": self.cy.pk},
        )

    def done(self, first, second, *, user=None):
        self.get(first, second, user=user)
        compute()
        return self.get(first, second, user=user)


def _predictions(submission):
    return np.frombuffer(
        AlignedPredictions.objects.get(evaluation=submission.evaluation_id).values, dtype="<f8"
    )


def test_page_asks_for_the_comparison_and_shows_what_the_evaluator_finds():
    contest = Contest()

    before = contest.get(contest.ada, contest.cy).content.decode()
    compute()
    page = contest.get(contest.ada, contest.cy)

    assert "is being computed" in before
    assert 'hx-trigger="load delay:1s"' in before
    text, shown = page.content.decode(), page.context["comparison"]
    assert "hx-trigger" not in text
    expected = compare(
        _predictions(contest.first),
        _predictions(contest.third),
        truth_of(contest.truth),
        Profile.from_dict(contest.phase.profile.document),
    )
    row = Computation.objects.get(kind="comparison")
    kept = json.loads(json.dumps(expected))
    assert row.document | {"images": row.details["images"]} == kept
    assert shown.is_separable
    assert "Ada and Cy can be told apart on 48 images: Ada is " in shown.verdict
    assert [row.name for row in shown.rows] == ["Score", "SRCC", "PLCC", "KRCC", "RMSE", "MAE"]
    score = expected["differences"]["score"]
    assert shown.rows[0].difference == f"+{score['value']:.4f}"
    assert shown.rows[0].p == p_text(score["p_bootstrap"])
    assert shown.rows[0].permuted == p_text(score["p_permutation"])
    assert shown.has_clusters
    for name in ("Williams", "Steiger", "Meng–Rosenthal–Rubin", "Zou"):
        assert name in text


def test_two_that_predict_alike_cannot_be_told_apart():
    contest = Contest()

    shown = contest.done(contest.bo, contest.ada).context["comparison"]

    assert not shown.is_separable
    assert "Bo and Ada cannot be told apart on 48 images: Ada is " in shown.verdict
    assert "95% interval of that lead runs from −" in shown.verdict
    assert "of 100 resamples" in shown.chance


def test_drawing_leans_to_the_better_one_whatever_the_metric():
    contest = Contest()

    rows = contest.done(contest.cy, contest.ada).context["comparison"].rows

    # Ada is second, so better to the left: also in RMSE and MAE, where less is better.
    assert [row.bar.at < 50 for row in rows] == [True] * 6
    assert [row.difference[0] for row in rows] == ["−", "−", "−", "−", "+", "+"]
    for row in rows:
        assert 0 <= row.bar.left <= row.bar.at <= row.bar.right <= 100


def test_without_a_choice_the_page_offers_every_team_and_the_first_two():
    contest = Contest()

    page = contest.get()

    labels = [(label.split(" (")[0], *marks) for _, label, *marks in page.context["choices"]]
    assert labels == [("1. Ada", True, False), ("2. Bo", False, True), ("3. Cy", False, False)]
    assert not Computation.objects.exists()


@pytest.mark.parametrize("names", [[], ["Ada"]])
def test_board_of_fewer_than_two_has_nothing_to_compare(names):
    phase = PhaseFactory()
    for name in names:
        scored(team(phase, name), phase, 0.9)

    page = Client().get(reverse("leaderboards:compare", args=[phase.competition.slug, phase.slug]))

    assert "no two teams to compare yet" in page.content.decode()


@pytest.mark.parametrize(
    ("first", "second", "status", "words"),
    [
        ("ada", "ada", 400, "You chose Ada twice."),
        ("ada", "10000000000000000000000", 404, "shows no such team"),
        ("ada", "", 404, "shows no such team"),
        ("ada", "-1", 404, "shows no such team"),
        ("ada", "²", 404, "shows no such team"),
    ],
)
def test_choice_that_cannot_be_compared_is_explained(first, second, status, words):
    contest = Contest()
    ids = [contest.ada.pk if name == "ada" else name for name in (first, second)]

    page = contest.get(*ids)

    assert page.status_code == status
    assert words in page.content.decode()
    assert len(page.context["choices"]) == 3
    assert not Computation.objects.exists()


def test_team_without_a_score_is_known_to_itself_and_the_organizers_alone():
    contest = Contest()
    none = team(contest.phase, "Dee")
    SubmissionFactory(phase=contest.phase, team=none)

    answers = [
        contest.get(contest.ada, none, user=user)
        for user in (None, contest.ada.leader, none.leader, organizer(contest.phase))
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 409, 409]
    assert ["Dee has no score" in answer.content.decode() for answer in answers] == [
        False, False, True, True,
    ]  # fmt: skip


def test_scores_by_another_truth_or_profile_or_without_predictions_are_not_compared():
    contest = Contest()
    put_truth(contest.phase, truth_csv(seed=6))
    by_truth = contest.get(contest.ada, contest.bo)
    other = Contest()
    other.phase.profile = MetricProfileFactory()
    other.phase.save()
    by_profile = other.get(other.ada, other.bo)
    bare = Contest()
    AlignedPredictions.objects.filter(evaluation=bare.second.evaluation).delete()
    without = bare.get(bare.ada, bare.bo)

    answers = [by_truth, by_profile, without]
    assert [answer.status_code for answer in answers] == [409] * 3
    assert "another ground truth" in by_truth.content.decode()
    assert "another metric profile" in by_profile.content.decode()
    assert "The predictions of Bo are not kept" in without.content.decode()


def test_part_alone_is_what_the_page_asks_for():
    contest = Contest()

    part = contest.get(contest.ada, contest.bo, **{"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "is being computed" in part


def test_failure_is_told_as_ours():
    contest = Contest()
    contest.get(contest.ada, contest.bo)
    row = Computation.objects.get()
    row.claim(timezone.now())
    row.fail(error="a secret traceback")

    text = contest.get(contest.ada, contest.bo).content.decode()

    assert "our fault" in text
    assert "traceback" not in text
    assert contest.get(contest.ada, contest.bo, name="api-compare").json()["status"] == "failed"


def test_question_waits_while_many_others_do(monkeypatch):
    contest = Contest()
    monkeypatch.setattr(comparing, "MOST_PENDING", 1)
    contest.get(contest.ada, contest.bo)

    waiting = contest.get(contest.ada, contest.cy)
    compute()
    contest.get(contest.ada, contest.cy)
    compute()

    assert "is being computed" in waiting.content.decode()
    assert contest.get(contest.ada, contest.cy).context["comparison"].is_separable


# Who may compare, and who sees single images


def _answers(contest, user):
    return [
        contest.get(contest.ada, contest.cy, user=user).status_code,
        contest.get(contest.ada, contest.cy, user=user, name="api-compare").status_code,
    ]


@pytest.mark.parametrize(
    ("fields", "is_public"),
    [
        ({}, True),
        ({"visibility": "organizers"}, False),
        ({"visibility": "hidden", "reveals_at": timezone.now() + timedelta(days=1)}, False),
        ({"visibility": "hidden", "reveals_at": YESTERDAY}, True),
        ({"shows_comparisons": False}, False),
        ({"leak_control": "rounded"}, False),
        ({"leak_control": "ladder"}, False),
    ],
)
def test_comparison_is_as_public_as_the_board_and_the_organizers_make_it(fields, is_public):
    contest = Contest(**fields)

    by_role = [_answers(contest, user) for user in (None, contest.ada.leader)]

    assert by_role == [[200 if is_public else 404] * 2] * 2
    assert _answers(contest, organizer(contest.phase)) == [200, 200]


def test_board_and_team_page_lead_to_it_where_it_is_shown():
    contest = Contest()
    slugs = [contest.phase.competition.slug, contest.phase.slug]
    address = reverse("leaderboards:compare", args=slugs)
    pages = [
        reverse("leaderboards:board", args=slugs),
        reverse("leaderboards:team", args=[*slugs, contest.bo.pk]),
    ]

    shown = [Client().get(page).content.decode() for page in pages]
    Phase.objects.filter(pk=contest.phase.pk).update(shows_comparisons=False)
    hidden = [Client().get(page).content.decode() for page in pages]

    assert [address in text for text in shown] == [True, True]
    for other in (contest.ada, contest.cy):
        assert f"{address}?first={contest.bo.pk}&amp;second={other.pk}" in shown[1]
    assert [address in text for text in hidden] == [False, False]


def test_single_images_are_for_organizers_until_the_truth_is_public():
    contest = Contest()
    name, boss = contest.truth.items["names"][0], organizer(contest.phase)

    def sees(user):
        page = contest.get(contest.ada, contest.cy, user=user).content.decode()
        images = contest.get(contest.ada, contest.cy, user=user, name="api-compare").json()
        return [
            name in page,
            "disagreement.json" in page,
            len(images["comparison"]["images"]) == 48,
            contest.figure(user=user).status_code == 200,
        ]

    contest.done(contest.ada, contest.cy)
    # The page lists ten images: the one to look for is among them.
    name = Computation.objects.get().details["images"][0]["name"]
    assert [sees(user) for user in (None, contest.ada.leader)] == [[False] * 4] * 2
    assert sees(boss) == [True] * 4
    contest.phase.truth_public_at = YESTERDAY
    contest.phase.save()
    assert sees(None) == [True] * 4


def test_figure_sets_place_against_place_and_marks_the_ten_most_disputed():
    contest = Contest(truth_public_at=YESTERDAY)
    assert contest.figure().status_code == 404
    compute()

    specification = contest.figure().json()

    [line, dots] = sorted(specification["datasets"].values(), key=len)
    images = Computation.objects.get().details["images"]
    assert line == [{"first": 1, "second": 1}, {"first": 48, "second": 48}]
    assert [(dot["image"], dot["first"], dot["second"]) for dot in dots] == [
        (image["name"], image["first_place"], image["second_place"]) for image in images
    ]
    assert [dot["kind"] for dot in dots] == ["disagreed on most"] * 10 + ["other images"] * 38
    drawn = contest.figure("svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert b"Place by Ada" in drawn.content
    assert contest.figure("exe").status_code == 404


# For programs


def test_programs_ask_until_it_is_there():
    contest = Contest()

    first = contest.get(contest.ada, contest.cy, name="api-compare").json()
    compute()
    then = contest.get(contest.ada, contest.cy, name="api-compare").json()

    ada = {"id": contest.ada.pk, "name": "Ada", "rank": 1, "score": contest.first.evaluation.score}
    assert (first["status"], first["comparison"], first["first"]) == ("pending", None, ada)
    assert (then["status"], then["first"]) == ("done", ada)
    document = Computation.objects.get().document
    assert then["comparison"] == document | {"images": []}


def test_programs_are_told_what_is_wrong():
    contest = Contest()

    answers = [
        contest.get(*pair, name="api-compare")
        for pair in [
            ("", contest.ada),
            (contest.ada, contest.ada),
            (contest.ada, 999999),
            ("x", contest.ada),
        ]
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (400, "invalid"),
        (400, "same_team"),
        (404, "no_such_team"),
        (400, "invalid"),
    ]


def test_more_teams_cost_no_more_queries():
    contest = Contest()
    contest.done(contest.ada, contest.cy)
    with CaptureQueriesContext(connection) as few:
        contest.get(contest.ada, contest.cy)
    for seed in range(3):
        predicted(team(contest.phase, f"T{seed}"), contest.truth, noise=1.0, seed=20 + seed)

    with CaptureQueriesContext(connection) as many:
        contest.get(contest.ada, contest.cy)

    assert len(few) == len(many)


def test_page_looks_ever_more_slowly_and_not_for_ever():
    contest = Contest()
    contest.get(contest.ada, contest.cy)
    slugs = [contest.phase.competition.slug, contest.phase.slug]
    address = reverse("leaderboards:compare", args=slugs)
    pair = {"first": contest.ada.pk, "second": contest.cy.pk}

    def looked(count):
        part = Client().get(address, pair | {"looks": count}, headers={"HX-Request": "true"})
        return part.content.decode()

    assert 'hx-trigger="load delay:6s"' in looked(5)
    assert "hx-trigger" not in looked(60)
    assert "Reload the page to look again." in looked(60)


def test_figure_is_not_computed_for_who_may_not_see_it():
    contest = Contest()

    assert contest.figure().status_code == 404

    assert not Computation.objects.filter(kind="comparison").exists()
