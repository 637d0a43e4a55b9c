"""The workers' door: who gets in, what it gives, and what it takes once."""

import base64
import copy
import json
import math

import pytest
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from core.errors import BadInput
from submissions import services, tokens
from submissions.models import AlignedPredictions, Evaluation, Job, Submission
from submissions.services.recording import checked
from tests.factories import (
    PROFILE,
    TARGETS,
    GroundTruthFactory,
    UserFactory,
    predictions_csv,
)
from tests.submissions.jobs import (
    DONE,
    FAILED,
    REJECTED,
    REPORT,
    Worker,
    queued_job,
    state,
    working,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return queued_job()


def code_of(response):
    return response.status_code, response.json()["code"]


# The lease


def test_lease_gives_all_that_the_work_needs_and_names_nobody(job, settings):
    worker = Worker(job)

    document = worker.lease().json()

    truth = document["inputs"]["truth"]
    predictions = document["inputs"]["predictions"]
    content = base64.b64decode(predictions["url"].partition("base64,")[2])
    assert content == predictions_csv()
    assert predictions["sha256"] == job.submission.sha256
    assert truth["url"].startswith("/files/")
    assert (truth["sha256"], truth["version"]) == (job.truth.sha256, 1)
    assert document["profile"] == PROFILE
    assert document["limits"] == {"bytes": settings.UPLOAD_MAX_BYTES}
    assert document["lease_seconds"] == settings.JOB_LEASE_SECONDS
    assert 0 < document["heartbeat_seconds"] < settings.JOB_LEASE_SECONDS / 2
    assert (document["attempt"], document["siblings"]) == (1, [])
    assert state(job) == ("leased", 1, "running")
    told = json.dumps(document)
    for secret in (job.submission.user.username, job.submission.team.name, settings.SECRET_KEY):
        assert secret not in told


def test_lease_names_the_other_phases_of_the_competition(job):
    competition = job.submission.phase.competition
    sibling = GroundTruthFactory(phase__competition=competition, phase__title="Testing")
    GroundTruthFactory()

    document = Worker(job).lease().json()

    assert [(one["title"], one["truth"]["sha256"]) for one in document["siblings"]] == [
        ("Testing", sibling.sha256)
    ]


def test_large_predictions_are_linked(job):
    Submission.objects.update(size=64 * 1024 + 1)

    url = Worker(job).lease().json()["inputs"]["predictions"]["url"]

    response = Client().get(url)
    assert b"".join(response.streaming_content) == predictions_csv()


def test_second_worker_with_the_same_message_is_turned_away(job):
    second = Worker(job, name="worker/2")
    working(job)

    assert code_of(second.lease()) == (409, "job_taken")
    assert state(job) == ("leased", 1, "running")


def test_worker_whose_answer_got_lost_may_ask_again(job):
    message = Worker(job).token
    first = working(job)
    again = Worker(job)
    again.token = message

    assert again.lease().status_code == 200
    assert again.token == first.token
    assert state(job) == ("leased", 1, "running")


def test_finished_and_cancelled_jobs_are_gone(job):
    message = Worker(job).token
    working(job).report(DONE)
    late = Worker(job)
    late.token = message
    assert code_of(late.lease()) == (410, "job_over")

    other = queued_job()
    worker = Worker(other)
    services.cancel(submission=other.submission)
    assert code_of(worker.lease()) == (410, "job_over")


def test_message_of_an_attempt_that_is_over_takes_nothing(job):
    old = Worker(job, name="worker/2")
    working(job).report(FAILED)

    assert code_of(old.lease()) == (409, "job_taken")
    assert state(job) == ("pending", 1, "queued")


def test_unknown_job_is_not_found(job):
    worker = Worker(job)
    worker.address = "/api/v1/jobs/00000000-0000-4000-8000-000000000000"

    for response in (worker.lease(), worker.heartbeat(), worker.report(DONE)):
        assert code_of(response) == (404, "no_such_job")


# Tokens


def test_token_opens_one_job_for_one_purpose(job):
    other = queued_job()
    wrong = {
        "none": "",
        "nonsense": "x" * 64,
        "of another job": tokens.lease_token(other),
        "of work": tokens.token(job, attempt=1, purpose=tokens.WORK),
    }

    for token in wrong.values():
        worker = Worker(job)
        worker.token = token
        assert code_of(worker.lease()) == (403, "bad_token")
    assert state(job) == ("pending", 0, "queued")


def test_lease_token_cannot_report(job):
    message = Worker(job).token
    working(job)
    thief = Worker(job)
    thief.token = message

    assert code_of(thief.heartbeat()) == (403, "bad_token")
    assert code_of(thief.report(DONE)) == (403, "bad_token")
    assert state(job) == ("leased", 1, "running")


def test_token_of_a_job_opens_nothing_else_of_the_site(job):
    worker = working(job)

    for address in (f"/api/v1/submissions/{job.submission_id}/", "/api/v1/profile/"):
        assert Client().get(address, headers=worker.headers).status_code in {401, 403}


def test_signed_in_person_is_not_let_in_without_a_token(job):
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))

    assert client.get(f"/api/v1/jobs/{job.pk}").status_code == 403
    assert state(job) == ("pending", 0, "queued")


