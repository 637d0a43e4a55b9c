"""What a worker does before it reports: take the lease, keep it."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from competitions.models import Phase
from core import storage
from core.errors import DomainError
from datasets.models import GroundTruth
from submissions import tokens
from submissions.models import InvalidTransition, Job, Submission
from submissions.release import log_of

INLINE_BYTES = 64 * 1024
LINK_SECONDS = 3600
LOG_LENGTH = 16_000


class JobOver(DomainError):
    """Nobody needs this work any more."""

    code = "job_over"
    status = 410


class JobTaken(DomainError):
    """Another worker has the job, or had its turn since."""

    code = "job_taken"


class NoSuchJob(DomainError):
    code = "no_such_job"
    status = 404


def find_job(job_id: UUID) -> Job:
    jobs = Job.objects.select_related("submission__phase", "truth", "profile")
    job = jobs.defer("truth__items", "log", "error").filter(pk=job_id).first()
    if job is None:
        raise NoSuchJob("There is no such job.")
    return job


def lease(*, job_id: UUID, token: str, worker: str, now: datetime) -> dict[str, Any]:
    """Take the lease of a pending job; the answer is all that its work needs.

    The worker that holds the lease may ask again and gets the same answer: the first one may have
    been lost on its way. `worker` therefore names one delivery to one worker, not a machine.

    Raises
    ------
    NotAllowed
        If the token does not open this job.
    JobOver
        If the job is finished or was cancelled.
    JobTaken
        If another worker has the lease, or the token belongs to an attempt that is over.
    """
    job = find_job(job_id)
    attempt = tokens.attempt_of(job, token, purpose=tokens.LEASE)
    if job.status not in {Job.Status.PENDING, Job.Status.LEASED}:
        raise JobOver(f"This job is {job.get_status_display().lower()}; there is nothing to do.")
    if job.status == Job.Status.LEASED and (job.attempt, job.worker) == (attempt, worker):
        return _document(job)
    if job.status == Job.Status.LEASED or attempt != job.attempt + 1:
        raise JobTaken("Another worker has this job.")
    _take(job, worker=worker, now=now)
    return _document(job)


def prolong(*, job_id: UUID, token: str, progress: float, log: str, now: datetime) -> None:
    """Keep the lease for as long again.

    Raises
    ------
    NotAllowed
        If the token does not open this job.
    JobTaken
        If the attempt is over.
    """
    jobs = Job.objects.select_related("submission__phase")
    fields = ("pk", "status", "attempt", "submission__phase__leak_control")
    job = jobs.only(*fields).filter(pk=job_id).first()
    if job is None:
        raise NoSuchJob("There is no such job.")
    attempt = tokens.attempt_of(job, token, purpose=tokens.WORK)
    kept = log_of(log[-LOG_LENGTH:], job.submission.phase)
    is_held = attempt == job.attempt and job.prolong(
        now=now, seconds=settings.JOB_LEASE_SECONDS, progress=progress, log=kept
    )
    if not is_held:
        raise JobTaken("This attempt is over; somebody else has the job or it is finished.")


def _take(job: Job, *, worker: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            job.lease(now=now, seconds=settings.JOB_LEASE_SECONDS, worker=worker)
            if job.rescore_id is None:
                job.submission.start()
    except InvalidTransition as error:
        raise JobTaken("Another worker was first, or the job was cancelled just now.") from error


def _document(job: Job) -> dict[str, Any]:
    """What the worker is told. It names no person, no team and no other submission."""
    phase = job.submission.phase
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "attempt": job.attempt,
        "token": tokens.work_token(job),
        "lease_seconds": settings.JOB_LEASE_SECONDS,
        "heartbeat_seconds": max(1.0, settings.JOB_LEASE_SECONDS / 4),
        "inputs": {"predictions": _predictions(job.submission), "truth": _truth(job.truth, phase)},
        "profile": job.profile.document,
        "limits": {"bytes": settings.UPLOAD_MAX_BYTES},
        "siblings": _siblings(job),
        "discloses_scores": not phase.holds_scores_back,
    }


def _predictions(submission: Submission) -> dict[str, Any]:
    name = submission.file.name or ""
    if submission.size <= INLINE_BYTES:
        with default_storage.open(name) as file:
            content = base64.b64encode(file.read()).decode()
        url = f"data:application/octet-stream;base64,{content}"
    else:
        url = storage.link(name, seconds=LINK_SECONDS)
    return {
        "url": url,
        "sha256": submission.sha256,
        "size": submission.size,
        "file_name": submission.file_name,
    }


def _truth(truth: GroundTruth, phase: Phase) -> dict[str, Any]:
    """Always a link: a worker fetches a truth once and keeps it."""
    return {
        "url": storage.link(truth.file.name or "", seconds=LINK_SECONDS),
        "sha256": truth.sha256,
        "size": truth.size,
        "file_name": truth.file_name,
        "version": truth.version,
        "name_key": phase.name_key if phase.uses_opaque_names else "",
    }


def _siblings(job: Job) -> list[dict[str, Any]]:
    """The truths of the competition's other phases, to recognise a file meant for one of them."""
    phase = job.submission.phase
    truths = (
        GroundTruth.objects.filter(phase__competition=phase.competition_id, is_active=True)
        .exclude(phase=phase)
        .select_related("phase")
        .defer("items")
        .order_by("phase__position", "pk")
    )
    return [{"title": truth.phase.title, "truth": _truth(truth, truth.phase)} for truth in truths]
