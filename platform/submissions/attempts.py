"""What becomes of a job whose attempt came to nothing: another one, or an end with a reason."""

from datetime import datetime

from django.conf import settings

from submissions.models import Job

OURS = (
    "This is a fault on our side and does not count against your limits. The organizers can have "
    "it scored again; you need not upload it once more."
)
SILENT = "the scorer stopped without an answer"
GAVE_UP = "the scorer ended with an error"


def end_attempt(job: Job, *, now: datetime, what: str, error: str, log: str | None = None) -> None:
    """Give the leased job back to the queue, or fail it when this was its last attempt.

    `what` says in words for the participant how the attempt ended, `error` in full for operators.
    Call it in a transaction.
    """
    changes = {"error": error} | ({} if log is None else {"log": log})
    is_wanted = job.rescore is None or job.rescore.discarded_at is None
    if is_wanted and job.attempt < settings.JOB_MAX_ATTEMPTS:
        job.release(**changes)
        if job.rescore_id is None:
            job.submission.requeue()
        return
    reason = f"Scoring was tried {job.attempt} times, and each time {what}. {OURS}"
    job.finish(Job.Status.FAILED, now=now, reason_code="internal", reason=reason, **changes)
    if job.rescore_id is None:
        job.submission.fail(reason=reason)