# Heartbeats


def test_heartbeat_prolongs_and_tells_how_far_it_is(job):
    worker = working(job)
    before = Job.objects.get().lease_expires_at

    assert worker.heartbeat(progress=0.25, log="reading").status_code == 204

    after = Job.objects.get()
    assert after.lease_expires_at > before
    assert (after.progress, after.log) == (0.25, "reading")


def test_heartbeat_of_a_lost_lease_is_refused(job):
    worker = working(job)
    Job.objects.get().release()

    assert code_of(worker.heartbeat()) == (409, "job_taken")


@pytest.mark.parametrize("progress", [-0.1, 1.1, "much"])
def test_progress_is_from_nothing_to_all(job, progress):
    assert working(job).heartbeat(progress=progress).status_code == 400


# Results


def test_done_scores_the_submission(job):
    assert working(job).report(DONE).status_code == 204

    evaluation = Evaluation.objects.get()
    submission = Submission.objects.get()
    assert state(job) == ("done", 1, "scored")
    assert (submission.evaluation, submission.score) == (evaluation, 0.6)
    assert evaluation.metrics == REPORT["metrics"]
    assert evaluation.subsets == REPORT["subsets"]
    assert (evaluation.rows, evaluation.evaluator_version) == (8, "1.0.0")
    assert evaluation.file_sha256 == submission.sha256
    assert (evaluation.truth, evaluation.truth_sha256) == (job.truth, job.truth.sha256)
    assert evaluation.profile == job.profile
    values = memoryview(AlignedPredictions.objects.get().values).cast("d").tolist()
    assert values == TARGETS
    assert Job.objects.get().log == DONE["log"]


def test_rejected_tells_the_participant_why(job):
    assert working(job).report(REJECTED).status_code == 204

    submission = Submission.objects.get()
    assert state(job) == ("rejected", 1, "rejected")
    assert (submission.reason_code, submission.reason) == (
        "missing_names",
        "3 images have no score.",
    )
    assert not Evaluation.objects.exists()


def test_failed_is_tried_three_times_and_then_blames_nobody(job):
    for attempt in (1, 2):
        assert working(job).report(FAILED).status_code == 204
        assert state(job) == ("pending", attempt, "queued")

    assert working(job).report(FAILED).status_code == 204

    submission = Submission.objects.get()
    assert state(job) == ("failed", 3, "failed")
    assert submission.reason == (
        "Scoring was tried 3 times, and each time the scorer ended with an error. This is a fault "
        "on our side and does not count against your limits. The organizers can have it scored "
        "again; you need not upload it once more."
    )
    assert Job.objects.get().error == "Traceback: boom"
    assert "boom" not in submission.reason


@pytest.mark.parametrize("result", [DONE, REJECTED, FAILED])
def test_second_delivery_changes_nothing(job, result):
    worker = working(job)
    worker.report(result)
    before = (state(job), list(Evaluation.objects.values()), list(Job.objects.values()))

    assert worker.report(result).status_code == 204

    assert (state(job), list(Evaluation.objects.values()), list(Job.objects.values())) == before


@pytest.mark.parametrize("second", [REJECTED, FAILED, DONE | {"log": "another"}])
def test_second_result_of_another_kind_is_refused(job, second):
    worker = working(job)
    worker.report(DONE)

    assert code_of(worker.report(second)) == (409, "job_taken")
    assert state(job) == ("done", 1, "scored")


