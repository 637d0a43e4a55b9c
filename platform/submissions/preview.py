"""What applying a rescore would change: scores, states and ranks, before and after.

For organizers: it compares the exact scores, also where the phase releases others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

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
    "evaluation__held_back__metrics",
    "evaluation__held_back__subsets",
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
        rescore.jobs.select_related("submission__team", "evaluation__held_back")
        .defer(*UNSHOWN)
        .order_by("submission__submitted_at", "submission_id")
    )
    before = _entries(rescore.phase, score=Coalesce("evaluation__held_back__score", "score"))
    after = before | {}
    for job in jobs:
        _foresee(after, job)
    old_ranks = ranks(before.values(), phase=rescore.phase)
    new_ranks = ranks(after.values(), phase=rescore.phase)
    changes = [
        Change(
            job=job,
            submission=job.submission,
            old_score=_score(before, job),
            new_score=_score(after, job),
            old_rank=old_ranks.get(job.submission.team_id),
            new_rank=new_ranks.get(job.submission.team_id),
        )
        for job in jobs
    ]
    return sorted(changes, key=lambda change: not change.is_change)


def current_ranks(phase: Phase) -> dict[int, int]:
    """The rank of each ranked team as the board has it, by team."""
    return ranks(_entries(phase, score=F("score")).values(), phase=phase)


def _score(entries: dict[int, Entry], job: Job) -> float | None:
    entry = entries.get(job.submission_id)
    return entry.score if entry else None


def _entries(phase: Phase, *, score: Any) -> dict[int, Entry]:
    """What counts now in the phase, by submission, with the released or the exact score."""
    rows = Submission.objects.scored().filter(phase=phase).annotate(compared=score)
    return {
        pk: Entry(
            pk=pk,
            team_id=team_id,
            is_ranked=kind == Team.Kind.PARTICIPANT,
            score=compared or 0.0,  # a scored submission has one; the constraint says so
            submitted_at=submitted_at,
            is_chosen=is_chosen,
        )
        for pk, team_id, kind, compared, submitted_at, is_chosen in rows.values_list(
            "pk", "team_id", "team__kind", "compared", "submitted_at", "is_chosen"
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
        entries[submission.pk] = replace(now, score=job.evaluation.found.score)
