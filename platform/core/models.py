"""The audit log: what organizers and staff did, to what, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class AuditEntry(models.Model):
    """One act. Written once, never changed; `actor` is empty for what the clock did."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=64)
    target = models.CharField(max_length=128, help_text="kind:id of what was acted on")
    competition_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        # The log of one competition, newest first.
        indexes = [models.Index(fields=["competition_id", "-at"], name="audit_of_competition")]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


def record_act(
    *,
    actor: AbstractBaseUser | None,
    action: str,
    target: models.Model,
    competition_id: int | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write that `actor` did `action` to `target`; call it in the transaction of the act."""
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        action=action,
        target=f"{target._meta.model_name}:{target.pk}",
        competition_id=competition_id,
        detail=detail,
    )
