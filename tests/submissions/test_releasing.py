"""What is let out of exact scores: rounded, by the Ladder, and nowhere more than that."""

import json
from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from competitions.models import Phase
from evaluator import ladder
from submissions import services
from submissions.models import Evaluation, HeldBack, Job, Submission
from submissions.preview import preview
from tests.factories import (
    NOW,
    PROFILE,
    GroundTruthFactory,
    MetricProfileFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
)
from tests.submissions.jobs import FAILED, METRICS, REJECTED, REPORT, working

pytestmark = pytest.mark.django_db
ROUNDED, LADDER, NONE = "rounded", "ladder", "none"
LOG = "12:00:00 srcc 0.9123  score 0.8765"
DROPPED = "This phase does not release exact scores, and so no log of the scoring."
SUBSETS = REPORT["subsets"]


def phase_with(leak_control, **fields):
    return GroundTruthFactory(phase=PhaseFactory(leak_control=leak_control, **fields)).phase


def member_of(phase):
    return RegistrationFactory(competition=phase.competition)


def job_of(phase, team, *, minutes=0):
    """The job of a file that `team` handed in so many minutes after NOW."""
    submitted_at = NOW + timedelta(minutes=minutes)
    submission = SubmissionFactory(phase=phase, team=team, submitted_at=submitted_at)
    return services.submitting.queue_job(submission)


def done(score, **metrics):
    report = REPORT | {"score": score, "metrics": METRICS | metrics}
    return {"outcome": "done", "report": report, "log": LOG}


def record(job, result):
    assert working(job).report(result).status_code == 204
    return Submission.objects.get(pk=job.submission_id)


def scores_of(team):
    """What the team is told, in the order of submission."""
    of_team = Submission.objects.filter(team=team).order_by("submitted_at", "pk")
    return list(of_team.values_list("score", flat=True))


@pytest.fixture
def organizer():
    return lambda phase: OrganizerFactory(competition=phase.competition).user


def test_rounded_phase_stores_rounded_values_and_holds_the_exact_ones_back():
    phase = phase_with(ROUNDED, score_step=0.05)

    submission = record(job_of(phase, member_of(phase).team), done(0.8765, srcc=0.9123))

    evaluation = submission.evaluation
    rounded = {"srcc": 0.9, "plcc": 0.75, "krcc": 0.25, "rmse": 1.5, "mae": 1.0}
    assert (submission.score, evaluation.score) == (0.9, 0.9)
    assert (evaluation.metrics, evaluation.subsets) == (rounded, {})
    held = evaluation.held_back
    assert (held.score, held.metrics, held.subsets) == (
        0.8765,
        METRICS | {"srcc": 0.9123},
        SUBSETS,
    )


def test_phase_without_control_holds_nothing_back():
    phase = phase_with(NONE)

    submission = record(job_of(phase, member_of(phase).team), done(0.8765))

    assert (submission.score, submission.evaluation.subsets) == (0.8765, SUBSETS)
    assert Job.objects.get().log == LOG
    assert not HeldBack.objects.exists()


@pytest.mark.parametrize("higher_is_better", [True, False])
def test_ladder_answers_dozens_of_uploads_as_the_mechanism_does(higher_is_better):
    profile = MetricProfileFactory(document=PROFILE | {"higher_is_better": higher_is_better})
    phase = phase_with(LADDER, score_step=0.02, profile=profile)
    team = member_of(phase).team
    trend = 0.004 if higher_is_better else -0.004
    noise = np.random.default_rng(7).uniform(-0.05, 0.05, 36)
    exact = [0.5 + trend * number + noise[number] for number in range(36)]

    told = [record(job_of(phase, team), done(score)).score for score in exact]

    expected, best = [], None
    for score in exact:
        best = ladder.released(score, best=best, step=0.02, higher_is_better=higher_is_better)
        expected.append(best)
    assert told == expected
    assert 2 < len(set(told)) < 18
    assert [held.score for held in HeldBack.objects.order_by("pk")] == exact
    assert {json.dumps([row.metrics, row.subsets]) for row in Evaluation.objects.all()} == {
        "[{}, {}]"
    }


