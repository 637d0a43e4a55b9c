"""Messages to the workers. A message is a hint; the job's row is the truth.

It goes to the queue's own name through the default exchange, for which Redis needs no binding: a
wiped Redis takes the next message as if nothing had been.
"""

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from structlog.contextvars import bound_contextvars

from core.views import broker
from submissions import tokens
from submissions.models import Job

TASK = "evaluator.work"
logger = logging.getLogger(__name__)


def send_on_commit(job: Job) -> None:
    """Send it once it is stored; whatever goes wrong then is the reaper's to mend."""

    # No partial: Django's log of an error asks for the name of what it called.
    def send_later() -> None:
        send(job_id=job.pk)

    transaction.on_commit(send_later, robust=True)


def send(*, job_id: UUID) -> None:
    """Tell the workers of the job's queue about it, if it still waits for one.

    Where the broker is away nothing is raised: `reap` sends it again.
    """
    job = Job.objects.pending().filter(pk=job_id).first()
    if job is None:
        return
    with bound_contextvars(job_id=str(job_id)):
        _send(job)


def _send(job: Job) -> None:
    message = {"job_id": str(job.pk), "token": tokens.lease_token(job)}
    try:
        current_app.send_task(TASK, kwargs=message, queue=job.queue, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("job_not_sent: %s", error)
        return
    Job.objects.pending().filter(pk=job.pk, attempt=job.attempt).update(sent_at=timezone.now())


def waiting(queue: str) -> int:
    """How many messages lie in the queue; 0 where the broker is away."""
    try:
        return int(broker().llen(queue))
    except RedisError:
        return 0
