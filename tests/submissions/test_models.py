"""Which transition is allowed from where, and what the database itself refuses."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from submissions.models import InvalidTransition, Job, Submission
from tests.factories import GroundTruthFactory, SubmissionFactory, scored_submission

pytestmark = pytest.mark.django_db

Status = Submission.Status
TRANSITIONS = {
    "start": (Status.RUNNING, {}),
    "reject": (Status.REJECTED, {"code": "x", "reason": "x"}),
    "fail": (Status.FAILED, {"reason": "x"}),
    "requeue": (Status.QUEUED, {}),
    "cancel": (Status.CANCELLED, {}),
}
ALLOWED = {
    "start": {Status.QUEUED},
    "reject": {Status.RUNNING},
    "fail": {Status.QUEUED, Status.RUNNING},
    "requeue": {Status.RUNNING},
    "cancel": {Status.QUEUED},
}


@pytest.mark.parametrize("source", [status for status in Status if status != Status.SCORED])
@pytest.mark.parametrize("name", TRANSITIONS)
def test_submission_changes_from_exactly_these_statuses(name, source):
    submission = SubmissionFactory(status=source)
    target, arguments = TRANSITIONS[name]
    transition = getattr(submission, name)

    if source in ALLOWED[name]:
        transition(**arguments)
    else:
        with pytest.raises(InvalidTransition):
            transition(**arguments)

    submission.refresh_from_db()
    assert submission.status == (target if source in ALLOWED[name] else source)


@pytest.mark.parametrize("name", TRANSITIONS)
def test_scored_submission_stays_scored(name):
    submission = scored_submission()

    with pytest.raises(InvalidTransition):
        getattr(submission, name)(**TRANSITIONS[name][1])


def test_of_two_that_start_one_wins():
    submission = SubmissionFactory()
    first, second = (Submission.objects.get(pk=submission.pk) for _ in range(2))

    first.start()

    with pytest.raises(InvalidTransition):
        second.start()


@pytest.mark.parametrize("source", list(Status))
def test_only_a_finished_submission_takes_what_a_rescore_found(source):
    evaluation = scored_submission().evaluation
    Submission.objects.update(evaluation=None, score=None, status=Status.FAILED)
    submission = (
        scored_submission() if source == Status.SCORED else SubmissionFactory(status=source)
    )

    if source in {Status.SCORED, Status.REJECTED, Status.FAILED}:
        submission.adopt(evaluation)
        submission.refresh_from_db()
        assert (submission.status, submission.score) == (Status.SCORED, evaluation.score)
        submission.withdraw_score(code="x", reason="y")
        submission.refresh_from_db()
        assert (submission.status, submission.score, submission.reason) == ("rejected", None, "y")
    else:
        for act in (
            lambda: submission.adopt(evaluation),
            lambda: submission.withdraw_score(code="x", reason="y"),
        ):
            with pytest.raises(InvalidTransition):
                act()


JOB_TRANSITIONS = {
    "lease": lambda job: job.lease(now=timezone.now(), seconds=30, worker="w"),
    "release": lambda job: job.release(),
    "done": lambda job: job.finish(Job.Status.DONE, now=timezone.now()),
    "rejected": lambda job: job.finish(Job.Status.REJECTED, now=timezone.now()),
    "failed": lambda job: job.finish(Job.Status.FAILED, now=timezone.now()),
    "cancelled": lambda job: job.finish(Job.Status.CANCELLED, now=timezone.now()),
}
JOB_ALLOWED = {
    "lease": {Job.Status.PENDING},
    "release": {Job.Status.LEASED},
    "done": {Job.Status.LEASED},
    "rejected": {Job.Status.LEASED},
    "failed": {Job.Status.PENDING, Job.Status.LEASED},
    "cancelled": {Job.Status.PENDING},
}


def job_in(status):
    truth = GroundTruthFactory()
    return Job.objects.create(
        submission=SubmissionFactory(phase=truth.phase),
        truth=truth,
        profile=truth.phase.profile,
        status=status,
        attempt=1,
        lease_expires_at=timezone.now(),
    )


@pytest.mark.parametrize("source", list(Job.Status))
@pytest.mark.parametrize("name", JOB_TRANSITIONS)
def test_job_changes_from_exactly_these_statuses(name, source):
    job = job_in(source)

    if source in JOB_ALLOWED[name]:
        JOB_TRANSITIONS[name](job)
    else:
        with pytest.raises(InvalidTransition):
            JOB_TRANSITIONS[name](job)

    job.refresh_from_db()
    targets = {"lease": "leased", "release": "pending"}
    assert job.status == (targets.get(name, name) if source in JOB_ALLOWED[name] else source)


@pytest.mark.parametrize("name", ["release", "done", "rejected", "failed"])
def test_attempt_that_is_over_changes_nothing(name):
    late = job_in(Job.Status.LEASED)
    current = Job.objects.get(pk=late.pk)
    current.release()
    current.lease(now=timezone.now(), seconds=30, worker="w")

    with pytest.raises(InvalidTransition):
        JOB_TRANSITIONS[name](late)

    late.refresh_from_db()
    assert (late.status, late.attempt) == ("leased", 2)


def test_database_refuses_scored_without_score():
    with pytest.raises(IntegrityError, match="submission_has_score_iff_scored"):
        SubmissionFactory(status=Status.SCORED)


def test_database_refuses_two_unfinished_jobs_of_a_submission():
    job = job_in(Job.Status.PENDING)

    with pytest.raises(IntegrityError, match="submission_has_one_unfinished_job"):
        Job.objects.create(submission=job.submission, truth=job.truth, profile=job.profile)