def test_attacker_who_keeps_what_seems_better_learns_nothing_below_the_step():
    """Each upload changes one bit of a guess; the change is kept where the answer is better."""
    gains = {}
    for leak_control in (NONE, LADDER):
        phase = phase_with(leak_control, score_step=0.05)
        team = member_of(phase).team
        hidden = (np.random.default_rng(3).random(40) < 0.5).tolist()
        guess, best = [False] * 40, None
        for bit in range(40):
            changed = [*guess[:bit], True, *guess[bit + 1 :]]
            # Worth less than the step: one bit in forty.
            exact = sum(a == b for a, b in zip(changed, hidden, strict=True)) / 40
            told = record(job_of(phase, team), done(exact)).score
            if best is None or told > best:
                guess, best = changed, told
        gains[leak_control] = sum(a == b for a, b in zip(guess, hidden, strict=True))

    assert gains[NONE] == 40
    assert gains[LADDER] < 30


def test_ladder_counts_what_was_told_in_whatever_order_it_was_scored():
    phase = phase_with(LADDER)
    team = member_of(phase).team
    early, late = job_of(phase, team), job_of(phase, team, minutes=1)

    assert record(late, done(0.805)).score == 0.8
    assert record(early, done(0.755)).score == 0.8


def test_ladder_of_one_team_does_not_hold_up_another():
    phase = phase_with(LADDER)
    record(job_of(phase, member_of(phase).team), done(0.9))

    assert record(job_of(phase, member_of(phase).team), done(0.123)).score == 0.12


@pytest.mark.parametrize("leak_control", [ROUNDED, LADDER])
def test_no_log_of_a_worker_is_kept(leak_control):
    phase = phase_with(leak_control)
    team = member_of(phase).team
    for result in (done(0.8765), REJECTED | {"log": LOG}, FAILED | {"log": LOG}):
        job = job_of(phase, team)
        worker = working(job)
        assert worker.heartbeat(log=LOG).status_code == 204
        assert Job.objects.get(pk=job.pk).log == DROPPED

        assert worker.report(result).status_code == 204

        assert Job.objects.get(pk=job.pk).log == DROPPED


def test_log_from_before_the_control_goes_with_the_result():
    phase = phase_with(NONE)
    job = job_of(phase, member_of(phase).team)
    worker = working(job)
    worker.heartbeat(log=LOG)
    Phase.objects.update(leak_control=LADDER)

    worker.report(done(0.8765))

    assert Job.objects.get().log == DROPPED
    assert Submission.objects.get().score == 0.88


@pytest.mark.parametrize(("leak_control", "may"), [(NONE, True), (ROUNDED, False), (LADDER, False)])
def test_worker_is_told_whether_it_may_write_values(leak_control, may):
    phase = phase_with(leak_control)

    document = services.lease(
        job_id=(job := job_of(phase, member_of(phase).team)).pk,
        token=services.leasing.tokens.lease_token(job),
        worker="one",
        now=timezone.now(),
    )

    assert document["discloses_scores"] == may


# Scoring again


def prepared(phase, user):
    return services.rescore_phase(phase=phase, user=user, reason="Mended.")


def apply(rescore, user):
    services.apply_rescore(rescore=rescore, user=user, now=timezone.now())


def finish(rescore, results):
    """Report on the rescore's jobs in the reverse of the order of submission."""
    for job, result in reversed(
        list(zip(rescore.jobs.order_by("submission"), results, strict=True))
    ):
        assert working(job).report(result).status_code == 204


