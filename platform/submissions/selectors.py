"""Reads over submissions and jobs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.http import Http404
from redis.exceptions import RedisError

from competitions.models import Competition
from core.views import broker
from participation.models import Registration
from submissions.models import Job, Rescore, Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

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


def submissions_of(user: User | AnonymousUser) -> models.QuerySet[Submission]:
    """All that `user` may see, with what a list shows."""
    return Submission.objects.visible_to(user).select_related(
        "phase__competition", "phase__profile", "team", "user", "evaluation__profile"
    )


def find_submission(user: User | AnonymousUser, pk: int) -> Submission:
    """The submission `pk`, or 404 where it is not one's own team's or in one's competition."""
    submission = (
        submissions_of(user)
        .select_related("evaluation__truth")
        .defer("evaluation__truth__items")
        .filter(pk=pk)
        .first()
    )
    if submission is None:
        raise Http404("There is no such submission, or it is not yours to see.")
    return submission


def find_rescore(user: User, slug: str, pk: int) -> Rescore:
    """The rescore `pk` of a competition that `user` organizes, or 404."""
    organized = Competition.objects.organized_by(user).filter(slug=slug)
    rescores = Rescore.objects.filter(phase__competition__in=organized)
    rescore = rescores.select_related("phase__competition", "phase__profile").filter(pk=pk).first()
    if rescore is None:
        raise Http404("There is no such rescore, or it is not yours to see.")
    return rescore


def place_in_queue(submission: Submission) -> int | None:
    """1 for the next in line among all that wait for the same workers; None if it waits not."""
    job = submission.jobs.pending().first()
    if job is None:
        return None
    ahead = Job.objects.pending().filter(queue=job.queue, created_at__lt=job.created_at)
    return ahead.count() + 1


def own_submissions(user: User | AnonymousUser) -> models.QuerySet[Submission]:
    """Those of one's own teams alone, which one may act on."""
    teams = Registration.objects.of(user).approved().values("team_id")
    return submissions_of(user).filter(team__in=teams)
