"""What a worker reports, and what then becomes of the job and the submission."""

import hashlib
import json
import math
import re
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.errors import BadInput
from submissions import attempts, tokens
from submissions.models import AlignedPredictions, Job
from submissions.release import Scores, log_of
from submissions.services.leasing import LOG_LENGTH, JobTaken, NoSuchJob
from submissions.services.releasing import evaluation_of

ERROR_LENGTH = 20_000
REASON_LENGTH = 4_000
_LARGEST_INTEGER = 2**53
_WORD = re.compile(r"[a-z_]\w*")


@dataclass(frozen=True)
class Result:
    """What a worker found: a report, or why the file breaks the rules, or what broke."""

    outcome: str
    report: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    reason: str = ""
    error: str = ""
    log: str = ""

    def sha256(self, *, attempt: int) -> str:
        """What tells this delivery from the result of another attempt."""
        document = json.dumps([attempt, asdict(self)], sort_keys=True)
        return hashlib.sha256(document.encode()).hexdigest()


@transaction.atomic
def record(*, job_id: UUID, token: str, result: Result, now: datetime) -> None:
    """Take the result of the attempt that holds the lease; once, however often it is delivered.

    Raises
    ------
    NotAllowed
        If the token does not open this job.
    JobTaken
        If the attempt was given up: this worker is late.
    BadInput
        If the report is not one that an evaluator makes.
    """
    jobs = Job.objects.select_for_update(of=("self",)).defer("truth__items")
    jobs = jobs.select_related("submission__phase", "truth", "profile")
    job = jobs.filter(pk=job_id).first()
    if job is None:
        raise NoSuchJob("There is no such job.")
    attempt = tokens.attempt_of(job, token, purpose=tokens.WORK)
    sha256 = result.sha256(attempt=attempt)
    if job.result_sha256 == sha256:
        return
    if attempt != job.attempt or job.status != Job.Status.LEASED:
        raise JobTaken("This attempt is over; its result is not taken.")
    Job.objects.filter(pk=job.pk).update(result_sha256=sha256)
    _OUTCOMES[result.outcome](job, result, now)


def _done(job: Job, result: Result, now: datetime) -> None:
    report = checked(result.report, job)
    job.finish(Job.Status.DONE, now=now, progress=1, log=_log(job, result))
    evaluation = evaluation_of(
        job,
        Scores(report["score"], report["metrics"], report["subsets"]),
        truth=job.truth,
        profile=job.profile,
        rows=report["rows"],
        file_sha256=job.submission.sha256,
        truth_sha256=job.truth.sha256,
        evaluator_version=report["evaluator_version"],
    )
    values = report["predictions"]
    AlignedPredictions.objects.create(
        evaluation=evaluation, values=struct.pack(f"<{len(values)}d", *values)
    )
    if job.rescore_id is None:
        job.submission.complete(evaluation)


def _rejected(job: Job, result: Result, now: datetime) -> None:
    if not result.reason:
        raise BadInput("A rejection needs a reason.")
    code, reason = result.code[:64], result.reason[:REASON_LENGTH]
    log = _log(job, result)
    job.finish(Job.Status.REJECTED, now=now, log=log, reason_code=code, reason=reason)
    if job.rescore_id is None:
        job.submission.reject(code=code, reason=reason)


def _failed(job: Job, result: Result, now: datetime) -> None:
    attempts.end_attempt(
        job,
        now=now,
        what=attempts.GAVE_UP,
        error=result.error[-ERROR_LENGTH:],
        log=_log(job, result),
    )


_OUTCOMES = {"done": _done, "rejected": _rejected, "failed": _failed}
OUTCOMES = tuple(_OUTCOMES)


def checked(report: Mapping[str, Any], job: Job) -> dict[str, Any]:
    """The report, if it is one that could be ranked: finite numbers, this profile's metrics.

    Raises
    ------
    BadInput
        If it is not.
    """
    metrics, predictions = report.get("metrics"), report.get("predictions")
    if not isinstance(metrics, dict) or not _are_of_profile(set(metrics), job):
        raise BadInput("The report's metrics are not those of the metric profile.")
    if not isinstance(predictions, list) or len(predictions) != job.truth.rows:
        raise BadInput("The report needs one prediction for each image of the ground truth.")
    subsets, rows = report.get("subsets"), report.get("rows")
    if not isinstance(rows, int) or not isinstance(subsets, dict) or not _is_sound(subsets):
        raise BadInput("The report has no count of rows, or no subsets.")
    if not all(_is_finite(number) for number in (report.get("score"), *metrics.values())):
        raise BadInput("The report holds a score or metric that is not a finite number.")
    if not all(_is_finite(number) for number in predictions):
        raise BadInput("The report holds a prediction that is not a finite number.")
    return {**report, "evaluator_version": str(report.get("evaluator_version", ""))[:20]}


def _are_of_profile(metrics: set[str], job: Job) -> bool:
    """Whether these are metrics of the profile, and all that its formula needs are there."""
    known = set(job.profile.metrics)
    needed = known & set(_WORD.findall(job.profile.formula))
    return needed <= metrics <= known


def _is_finite(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) < _LARGEST_INTEGER


def _is_sound(value: object) -> bool:
    """Whether all numbers in the tree are finite; None stands for what is undefined."""
    if isinstance(value, dict):
        return all(_is_sound(inner) for inner in value.values())
    return value is None or _is_finite(value)


def _log(job: Job, result: Result) -> str:
    return log_of(result.log[-LOG_LENGTH:], job.submission.phase)
