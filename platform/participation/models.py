"""Who takes part: registrations, teams and the links that invite into them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from competitions.models import Competition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Team(models.Model):
    """Who is ranked and whose limits count. A person alone is a team of one."""

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", "Participant"
        BASELINE = "baseline", "Baseline"
        ORGANIZER = "organizer", "Organizer"

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PARTICIPANT)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="leads"
    )
    affiliation = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "competition", Lower("name"), name="team_name_is_unique_in_any_case"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ranked(self) -> bool:
        return self.kind == self.Kind.PARTICIPANT

    @property
    def members(self) -> list[User]:
        """The people in it, the leader first; prefetch `registrations__user` for lists."""
        people = [entry.user for entry in self.registrations.all()]
        return sorted(people, key=lambda user: (user.pk != self.leader_id, user.pk))


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def approved(self) -> Self:
        return self.filter(status=Registration.Status.APPROVED)

    def of(self, user: User | AnonymousUser) -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()


class Registration(models.Model):
    """One person in one competition, in one team at a time."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for approval"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    competition = models.ForeignKey(
        Competition, on_delete=models.CASCADE, related_name="registrations"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registrations"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, related_name="registrations"
    )
    status = models.CharField(max_length=16, choices=Status.choices)
    answers = models.JSONField(default=dict)
    rules_accepted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "user"], name="person_registers_for_a_competition_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(team__isnull=False),
                name="approved_registration_has_a_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.competition}"


class Invitation(models.Model):
    """A link that lets its holder join a team until it runs out or is revoked."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=43, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"into {self.team}"

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
