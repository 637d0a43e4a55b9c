"""What the page of a submission says: the steps, the notice, the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from competitions.profiles import metric_title
from submissions.models import Evaluation, HeldBack, Job, Submission

Status = Submission.Status
_LAST_STEP = {
    Status.SCORED: "Scored",
    Status.REJECTED: "Rejected",
    Status.FAILED: "Failed",
    Status.CANCELLED: "Cancelled",
}
CHIPS = {
    Status.QUEUED: "wait",
    Status.RUNNING: "now",
    Status.SCORED: "good",
    Status.REJECTED: "bad",
    Status.FAILED: "bad",
    Status.CANCELLED: "closed",
}


@dataclass(frozen=True)
class Step:
    """One station of a submission's way; `mark` is done, now, bad or empty."""

    title: str
    detail: str
    mark: str
    at: datetime | None = None


@dataclass(frozen=True)
class Notice:
    """What happened, what it means for the limits, and what to do next."""

    kind: str
    headline: str
    text: str
    consequence: str


def steps(submission: Submission, job: Job | None, *, place: int | None) -> list[Step]:
    received = Step("Received", "", "done", submission.submitted_at)
    return [received, _queued(submission, place), _scoring(submission, job), _end(submission)]


def notice(submission: Submission, *, has_workers: bool) -> Notice | None:
    """None where the figures speak for themselves."""
    if submission.status == Status.REJECTED:
        return Notice("bad", "The file was rejected", submission.reason, _cost(submission))
    if submission.status == Status.FAILED:
        return Notice("bad", "Scoring failed, through no fault of yours", submission.reason, "")
    if submission.status == Status.CANCELLED:
        return Notice(
            "", "Cancelled", "It was taken back before it was scored.", "It used up nothing."
        )
    if submission.status == Status.QUEUED and not has_workers:
        return Notice(
            "",
            "No scorer is at work right now",
            "Your file is stored and keeps its place; it is scored as soon as one is back.",
            "You need not do anything, nor keep this page open.",
        )
    return None


def tiles(submission: Submission) -> list[tuple[str, float | None]]:
    """The score and each metric of the profile; None where a metric is undefined."""
    evaluation = submission.evaluation
    if evaluation is None:
        return []
    # By the Ladder no metrics are released, and an empty tile each would say nothing.
    names = evaluation.profile.metrics if evaluation.metrics else []
    return _tiles("Score", evaluation, names)


def exact_tiles(submission: Submission) -> list[tuple[str, float | None]]:
    """The same as was found, where the phase releases something else; for organizers."""
    evaluation = submission.evaluation
    if evaluation is None or evaluation.found is evaluation:
        return []
    return _tiles("Exact score", evaluation.found, evaluation.profile.metrics)


def _tiles(
    title: str, scores: Evaluation | HeldBack, names: list[str]
) -> list[tuple[str, float | None]]:
    return [(title, scores.score)] + [
        (metric_title(name), scores.metrics.get(name)) for name in names
    ]


def _queued(submission: Submission, place: int | None) -> Step:
    if submission.status == Status.QUEUED:
        return Step("Queued", _in_line(place), "now")
    if submission.status == Status.CANCELLED:
        return Step("Queued", "taken back", "done")
    return Step("Queued", "", "done")


def _in_line(place: int | None) -> str:
    if place is None:
        return "in line"
    return "next in line" if place == 1 else f"number {place} in line"


def _scoring(submission: Submission, job: Job | None) -> Step:
    if submission.status == Status.RUNNING:
        tries = f", try {job.attempt}" if job and job.attempt > 1 else ""
        return Step("Scoring", f"at work{tries}", "now")
    if submission.status in {Status.QUEUED, Status.CANCELLED}:
        return Step("Scoring", "", "")
    if job and job.leased_at and job.finished_at:
        seconds = (job.finished_at - job.leased_at).total_seconds()
        return Step("Scoring", f"{seconds:.1f} s", "done")
    return Step("Scoring", "", "done")


def _end(submission: Submission) -> Step:
    status = Status(submission.status)
    if status not in _LAST_STEP:
        return Step("Scored", "", "")
    mark = "bad" if status in {Status.REJECTED, Status.FAILED} else "done"
    return Step(_LAST_STEP[status], "", mark, submission.status_changed_at)


def _cost(submission: Submission) -> str:
    if submission.phase.rejected_count:
        return "In this phase a rejected file uses up a submission. Mend it and upload it again."
    return "This did not use up a submission. Mend the file and upload it again."
