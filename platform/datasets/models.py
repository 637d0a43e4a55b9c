"""What is handed out, and what is kept back: datasets and the ground truth."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from competitions.models import Competition, Phase


class Dataset(models.Model):
    """Files released together: with a phase, or at a moment, or at once."""

    class Audience(models.TextChoices):
        PUBLIC = "public", "Everybody"
        REGISTERED = "registered", "Registered people"

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="datasets")
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True, help_text="Markdown.")
    licence = models.CharField(max_length=150, blank=True)
    source_url = models.URLField(blank=True, help_text="Where what is not hosted here comes from.")
    audience = models.CharField(
        max_length=16, choices=Audience.choices, default=Audience.REGISTERED
    )
    phase = models.ForeignKey(
        Phase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="datasets",
        help_text="Released when this phase opens.",
    )
    releases_at = models.DateTimeField(null=True, blank=True, help_text="Released at this moment.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__isnull=True) | Q(releases_at__isnull=True),
                name="dataset_is_released_by_phase_or_by_moment",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def released_from(self) -> datetime | None:
        """The moment of release; None means at once."""
        return self.phase.opens_at if self.phase else self.releases_at

    def is_released(self, now: datetime) -> bool:
        return self.released_from is None or now >= self.released_from


class DataFile(models.Model):
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=300, blank=True)
    file = models.FileField(upload_to="data/%Y/%m/", max_length=300)
    size = models.PositiveBigIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    holds_training_labels = models.BooleanField(
        "training labels",
        default=False,
        help_text="Names, MOS and, if there are any, ratings of the training images, as in a "
        "ground truth. The site compares the phases with them. One file of a competition.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "name"], name="file_name_is_unique_in_its_dataset"
            ),
            # Of a competition too, but no constraint reaches over the dataset: the service does.
            models.UniqueConstraint(
                fields=["dataset"],
                condition=Q(holds_training_labels=True),
                name="dataset_has_one_file_of_training_labels",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Download(models.Model):
    """Somebody fetched a file, or a range of one."""

    file = models.ForeignKey(DataFile, on_delete=models.CASCADE, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField(auto_now_add=True)
    byte_range = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.file} at {self.at}"


class GroundTruth(models.Model):
    """The hidden targets of a phase, in one version. Never edited: a change is a new version.

    Readable by the competition's organizers and by the scoring worker, nobody else.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="truths")
    version = models.PositiveIntegerField()
    file = models.FileField(upload_to="truth/%Y/%m/", max_length=300)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    raters = models.PositiveIntegerField(default=0)
    items = models.JSONField(
        help_text="Parsed: names, targets, subsets. Defer it where it is not needed."
    )
    is_active = models.BooleanField(default=True, help_text="What new submissions are scored by.")
    note = models.CharField(max_length=300, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phase", "version"], name="truth_version_is_unique"),
            models.UniqueConstraint(
                fields=["phase"], condition=Q(is_active=True), name="phase_has_one_active_truth"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase} v{self.version}"
