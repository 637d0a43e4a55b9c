"""Celery's way in: each task makes one call."""

from celery import shared_task
from django.utils import timezone

from competitions import clock


@shared_task(name="competitions.advance_phases")
def advance_phases() -> None:
    """Run by beat; safe to run twice, and beside itself."""
    clock.note_moments(timezone.now())
