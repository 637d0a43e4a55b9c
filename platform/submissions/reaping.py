"""The round of the reaper: no job stays with a dead worker, and none without a message."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F

from submissions import attempts, dispatch
from submissions.models import InvalidTransition, Job

BATCH = 200
logger = logging.getLogger(__name__)


def reap(now: datetime) -> None:
    """Take back expired leases, and send again what has been silent for too long."""
    expired = Job.objects.expired(now).order_by("lease_expires_at", "pk")
    for job_id in expired.values_list("pk", flat=True)[:BATCH]:
        _take_back(job_id, now=now)
    for job_id in _unheard(now):
        dispatch.send(job_id=job_id)


@transaction.atomic
def _take_back(job_id: UUID, *, now: datetime) -> None:
    """End the attempt, unless its worker has spoken up or another reaper was first."""
    jobs = Job.objects.select_for_update(of=("self",), skip_locked=True)
    job = jobs.select_related("submission").expired(now).filter(pk=job_id).first()
    if job is None:
        return
    error = f"The lease of {job.worker or 'a worker'} ran out (attempt {job.attempt})."
    try:
        with transaction.atomic():
            attempts.end_attempt(job, now=now, what=attempts.SILENT, error=error)
    except InvalidTransition:
        logger.exception("job_not_taken_back: job %s", job_id)
        return
    logger.warning("job_taken_back: job %s, %s", job_id, error)


def _unheard(now: datetime) -> list[UUID]:
    """Pending jobs that were released, or whose message must be taken for lost; oldest first.

    A long queue is silent too, but its messages are there: jobs of a queue that holds as many
    messages as jobs that wait for one are left alone, or each round would add a copy of each.
    """
    limit = timedelta(seconds=settings.JOB_RESEND_SECONDS)
    silent = Job.objects.silent(now=now, limit=limit)
    waiting = silent.values_list("queue").annotate(count=Count("pk"))
    lost = [queue for queue, count in waiting.order_by("queue") if dispatch.waiting(queue) < count]
    oldest = silent.filter(queue__in=lost).order_by(
        F("sent_at").asc(nulls_first=True), "created_at", "pk"
    )
    return list(oldest.values_list("pk", flat=True)[:BATCH])
