"""The contest: what is asked, when, by which measure, and who runs it."""

from __future__ import annotations

import secrets
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class CompetitionQuerySet(models.QuerySet["Competition"]):
    def organized_by(self, user: User | AnonymousUser) -> Self:
        return self.filter(organizers__user=user) if user.is_authenticated else self.none()

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published and archived ones for everybody; drafts for those who write them."""
        is_public = ~Q(status=Competition.Status.DRAFT)
        if not user.is_authenticated:
            return self.filter(is_public)
        return self.filter(is_public | Q(pk__in=Organizer.objects.of(user)))


class Competition(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    class Entry(models.TextChoices):
        OPEN = "open", "Open to everybody"
        APPROVAL = "approval", "By approval"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    tagline = models.CharField(max_length=300, blank=True)
    venue = models.CharField(max_length=200, blank=True, help_text="Workshop and conference.")
    overview = models.TextField(blank=True, help_text="Markdown.")
    rules = models.TextField(blank=True, help_text="Markdown; accepted on registration.")
    contact = models.EmailField(blank=True)
    sponsors = models.TextField(blank=True, help_text="Markdown.")
    banner = models.ImageField(upload_to="banners/", blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    entry = models.CharField(max_length=16, choices=Entry.choices, default=Entry.OPEN)
    questions = models.JSONField(
        default=list,
        blank=True,
        help_text='Asked on registration: [{"key", "text", "required"}].',
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompetitionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    def is_organized_by(self, user: User | AnonymousUser) -> bool:
        return user.is_authenticated and self.organizers.filter(user=user).exists()


class OrganizerQuerySet(models.QuerySet["Organizer"]):
    def of(self, user: User) -> models.QuerySet[Organizer, int]:
        """The ids of the competitions that `user` runs."""
        return self.filter(user=user).values_list("competition_id", flat=True)


class Organizer(models.Model):
    """A person who runs a competition; the owner may also name other organizers."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        ORGANIZER = "organizer", "Organizer"

    competition = models.ForeignKey(
        Competition, on_delete=models.CASCADE, related_name="organizers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="organizes"
    )
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ORGANIZER)

    objects = OrganizerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "user"], name="person_organizes_a_competition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class MetricProfile(models.Model):
    """Which metrics, which formula, which subsets. Never edited: a change is a new version."""

    name = models.SlugField()
    version = models.PositiveIntegerField(default=1)
    document = models.JSONField(help_text="What evaluator.Profile reads.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="profile_version_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def metrics(self) -> list[str]:
        return list(self.document["metrics"])

    @property
    def formula(self) -> str:
        return str(self.document["formula"])

    @property
    def higher_is_better(self) -> bool:
        return bool(self.document.get("higher_is_better", True))


def validate_step(step: float) -> None:
    """Raise ValidationError for what nothing can be rounded to."""
    if not 0 < step <= sys.float_info.max:
        raise ValidationError("Write a number above zero, such as 0.01.")


def new_name_key() -> str:
    """What opaque names are made with: nobody can guess it, or compute a name without it."""
    return secrets.token_hex(32)


class PhaseQuerySet(models.QuerySet["Phase"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(competition__in=Competition.objects.visible_to(user))


class Phase(models.Model):
    """A window of a competition with its own data, measure and limits. Times are UTC.

    Whether it is open, closed or revealed follows from the clock alone: the columns
    `*_noted_at` only record that the beat has written the moment into the audit log.
    """

    class Kind(models.TextChoices):
        DEVELOPMENT = "development", "Development"
        TESTING = "testing", "Testing"
        CUSTOM = "custom", "Custom"

    class Selection(models.TextChoices):
        BEST = "best", "Best"
        LAST = "last", "Last"
        CHOSEN = "chosen", "Chosen by the team"

    class Visibility(models.TextChoices):
        LIVE = "live", "Live"
        HIDDEN = "hidden", "Hidden until a moment"
        ORGANIZERS = "organizers", "Organizers only"

    class LeakControl(models.TextChoices):
        NONE = "none", "None: exact scores"
        ROUNDED = "rounded", "Rounded scores"
        LADDER = "ladder", "Ladder"

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="phases")
    slug = models.SlugField()
    title = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.CUSTOM)
    description = models.TextField(blank=True, help_text="Markdown.")
    position = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    daily_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="Per team and UTC day; empty for none."
    )
    total_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="Per team; empty for none."
    )
    concurrent_limit = models.PositiveIntegerField(
        validators=[MinValueValidator(1)],
        default=10,
        help_text="Queued or running at once, per team.",
    )
    allowed_kinds = models.JSONField(default=list, help_text='For now ["predictions"].')
    selection = models.CharField(max_length=8, choices=Selection.choices, default=Selection.BEST)
    visibility = models.CharField(
        max_length=16, choices=Visibility.choices, default=Visibility.LIVE
    )
    reveals_at = models.DateTimeField(null=True, blank=True)
    truth_public_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on the ground truth is no secret."
    )
    rejected_count = models.BooleanField(
        default=False, help_text="Whether a rejected file uses up the limit."
    )
    rejected_daily_cap = models.PositiveIntegerField(
        validators=[MinValueValidator(1)],
        default=50,
        help_text="Rejected files per team and day before uploads pause (probing).",
    )
    shows_uncertainty = models.BooleanField(
        default=True,
        help_text="Intervals, rank ranges and groups on the board. Organizers always see them.",
    )
    shows_reference_lines = models.BooleanField(
        default=True,
        help_text="One human, half the panel, metadata alone and the ceiling, beside the scores.",
    )
    shows_comparisons = models.BooleanField(
        default=True, help_text="The page that compares two teams, for everybody."
    )
    leak_control = models.CharField(
        max_length=8,
        choices=LeakControl.choices,
        default=LeakControl.NONE,
        help_text="What uploads learn of the hidden targets. Counts for new scores; rescore the "
        "phase to apply it to the others.",
    )
    score_step = models.FloatField(
        default=0.01,
        validators=[validate_step],
        help_text="What scores are rounded to, and what the Ladder asks of an improvement.",
    )
    uses_opaque_names = models.BooleanField(
        default=False,
        help_text="Participants know the images by names that tell nothing. Set it before the "
        "first submission.",
    )
    name_key = models.CharField(max_length=64, default=new_name_key, editable=False)
    profile = models.ForeignKey(MetricProfile, on_delete=models.PROTECT, related_name="phases")
    queue = models.SlugField(default="evaluate", help_text="The worker queue of its jobs.")
    opening_noted_at = models.DateTimeField(null=True, editable=False)
    closing_noted_at = models.DateTimeField(null=True, editable=False)
    revealing_noted_at = models.DateTimeField(null=True, editable=False)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "slug"], name="phase_slug_is_unique_in_its_competition"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="phase_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=~Q(visibility="hidden") | Q(reveals_at__isnull=False),
                name="hidden_phase_has_a_moment_of_revealing",
            ),
            # With an upper end, or NaN would pass: PostgreSQL sorts it above every number.
            models.CheckConstraint(
                condition=Q(score_step__gt=0, score_step__lte=sys.float_info.max),
                name="phase_score_step_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition}: {self.title}"

    def is_open(self, now: datetime) -> bool:
        """Start inclusive, end exclusive."""
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)

    def is_upcoming(self, now: datetime) -> bool:
        return now < self.opens_at

    def is_closed(self, now: datetime) -> bool:
        return self.closes_at is not None and now >= self.closes_at

    def is_board_public(self, now: datetime) -> bool:
        """Whether everybody may see the scores of this phase."""
        if self.visibility == self.Visibility.LIVE:
            return True
        if self.visibility == self.Visibility.HIDDEN:
            return self.reveals_at is not None and now >= self.reveals_at
        return False

    @property
    def holds_scores_back(self) -> bool:
        """Whether exact scores are for organizers only, here and in all that is made of them."""
        return self.leak_control != self.LeakControl.NONE

    def is_truth_public(self, now: datetime) -> bool:
        return self.truth_public_at is not None and now >= self.truth_public_at
