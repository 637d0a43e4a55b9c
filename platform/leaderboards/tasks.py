"""Celery's way in: each task makes one call."""

from celery import shared_task
from django.utils import timezone

from leaderboards import refreshing


@shared_task(name="leaderboards.refresh_statistics")
def refresh_statistics() -> None:
    """Run by beat every few seconds; safe to run twice, and beside itself."""
    refreshing.refresh(timezone.now())