def test_rescored_phase_is_released_again_in_the_order_of_submission(organizer):
    phase = phase_with(LADDER)
    user, team = organizer(phase), member_of(phase).team
    for number, score in enumerate((0.5, 0.6, 0.7)):
        record(job_of(phase, team, minutes=number), done(score))
    before = scores_of(team)

    rescore = prepared(phase, user)
    finish(rescore, [done(0.7), done(0.705), done(0.723)])
    assert scores_of(team) == before == [0.5, 0.6, 0.7]
    apply(rescore, user)

    assert scores_of(team) == [0.7, 0.7, 0.72]
    found = [row.evaluation.held_back.score for row in Submission.objects.order_by("pk")]
    assert found == [0.7, 0.705, 0.723]


def test_one_mended_score_lets_go_of_those_it_held_up(organizer):
    phase = phase_with(LADDER)
    user, team = organizer(phase), member_of(phase).team
    wrong = record(job_of(phase, team), done(0.9))
    record(job_of(phase, team, minutes=1), done(0.613))
    record(job_of(phase, team, minutes=2), done(0.617))
    assert scores_of(team) == [0.9, 0.9, 0.9]

    rescore = services.rescore_submission(submission=wrong, user=user, reason="Mended.")
    finish(rescore, [done(0.5)])
    apply(rescore, user)

    assert scores_of(team) == [0.5, 0.61, 0.61]


def test_rejected_after_all_holds_nothing_up(organizer):
    phase = phase_with(LADDER)
    user, team = organizer(phase), member_of(phase).team
    wrong = record(job_of(phase, team), done(0.9))
    record(job_of(phase, team, minutes=1), done(0.613))

    rescore = services.rescore_submission(submission=wrong, user=user, reason="Mended.")
    finish(rescore, [REJECTED])
    apply(rescore, user)

    assert scores_of(team) == [None, 0.61]


@pytest.mark.parametrize(("leak_control", "told"), [(ROUNDED, [0.51, 0.5]), (LADDER, [0.51, 0.51])])
def test_control_that_is_turned_on_counts_for_old_scores_once_rescored(
    leak_control, told, organizer
):
    phase = phase_with(NONE)
    user, team = organizer(phase), member_of(phase).team
    for minutes, score in enumerate((0.5123, 0.5012)):
        record(job_of(phase, team, minutes=minutes), done(score))
    Phase.objects.update(leak_control=leak_control)
    assert scores_of(team) == [0.5123, 0.5012]

    rescore = prepared(phase, user)
    finish(rescore, [done(0.5123), done(0.5012)])
    apply(rescore, user)

    assert scores_of(team) == told
    assert HeldBack.objects.count() == 2


@pytest.mark.parametrize("changed", ["before it is scored", "after it is scored"])
def test_control_that_is_turned_off_releases_all_once_rescored(changed, organizer):
    phase = phase_with(LADDER)
    user, team = organizer(phase), member_of(phase).team
    record(job_of(phase, team), done(0.5123))
    rescore = prepared(phase, user)
    if changed == "before it is scored":
        Phase.objects.update(leak_control=NONE)
    finish(rescore, [done(0.5123)])
    Phase.objects.update(leak_control=NONE)

    apply(rescore, user)

    submission = Submission.objects.get()
    evaluation = submission.evaluation
    assert (submission.score, evaluation.score, evaluation.metrics, evaluation.subsets) == (
        0.5123,
        0.5123,
        METRICS,
        SUBSETS,
    )
    assert not HeldBack.objects.filter(evaluation=evaluation).exists()


def test_known_scores_from_before_the_ladder_stay_and_count(organizer):
    phase = phase_with(NONE)
    user, team = organizer(phase), member_of(phase).team
    record(job_of(phase, team), done(0.7777))
    Phase.objects.update(leak_control=LADDER)
    second = record(job_of(phase, team, minutes=1), done(0.7))
    assert scores_of(team) == [0.7777, 0.7777]

    rescore = services.rescore_submission(submission=second, user=user, reason="Mended.")
    finish(rescore, [done(0.8)])
    apply(rescore, user)

    assert scores_of(team) == [0.7777, 0.8]


