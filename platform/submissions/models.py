"""What came in, the work it needs, and what became of it."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from competitions.models import Competition, MetricProfile, Phase
from core.errors import DomainError
from datasets.models import GroundTruth
from participation.models import Registration, Team

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


FINITE = (-sys.float_info.max, sys.float_info.max)


class InvalidTransition(DomainError):
    code = "invalid_transition"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of one's own teams, and all of the competitions one organizes."""
        if not user.is_authenticated:
            return self.none()
        teams = Registration.objects.of(user).approved().values("team_id")
        organized = Competition.objects.organized_by(user).values("pk")
        return self.filter(Q(team__in=teams) | Q(phase__competition__in=organized))

    def of_team(self, team: Team, phase: Phase) -> Self:
        return self.filter(team=team, phase=phase)

    def in_flight(self) -> Self:
        return self.filter(status__in=Submission.IN_FLIGHT)

    def scored(self) -> Self:
        return self.filter(status=Submission.Status.SCORED)


class Submission(models.Model):
    """One uploaded prediction file and what became of it.

    The status changes only through the methods under "Transitions", each one compare-and-set
    UPDATE: of two that race, one wins and the other gets InvalidTransition. Which worker may
    report is decided by the job's attempt, in the same transaction.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        SCORED = "scored", "Scored"
        REJECTED = "rejected", "Rejected"  # the file breaks the rules: the participant's to mend
        FAILED = "failed", "Failed"  # we could not evaluate it: ours to mend
        CANCELLED = "cancelled", "Cancelled"

    class Kind(models.TextChoices):
        PREDICTIONS = "predictions", "Predictions"

    IN_FLIGHT = (Status.QUEUED, Status.RUNNING)
    RESCORABLE = (Status.SCORED, Status.REJECTED, Status.FAILED)
    ENTERED_FROM: Mapping[Status, tuple[Status, ...]] = {
        Status.QUEUED: (Status.RUNNING,),
        Status.RUNNING: (Status.QUEUED,),
        Status.SCORED: (Status.RUNNING,),
        Status.REJECTED: (Status.RUNNING,),
        Status.FAILED: (Status.QUEUED, Status.RUNNING),
        Status.CANCELLED: (Status.QUEUED,),
    }

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="submissions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="submissions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PREDICTIONS)
    file = models.FileField(upload_to="submissions/%Y/%m/%d/", max_length=300)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    method = models.CharField(max_length=100, blank=True)
    description = models.TextField(blank=True)
    publication_url = models.URLField(blank=True)
    code_url = models.URLField(blank=True)
    submitted_at = models.DateTimeField()

    status = models.CharField(max_length=16, choices=Status.choices, default=Status.QUEUED)
    status_changed_at = models.DateTimeField(default=timezone.now)
    reason_code = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was rejected or failed, for people.")
    is_chosen = models.BooleanField(
        default=False, help_text="The one that counts where the team chooses."
    )
    evaluation = models.OneToOneField(
        "Evaluation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    score = models.FloatField(null=True, help_text="That of `evaluation`; what ranks.")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [
            # The board: each team's best in a phase.
            models.Index(
                fields=["phase", "team", "-score", "submitted_at", "id"],
                condition=Q(status="scored"),
                name="submission_best",
            ),
            # What changed on which board since the statistics were last looked at.
            models.Index(fields=["phase", "status_changed_at"], name="submission_changed"),
            # The limits on every upload, and one team's history.
            models.Index(fields=["team", "phase", "submitted_at"], name="submission_of_team"),
            # The place in the queue.
            models.Index(
                fields=["submitted_at"],
                condition=Q(status="queued"),
                name="submission_queue",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="scored", score__isnull=False, evaluation__isnull=False)
                | (~Q(status="scored") & Q(score__isnull=True, evaluation__isnull=True)),
                name="submission_has_score_iff_scored",
            ),
            # PostgreSQL sorts NaN above every number: it would lead the board.
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=FINITE),
                name="submission_score_is_finite",
            ),
            models.UniqueConstraint(
                fields=["phase", "team"],
                condition=Q(is_chosen=True),
                name="team_chooses_one_submission_a_phase",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} ({self.status})"

    @property
    def is_finished(self) -> bool:
        return self.status not in self.IN_FLIGHT

    # Transitions

    def start(self) -> None:
        self._enter(self.Status.RUNNING)

    def complete(self, evaluation: Evaluation) -> None:
        self._enter(self.Status.SCORED, evaluation=evaluation, score=evaluation.score)

    def reject(self, *, code: str, reason: str) -> None:
        self._enter(self.Status.REJECTED, reason_code=code, reason=reason)

    def fail(self, *, reason: str) -> None:
        self._enter(self.Status.FAILED, reason_code="internal", reason=reason)

    def requeue(self) -> None:
        self._enter(self.Status.QUEUED)

    def cancel(self) -> None:
        self._enter(self.Status.CANCELLED)

    # Transitions of a finished submission, made by applying a rescore

    def adopt(self, evaluation: Evaluation) -> None:
        """Count by another evaluation from now on."""
        no_reason = {"reason_code": "", "reason": ""}
        self._replace(
            self.Status.SCORED, evaluation=evaluation, score=evaluation.score, **no_reason
        )

    def withdraw_score(self, *, code: str, reason: str) -> None:
        """Rejected after all."""
        self._replace(
            self.Status.REJECTED, evaluation=None, score=None, reason_code=code, reason=reason
        )

    def _enter(self, status: Status, **changes: Any) -> None:
        self._change(Q(status__in=self.ENTERED_FROM[status]), status=status, **changes)

    def _replace(self, status: Status, **changes: Any) -> None:
        still_so = Q(status__in=self.RESCORABLE, evaluation=self.evaluation_id)
        self._change(still_so, status=status, **changes)

    def _change(self, condition: Q, *, status: Status, **changes: Any) -> None:
        changes |= {"status": status, "status_changed_at": timezone.now()}
        changed = Submission.objects.filter(condition, pk=self.pk).update(**changes)
        if not changed:
            raise InvalidTransition(
                f"Submission {self.pk} cannot become {status.label.lower()} any more."
            )
        for field, value in changes.items():
            setattr(self, field, value)


class Rescore(models.Model):
    """Scoring again, of one submission or a phase: prepared, looked at, then applied or discarded.

    Its evaluations stand beside the current ones; the board changes only when it is applied.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="rescores")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(discarded_at__isnull=True),
                name="rescore_is_applied_or_discarded",
            )
        ]

    def __str__(self) -> str:
        return f"rescore {self.pk} of {self.phase}"


