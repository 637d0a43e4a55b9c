"""What applying a rescore would change: scores, states and ranks, before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Count, Q

from competitions.models import Phase
from participation.models import Team
from submissions.models import Job, Rescore, Submission
from submissions.ranking import Entry, ranks

UNSHOWN = (
    "log",
    "error",
    "submission__description",
    "evaluation__metrics",
    "evaluation__subsets",
)


@dataclass(frozen=True)
class Change:
    """One submission of the rescore: what it has, and what it would have."""

    job: Job
    submission: Submission
    old_score: float | None
    new_score: float | None
    old_rank: int | None
    new_rank: int | None

    @property
    def is_change(self) -> bool:
        return (self.old_score, self.old_rank) != (self.new_score, self.new_rank)


@dataclass(frozen=True)
class Progress:
    """How far a rescore is; cheap enough to ask every second."""

    total: int
    unfinished: int
    failed: int


def progress(rescore: Rescore) -> Progress:
    is_unfinished = Q(status__in=[Job.Status.PENDING, Job.Status.LEASED])
    counts = rescore.jobs.aggregate(
        total=Count("pk"),
        unfinished=Count("pk", filter=is_unfinished),
        failed=Count("pk", filter=Q(status=Job.Status.FAILED)),
    )
    return Progress(**counts)


def preview(rescore: Rescore) -> list[Change]:
    """Compare, those that change first; for a settled rescore, with how each stands now.

    Reads all that counts in the phase, so ask once all jobs are finished.
    """
    jobs = list(
        rescore.jobs.select_related("submission__team", "evaluation")
        .defer(*UNSHOWN)
        .order_by("submission__submitted_at", "submission_id")
    )
    before = _entries(rescore.phase)
    after = before | {}
    for job in jobs:
        _foresee(after, job)
    old_ranks = ranks(before.values(), phase=rescore.phase)
    new_ranks = ranks(after.values(), phase=rescore.phase)
    changes = [
        Change(
            job=job,
            submission=job.submission,
            old_score=job.submission.score,
            new_score=after[job.submission_id].score if job.submission_id in after else None,
            old_rank=old_ranks.get(job.submission.team_id),
            new_rank=new_ranks.get(job.submission.team_id),
        )
        for job in jobs
    ]
    return sorted(changes, key=lambda change: not change.is_change)


def current_ranks(phase: Phase) -> dict[int, int]:
    """The rank of each ranked team as the board has it, by team."""
    return ranks(_entries(phase).values(), phase=phase)


def _entries(phase: Phase) -> dict[int, Entry]:
    """What counts now in the phase, by submission."""
    rows = Submission.objects.scored().filter(phase=phase)
    return {
        pk: Entry(
            pk=pk,
            team_id=team_id,
            is_ranked=kind == Team.Kind.PARTICIPANT,
            score=score or 0.0,  # a scored submission has one; the constraint says so
            submitted_at=submitted_at,
            is_chosen=is_chosen,
        )
        for pk, team_id, kind, score, submitted_at, is_chosen in rows.values_list(
            "pk", "team_id", "team__kind", "score", "submitted_at", "is_chosen"
        )
    }


def _foresee(entries: dict[int, Entry], job: Job) -> None:
    """Change `entries` as applying would; what failed or is not finished changes nothing."""
    submission = job.submission
    if job.status == Job.Status.REJECTED:
        entries.pop(submission.pk, None)
    elif job.status == Job.Status.DONE:
        now = entries.get(submission.pk) or Entry(
            pk=submission.pk,
            team_id=submission.team_id,
            is_ranked=submission.team.is_ranked,
            score=0,
            submitted_at=submission.submitted_at,
            is_chosen=submission.is_chosen,
        )
        entries[submission.pk] = replace(now, score=job.evaluation.score)
