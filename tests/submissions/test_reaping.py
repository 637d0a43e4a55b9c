"""No job stays with a dead worker, and none without a message."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from submissions import dispatch, tasks
from submissions.models import Job, Submission
from submissions.reaping import reap
from tests.submissions.jobs import DONE, FAILED, Worker, queued_job, state, working

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
SILENCE = timedelta(seconds=settings.JOB_RESEND_SECONDS)


@pytest.fixture
def redis():
    return Redis.from_url(settings.REDIS_URL)


@pytest.fixture
def job():
    return queued_job()


def test_send_puts_one_message_in_the_queue_of_the_job(job, redis):
    Job.objects.update(queue="gpu")

    dispatch.send(job_id=job.pk)

    assert (redis.llen("gpu"), redis.llen("evaluate")) == (1, 0)
    assert Job.objects.get().sent_at is not None


def test_send_works_right_after_redis_was_wiped(job, redis):
    dispatch.send(job_id=job.pk)
    redis.flushdb()

    dispatch.send(job_id=job.pk)

    assert redis.llen("evaluate") == 1


def test_only_pending_jobs_are_sent(job, redis):
    working(job)

    dispatch.send(job_id=job.pk)

    assert redis.llen("evaluate") == 0


def test_lease_is_left_alone_until_its_last_moment(job):
    working(job)
    end = Job.objects.get().lease_expires_at

    reap(end - SECOND)
    assert state(job) == ("leased", 1, "running")
    reap(end)
    assert state(job) == ("pending", 1, "queued")


def test_job_that_was_taken_back_is_sent_again_at_once(job, redis):
    working(job)
    Job.objects.update(created_at=timezone.now() - SILENCE)

    reap(Job.objects.get().lease_expires_at)

    assert redis.llen("evaluate") == 1


def test_job_whose_worker_dies_each_time_fails_with_a_reason(job):
    for attempt in (1, 2, 3):
        assert Worker(job).lease().json()["attempt"] == attempt
        reap(Job.objects.get().lease_expires_at)

    submission = Submission.objects.get()
    assert state(job) == ("failed", 3, "failed")
    assert "tried 3 times, and each time the scorer stopped without an answer" in submission.reason
    assert "does not count against your limits" in submission.reason
    assert "worker/1" in Job.objects.get().error


def test_reaping_twice_counts_one_attempt(job):
    working(job)
    end = Job.objects.get().lease_expires_at

    reap(end)
    reap(end)

    assert state(job) == ("pending", 1, "queued")


def test_heartbeat_keeps_the_reaper_away(job):
    worker = working(job)
    Job.objects.update(lease_expires_at=timezone.now() + SECOND)

    worker.heartbeat()
    reap(timezone.now() + 2 * SECOND)

    assert state(job) == ("leased", 1, "running")
    assert worker.report(DONE).status_code == 204


@pytest.mark.parametrize("was_sent", [True, False])
def test_silent_job_is_sent_again_from_the_limit_on(job, redis, was_sent):
    if was_sent:
        dispatch.send(job_id=job.pk)
        redis.flushdb()
    since = Job.objects.get().sent_at or Job.objects.get().created_at

    reap(since + SILENCE - SECOND)
    assert redis.llen("evaluate") == 0
    reap(since + SILENCE)
    assert redis.llen("evaluate") == 1


def test_long_queue_is_not_doubled(redis):
    jobs = [queued_job() for _ in range(3)]
    for job in jobs:
        dispatch.send(job_id=job.pk)

    reap(timezone.now() + 10 * SILENCE)
    assert redis.llen("evaluate") == 3

    redis.lpop("evaluate")
    reap(timezone.now() + 10 * SILENCE)
    assert redis.llen("evaluate") == 5


def test_lost_message_is_found_in_a_queue_that_never_runs_dry(redis):
    lost, taken, behind = (queued_job() for _ in range(3))
    for job in (lost, taken, behind):
        dispatch.send(job_id=job.pk)
    redis.rpop("evaluate")  # the oldest
    redis.rpop("evaluate")
    working(taken)
    redis.lpush("evaluate", "another")
    sent_at = dict(Job.objects.values_list("pk", "sent_at"))

    reap(timezone.now() + SILENCE)

    again = dict(Job.objects.values_list("pk", "sent_at"))
    assert [pk for pk in again if again[pk] != sent_at[pk]] == [lost.pk]
    assert redis.llen("evaluate") == 3


def test_released_job_is_sent_again_behind_a_long_queue(redis):
    waiting, released = queued_job(), queued_job()
    dispatch.send(job_id=waiting.pk)
    redis.lpush("evaluate", "another")
    working(released).report(FAILED)

    reap(timezone.now() + SILENCE)

    assert redis.llen("evaluate") == 3


def test_task_runs_under_its_name(job):
    assert tasks.reap.name == "submissions.reap"
    working(job)
    Job.objects.update(lease_expires_at=timezone.now())

    tasks.reap()

    assert state(job) == ("pending", 1, "queued")