class JobQuerySet(models.QuerySet["Job"]):
    def pending(self) -> Self:
        return self.filter(status=Job.Status.PENDING)

    def cancel(self, *, now: datetime) -> int:
        """How many of these still waited, and wait no more."""
        return self.pending().update(status=Job.Status.CANCELLED, finished_at=now)

    def expired(self, now: datetime) -> Self:
        """Leased to a worker that has not been heard of for the length of a lease."""
        return self.filter(status=Job.Status.LEASED, lease_expires_at__lte=now)

    def silent(self, *, now: datetime, limit: timedelta) -> Self:
        """Pending, and its last message was sent (or should have been) too long ago."""
        return self.pending().filter(
            Q(sent_at__lte=now - limit) | Q(sent_at__isnull=True, created_at__lte=now - limit)
        )


class Job(models.Model):
    """Work for a worker: what to do, who has it, and which try this is.

    `attempt` grows with every lease and is part of every transition, so a worker that was given
    up for dead can never report.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        LEASED = "leased", "Leased"
        DONE = "done", "Done"
        REJECTED = "rejected", "Rejected"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    class Kind(models.TextChoices):
        EVALUATE = "evaluate", "Evaluate"

    ENTERED_FROM: Mapping[Status, tuple[Status, ...]] = {
        Status.PENDING: (Status.LEASED,),
        Status.LEASED: (Status.PENDING,),
        Status.DONE: (Status.LEASED,),
        Status.REJECTED: (Status.LEASED,),
        Status.FAILED: (Status.PENDING, Status.LEASED),
        Status.CANCELLED: (Status.PENDING,),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="jobs")
    rescore = models.ForeignKey(Rescore, on_delete=models.PROTECT, null=True, related_name="jobs")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.EVALUATE)
    queue = models.SlugField(default="evaluate")
    truth = models.ForeignKey(GroundTruth, on_delete=models.PROTECT, related_name="+")
    profile = models.ForeignKey(MetricProfile, on_delete=models.PROTECT, related_name="+")

    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    leased_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    progress = models.FloatField(default=0, help_text="0 to 1.")
    log = models.TextField(blank=True, help_text="What the participant may read.")
    error = models.TextField(blank=True, help_text="For operators: our own fault, in full.")
    reason_code = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was rejected or failed, for people.")
    result_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the last result, to know it when it comes twice."
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            # The reaper, every few seconds.
            models.Index(
                fields=["lease_expires_at"], condition=Q(status="leased"), name="job_expired"
            ),
            models.Index(fields=["sent_at"], condition=Q(status="pending"), name="job_silent"),
            # The newest message of a queue that was taken; what was sent earlier is lost.
            models.Index(
                fields=["queue", "-sent_at"],
                condition=Q(leased_at__isnull=False),
                name="job_taken",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="leased") | Q(lease_expires_at__isnull=False),
                name="leased_job_has_an_end_of_lease",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(status__in=["pending", "leased"]),
                name="submission_has_one_unfinished_job",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.status}, attempt {self.attempt})"

    # Transitions. `log` and `worker` are written by the caller's keyword changes.

    def lease(self, *, now: datetime, seconds: int, worker: str) -> None:
        self._enter(
            self.Status.LEASED,
            attempt=self.attempt + 1,
            leased_at=now,
            lease_expires_at=now + timedelta(seconds=seconds),
            worker=worker,
        )

    def finish(self, status: Status, *, now: datetime, **changes: Any) -> None:
        self._enter(status, finished_at=now, **changes)

    def release(self, **changes: Any) -> None:
        """Back to pending: its worker died or gave up. The reaper's next round sends it again."""
        self._enter(self.Status.PENDING, sent_at=None, lease_expires_at=None, progress=0, **changes)

    def prolong(self, *, now: datetime, seconds: int, progress: float, log: str) -> bool:
        """Whether this attempt still holds the lease; if so it lasts `seconds` from now."""
        held = Job.objects.filter(
            pk=self.pk, attempt=self.attempt, status=self.Status.LEASED
        ).update(lease_expires_at=now + timedelta(seconds=seconds), progress=progress, log=log)
        return bool(held)

    def _enter(self, status: Status, **changes: Any) -> None:
        changes |= {"status": status}
        entered = Job.objects.filter(
            pk=self.pk, attempt=self.attempt, status__in=self.ENTERED_FROM[status]
        ).update(**changes)
        if not entered:
            raise InvalidTransition(f"Job {self.pk} cannot become {status.label.lower()} any more.")
        for field, value in changes.items():
            setattr(self, field, value)


