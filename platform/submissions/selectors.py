"""Reads over submissions and jobs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.http import Http404
from redis.exceptions import RedisError

from competitions.models import Competition, Phase
from core.views import broker
from participation.models import Registration, Team
from participation.selectors import registration_of
from submissions.models import Job, Rescore, Submission
from submissions.sparkline import Sparkline, draw

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

WORKER_KEY = "spearhead:worker:"
LONG_WAIT_SECONDS = 15
CHOICE_AFTER_CLOSE = timedelta(hours=24)


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


def organized_rescores(user: User | AnonymousUser) -> models.QuerySet[Rescore]:
    """Those of the competitions that `user` organizes."""
    organized = Competition.objects.organized_by(user)
    rescores = Rescore.objects.filter(phase__competition__in=organized)
    return rescores.select_related("phase__competition", "phase__profile")


def find_rescore(user: User, slug: str, pk: int) -> Rescore:
    """The rescore `pk` of a competition that `user` organizes, or 404."""
    rescores = organized_rescores(user).filter(phase__competition__slug=slug)
    rescore = rescores.filter(pk=pk).first()
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


def is_own(user: User | AnonymousUser, submission: Submission) -> bool:
    """Whether it is of a team that `user` is in."""
    registrations = Registration.objects.of(user).approved()
    return registrations.filter(team=submission.team_id).exists()


def team_of(user: User | AnonymousUser, competition: Competition) -> Team | None:
    """The team that `user` takes part with, once admitted."""
    registration = registration_of(user, competition)
    is_in = registration and registration.status == Registration.Status.APPROVED
    return registration.team if registration and is_in else None


def open_phases(competition: Competition, now: datetime) -> list[Phase]:
    """The phases that take submissions now; an archived competition's take none."""
    if competition.status == Competition.Status.ARCHIVED:
        return []
    phases = competition.phases.select_related("competition", "profile")
    return [phase for phase in phases.order_by("position", "opens_at", "pk") if phase.is_open(now)]


def next_phase(competition: Competition, now: datetime) -> Phase | None:
    return competition.phases.filter(opens_at__gt=now).order_by("opens_at", "pk").first()


def listed(
    user: User | AnonymousUser, competition: Competition, *, team: Team | None
) -> models.QuerySet[Submission]:
    """What `user` may see of a competition, of one team or of all; newest first."""
    submissions = submissions_of(user).filter(phase__competition=competition)
    if team is not None:
        submissions = submissions.filter(team=team)
    return submissions.order_by("-submitted_at", "-pk")


def courses(team: Team) -> list[tuple[Phase, Sparkline]]:
    """For each phase the team's best so far, where there are two scores to join."""
    scored = Submission.objects.scored().filter(team=team).order_by("submitted_at", "pk")
    scores: dict[int, list[float]] = {}
    for phase_id, score in scored.values_list("phase_id", "score"):
        if score is not None:
            scores.setdefault(phase_id, []).append(score)
    phases = Phase.objects.filter(pk__in=scores).select_related("profile").order_by("position")
    drawn = [
        (phase, draw(scores[phase.pk], higher_is_better=phase.profile.higher_is_better))
        for phase in phases
    ]
    return [(phase, line) for phase, line in drawn if line]


def takes_choice(phase: Phase, team: Team, now: datetime) -> bool:
    """Whether `team` may say now which submission stands for it.

    For a while longer than the phase is open: the last score comes after the last upload.
    """
    if phase.is_upcoming(now) or phase.is_open(now):
        return phase.is_open(now)
    if phase.closes_at is not None and now < phase.closes_at + CHOICE_AFTER_CLOSE:
        return True
    return Submission.objects.of_team(team, phase).in_flight().exists()


def own_job(submission: Submission) -> Job | None:
    """The job that was made when the submission came in."""
    return submission.jobs.filter(rescore=None).order_by("created_at", "pk").first()


def has_workers_for(submission: Submission, now: datetime) -> bool:
    """False only where it has waited for a while and no worker signs in."""
    waited = (now - submission.status_changed_at).total_seconds()
    is_waiting = submission.status == Submission.Status.QUEUED and waited > LONG_WAIT_SECONDS
    return not is_waiting or bool(workers_seen())


def rescores_of(competition: Competition) -> models.QuerySet[Rescore]:
    rescores = Rescore.objects.filter(phase__competition=competition)
    return rescores.select_related("phase", "requested_by").order_by("-created_at", "-pk")