def test_worker_given_up_for_dead_cannot_report(job):
    late = working(job)
    given_back = Job.objects.get()
    given_back.release()
    given_back.submission.requeue()
    assert code_of(late.report(DONE)) == (409, "job_taken")
    assert state(job) == ("pending", 1, "queued")

    current = working(job, name="worker/2")

    assert code_of(late.report(DONE)) == (409, "job_taken")
    assert state(job) == ("leased", 2, "running")
    assert current.report(REJECTED).status_code == 204
    assert code_of(late.report(DONE)) == (409, "job_taken")
    assert state(job) == ("rejected", 2, "rejected")


def broken(**changes):
    return {"outcome": "done", "report": {**copy.deepcopy(REPORT), **changes}}


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(broken(score=None), id="no score"),
        pytest.param(broken(score="0.9"), id="text score"),
        pytest.param(broken(score=True), id="boolean score"),
        pytest.param(broken(score=10**400), id="score beyond all floats"),
        pytest.param(broken(metrics={**REPORT["metrics"], "srcc": None}), id="no metric value"),
        pytest.param(broken(metrics={**REPORT["metrics"], "fame": 1.0}), id="unknown metric"),
        pytest.param(broken(metrics={"rmse": 1.0}), id="metrics of the formula are missing"),
        pytest.param(broken(metrics=[1.0]), id="metrics are no object"),
        pytest.param(broken(predictions=TARGETS[1:]), id="one prediction too few"),
        pytest.param(broken(predictions=[*TARGETS[1:], None]), id="prediction is nothing"),
        pytest.param(broken(predictions={}), id="predictions are no list"),
        pytest.param(broken(subsets={"scale": {"x2": {"n": "4"}}}), id="text in subsets"),
        pytest.param(broken(rows=None), id="no rows"),
        pytest.param({"outcome": "done", "report": []}, id="report is no object"),
        pytest.param({"outcome": "done"}, id="no report"),
        pytest.param({"outcome": "rejected"}, id="rejection without a reason"),
        pytest.param({"outcome": "splendid"}, id="unknown outcome"),
    ],
)
def test_result_that_no_evaluator_makes_is_refused_and_changes_nothing(job, result):
    worker = working(job)

    assert worker.report(result).status_code == 400
    assert state(job) == ("leased", 1, "running")
    assert not Evaluation.objects.exists()
    assert worker.report(DONE).status_code == 204


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("place", ["score", "srcc", "prediction", "subset"])
def test_nothing_that_is_not_finite_gets_in(job, number, place):
    report = copy.deepcopy(REPORT)
    if place == "score":
        report["score"] = "HERE"
    elif place == "srcc":
        report["metrics"]["srcc"] = "HERE"
    elif place == "prediction":
        report["predictions"][0] = "HERE"
    else:
        report["subsets"]["scale"]["x2"]["metrics"]["srcc"] = "HERE"
    body = json.dumps({"outcome": "done", "report": report}).replace('"HERE"', number)
    worker = working(job)

    response = worker.client.post(
        f"{worker.address}/result", body, content_type="application/json", headers=worker.headers
    )

    assert response.status_code == 400
    assert state(job) == ("leased", 1, "running")


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", ["score", "srcc", "prediction", "subset"])
def test_report_is_checked_whatever_reads_it(job, number, place):
    """JSON as the door reads it has no such numbers; another door's might."""
    report = copy.deepcopy(REPORT)
    if place == "score":
        report["score"] = number
    elif place == "srcc":
        report["metrics"]["srcc"] = number
    elif place == "prediction":
        report["predictions"][0] = number
    else:
        report["subsets"]["scale"]["x2"]["metrics"]["srcc"] = number

    with pytest.raises(BadInput):
        checked(report, job)


def test_metric_that_is_undefined_and_not_needed_may_be_left_out(job):
    metrics = {"srcc": 0.5, "plcc": 0.75}

    assert working(job).report(broken(metrics=metrics)).status_code == 204

    assert Evaluation.objects.get().metrics == metrics


def test_door_is_not_throttled(job, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "1/min", "user": "1/min"})
    worker = working(job)

    assert [worker.heartbeat().status_code for _ in range(3)] == [204] * 3