class Evaluation(models.Model):
    """The scores one job found, with every version that made them.

    Everybody who sees the submission may see `score`, `metrics` and `subsets`, so where the phase
    controls leaks they are what it releases, and the exact ones are in `held_back`. What was
    found is never edited; what is released of it is decided anew when a rescore is applied.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evaluations")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="evaluation")
    truth = models.ForeignKey(GroundTruth, on_delete=models.PROTECT, related_name="+")
    profile = models.ForeignKey(MetricProfile, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    metrics = models.JSONField(help_text="Metric to value.")
    subsets = models.JSONField(default=dict, help_text="Subset, level: n and metrics.")
    rows = models.PositiveIntegerField()
    file_sha256 = models.CharField(max_length=64)
    truth_sha256 = models.CharField(max_length=64)
    evaluator_version = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=FINITE), name="evaluation_score_is_finite"
            )
        ]

    def __str__(self) -> str:
        return f"{self.score} of submission {self.submission_id}"

    @property
    def found(self) -> Evaluation | HeldBack:
        """What holds the exact values. For organizers, and for what only they are shown."""
        return getattr(self, "held_back", self)


class HeldBack(models.Model):
    """The exact scores of an evaluation whose phase does not release them. For organizers only.

    Apart from the evaluation, so that nothing that shows an evaluation can show them.
    """

    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.CASCADE, related_name="held_back", primary_key=True
    )
    score = models.FloatField()
    metrics = models.JSONField(help_text="Metric to value.")
    subsets = models.JSONField(default=dict, help_text="Subset, level: n and metrics.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=FINITE), name="held_back_score_is_finite"
            )
        ]

    def __str__(self) -> str:
        return f"of evaluation {self.evaluation_id}"


class AlignedPredictions(models.Model):
    """An evaluation's predictions in the order of its ground truth, as little-endian float64.

    Apart from the evaluation, so that the board's rows stay small.
    """

    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.CASCADE, related_name="aligned", primary_key=True
    )
    values = models.BinaryField()

    def __str__(self) -> str:
        return f"of evaluation {self.evaluation_id}"
