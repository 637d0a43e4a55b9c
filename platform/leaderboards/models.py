"""What was computed of scores after they were made: kept by the hash of what went in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from competitions.models import Phase

MOST_ATTEMPTS = 3
# Above the tasks' hard time limit: whoever took it so long ago does not live any more.
GIVEN_UP_AFTER = timedelta(minutes=6)


class ComputationQuerySet(models.QuerySet["Computation"]):
    def of(self, phase: Phase, kind: Computation.Kind) -> Self:
        return self.filter(phase=phase, kind=kind)

    def done(self) -> Self:
        return self.filter(status=Computation.Status.DONE)

    def pending(self) -> Self:
        return self.filter(status=Computation.Status.PENDING)

    def waiting(self, now: datetime) -> Self:
        """Pending, and in nobody's hands or in those of a process that must be dead."""
        return self.pending().filter(
            Q(started_at__isnull=True) | Q(started_at__lte=now - GIVEN_UP_AFTER)
        )

    def to_retry(self) -> Self:
        return self.filter(status=Computation.Status.FAILED, attempts__lt=MOST_ATTEMPTS)


class Computation(models.Model):
    """One document of statistics: the same inputs, the same key, the same bits.

    It may be deleted at any time: what is asked for again is computed again. The status changes
    only through the methods below, each one compare-and-set UPDATE.
    """

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        COMPARISON = "comparison", "Comparison of two teams"
        AUDIT = "audit", "Checks of the data"

    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="computations")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what went in.")
    inputs = models.JSONField(help_text="What went in, by number and hash.")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    document = models.JSONField(null=True)
    details = models.JSONField(
        null=True, help_text="What only some pages show, apart so that the document stays small."
    )
    error = models.TextField(blank=True, help_text="For operators: our own fault, in full.")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField(null=True)

    objects = ComputationQuerySet.as_manager()

    class Meta:
        indexes = [
            # The newest of a board, on each view of it.
            models.Index(fields=["phase", "kind", "-id"], name="computation_of_phase"),
            # What is to be computed next.
            models.Index(
                fields=["kind", "-requested_at"],
                condition=Q(status="pending"),
                name="computation_pending",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="done", document__isnull=False, computed_at__isnull=False)
                | (~Q(status="done") & Q(document__isnull=True, details__isnull=True)),
                name="computation_has_document_iff_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]} ({self.status})"

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def is_failed(self) -> bool:
        return self.status == self.Status.FAILED

    @property
    def is_tried_again(self) -> bool:
        """Whether a failed one will be computed once more without anybody's doing."""
        return self.is_failed and self.attempts < MOST_ATTEMPTS

    def claim(self, now: datetime) -> bool:
        """Whether this process has it now; of two that race, one."""
        claimed = Computation.objects.waiting(now).filter(pk=self.pk, attempts=self.attempts)
        if not claimed.update(started_at=now, attempts=F("attempts") + 1):
            return False
        self.attempts += 1
        self.started_at = now
        return True

    def finish(self, *, document: Any, details: Any, now: datetime) -> bool:
        """Keep what was found, unless another process was given the work meanwhile."""
        return self._end(
            self.Status.DONE, document=document, details=details, computed_at=now, error=""
        )

    def fail(self, *, error: str) -> bool:
        return self._end(self.Status.FAILED, error=error)

    def _end(self, status: Status, **changes: Any) -> bool:
        held = Computation.objects.pending().filter(pk=self.pk, attempts=self.attempts)
        return bool(held.update(status=status, started_at=None, **changes))


class Mark(models.Model):
    """Up to which moment a recurring look over the boards has seen everything."""

    class Name(models.TextChoices):
        CHANGES = "changes", "Submissions that changed"
        SWEEP = "sweep", "All boards"

    name = models.CharField(max_length=16, choices=Name.choices, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} up to {self.at}"
