"""Celery's way in: each task makes one call."""

from celery import shared_task
from django.utils import timezone

from submissions import reaping


@shared_task(name="submissions.reap")
def reap() -> None:
    """Run by beat every few seconds; safe to run twice, and beside itself."""
    reaping.reap(timezone.now())
