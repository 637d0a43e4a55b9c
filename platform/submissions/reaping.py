"""The round of the reaper: no job stays with a dead worker, and none without a message."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from structlog.contextvars import bound_contextvars

from submissions import attempts, dispatch
from submissions.models import InvalidTransition, Job, JobQuerySet

BATCH = 200
logger = logging.getLogger(__name__)


def reap(now: datetime) -> None:
    """Take back expired leases, and send again what has been silent for too long."""
    expired = Job.objects.expired(now).order_by("lease_expires_at", "pk")
    for job_id in expired.values_list("pk", flat=True)[:BATCH]:
        with bound_contextvars(job_id=str(job_id)):
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
        logger.exception("job_not_taken_back")
        return
    logger.warning("job_taken_back: %s", error)


def _unheard(now: datetime) -> list[UUID]:
    """Pending jobs that have no message, or whose message must be taken for lost; oldest first."""
    limit = timedelta(seconds=settings.JOB_RESEND_SECONDS)
    silent = Job.objects.silent(now=now, limit=limit)
    found: list[UUID] = []
    counts = silent.order_by("queue").values_list("queue").annotate(count=Count("pk"))
    for queue, count in counts:
        lost = _lost(silent.filter(queue=queue), queue=queue, count=count)
        oldest = lost.order_by(F("sent_at").asc(nulls_first=True), "created_at", "pk")
        found += oldest.values_list("pk", flat=True)[:BATCH]
    return found


def _lost(silent: JobQuerySet, *, queue: str, count: int) -> JobQuerySet:
    """Those of a queue's silent jobs to send again.

    A job in a long queue is silent too, but its message is there, and each round would add a
    copy of each. So where the queue holds as many messages as jobs that wait for one, only those
    are sent again that never were, and those that a message sent later has overtaken.
    """
    if dispatch.waiting(queue) < count:
        return silent
    taken = Job.objects.filter(queue=queue, leased_at__isnull=False, sent_at__isnull=False)
    newest = taken.order_by("-sent_at").values_list("sent_at", flat=True).first()
    has_no_message = Q(sent_at__isnull=True)
    if newest:
        has_no_message |= Q(sent_at__lt=newest)
    return silent.filter(has_no_message)
