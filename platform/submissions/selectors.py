"""Reads over submissions and jobs."""

from datetime import datetime

from redis.exceptions import RedisError

from core.views import broker
from submissions.models import Job

WORKER_KEY = "spearhead:worker:"


def oldest_pending_seconds(now: datetime) -> float:
    """How long the oldest pending job has waited; 0 when none waits."""
    oldest = Job.objects.pending().order_by("created_at").values_list("created_at", flat=True)
    first = oldest.first()
    return (now - first).total_seconds() if first else 0.0


def workers_seen() -> list[str]:
    """The workers that signed in with the broker in the last half minute."""
    try:
        keys = broker().scan_iter(match=WORKER_KEY + "*", count=100)
        return sorted(key.decode().removeprefix(WORKER_KEY) for key in keys)
    except RedisError:
        return []