def test_preview_compares_exact_scores(organizer):
    phase = phase_with(LADDER)
    user = organizer(phase)
    first = record(job_of(phase, member_of(phase).team), done(0.50011))
    second = record(job_of(phase, member_of(phase).team), done(0.50022))
    rescore = prepared(phase, user)
    finish(rescore, [done(0.50033), done(0.50022)])

    changes = {change.submission: change for change in preview(rescore)}

    mended, same = changes[first], changes[second]
    assert (mended.old_score, mended.new_score) == (0.50011, 0.50033)
    assert (mended.old_rank, mended.new_rank) == (2, 1)
    assert (same.old_score, same.new_score) == (0.50022, 0.50022)
    assert (same.old_rank, same.new_rank) == (1, 2)


# Who sees what


def test_organizers_see_the_exact_scores_and_participants_do_not(organizer):
    phase = phase_with(LADDER)
    member = member_of(phase)
    submission = record(job_of(phase, member.team), done(0.876543, srcc=0.912345))
    held_back = {"score": 0.876543, "metrics": METRICS | {"srcc": 0.912345}, "subsets": SUBSETS}
    paths = [
        f"/api/v1/submissions/{submission.pk}/",
        reverse("submissions:submission", args=[submission.pk]),
    ]

    for user, is_shown in ((organizer(phase), True), (member.user, False)):
        client = APIClient()
        client.force_login(user)
        told, page = (client.get(path) for path in paths)
        assert told.json()["held_back"] == (held_back if is_shown else None)
        assert ("0.8765" in page.text, "0.9123" in page.text) == (is_shown, is_shown)
        assert "0.8800" in page.text


def test_list_for_organizers_reads_the_exact_scores_in_the_same_queries(organizer):
    phase = phase_with(ROUNDED)
    client = APIClient()
    client.force_authenticate(organizer(phase))
    address = f"/api/v1/competitions/{phase.competition.slug}/phases/{phase.slug}/submissions/"

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = client.get(address).json()["results"]
        assert {row["held_back"]["score"] for row in rows} == {0.8765}
        return len(queries)

    record(job_of(phase, member_of(phase).team), done(0.8765))
    one = count()
    for _ in range(2):
        record(job_of(phase, member_of(phase).team), done(0.8765))

    assert count() == one


@pytest.mark.parametrize(
    ("leak_control", "words"),
    [
        (ROUNDED, "Scores of this phase are rounded to 0.05, so that daily uploads cannot climb"),
        (LADDER, "a score changes only when it beats your best by more than 0.05, so that daily"),
        (NONE, None),
    ],
)
def test_pages_say_which_control_is_on(leak_control, words):
    phase = phase_with(leak_control, score_step=0.05)
    member = member_of(phase)
    submission = record(job_of(phase, member.team), done(0.5))
    client = Client()
    client.force_login(member.user)
    slug = phase.competition.slug

    for address in (
        reverse("leaderboards:board", args=[slug, phase.slug]),
        reverse("submissions:submit", args=[slug]),
        reverse("submissions:submission", args=[submission.pk]),
    ):
        text = client.get(address).text
        assert (words in text) if words else ("cannot climb" not in text), address


def test_board_of_the_ladder_works_without_metrics():
    phase = phase_with(LADDER)
    record(job_of(phase, member_of(phase).team), done(0.876543))
    record(job_of(phase, member_of(phase).team), done(0.5))
    base = f"/c/{phase.competition.slug}/leaderboard/{phase.slug}"
    client = Client()

    pages = [client.get(base + end) for end in ("/", "/?sort=srcc", ".csv", ".json", ".tex")]
    figures = client.get(f"{base}/figures/")

    assert {page.status_code for page in pages} == {200}
    assert [row["score"] for row in pages[3].json()["rows"]] == [0.88, 0.5]
    assert "There is nothing to draw yet" in figures.text
    assert client.get(f"{base}/figures/performance.json").status_code == 404


@pytest.mark.parametrize("step", [0.0, -0.01, float("nan"), float("inf")])
def test_database_refuses_a_step_that_is_none(step):
    with pytest.raises(IntegrityError), transaction.atomic():
        PhaseFactory(score_step=step)
