"""Lines of the log that are about a job carry its number, on the site as in the worker."""

import logging

import pytest
from structlog.contextvars import get_contextvars

from submissions import dispatch
from submissions.models import Job
from submissions.reaping import reap
from tests.submissions.jobs import Worker, queued_job, working

pytestmark = pytest.mark.django_db


class Numbers(logging.Handler):
    """What the log's formatter would add to each line."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str | None]] = []

    def emit(self, record: logging.LogRecord) -> None:
        event = record.getMessage().partition(":")[0]
        self.seen.append((event, get_contextvars().get("job_id")))


@pytest.fixture
def numbers():
    handler = Numbers()
    names = ("submissions", "django.request")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield handler
    for name in names:
        logging.getLogger(name).removeHandler(handler)


@pytest.fixture
def job():
    return queued_job()


def test_at_the_door(job, numbers):
    worker = Worker(job)
    worker.token = "forged"

    assert worker.lease().status_code == 403
    assert numbers.seen == [("Forbidden", str(job.pk))]


def test_when_a_job_is_taken_back(job, numbers):
    working(job)

    reap(Job.objects.get().lease_expires_at)

    assert numbers.seen == [("job_taken_back", str(job.pk))]


def test_when_no_message_can_be_sent(job, numbers, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(dispatch.current_app, "send_task", away)
    before = get_contextvars()

    dispatch.send(job_id=job.pk)

    assert numbers.seen == [("job_not_sent", str(job.pk))]
    assert get_contextvars() == before
