"""Reads over competitions and phases; each starts from what the person may see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from competitions.models import Competition, Phase

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def find_competition(user: User | AnonymousUser, slug: str) -> Competition:
    """The competition at `slug`, or 404 where there is none that `user` may see."""
    competition = Competition.objects.visible_to(user).filter(slug=slug).first()
    if competition is None:
        raise Http404("There is no such competition, or it is not public yet.")
    return competition


def find_phase(user: User | AnonymousUser, slug: str, phase_slug: str) -> Phase:
    """The phase at these two slugs, or 404 where there is none that `user` may see."""
    phases = Phase.objects.visible_to(user).select_related("competition", "profile")
    phase = phases.filter(competition__slug=slug, slug=phase_slug).first()
    if phase is None:
        raise Http404("There is no such phase, or it is not public yet.")
    return phase


def in_state(
    competitions: QuerySet[Competition], state: str, now: datetime
) -> QuerySet[Competition]:
    """Those with an `open` phase, with one to come (`next`), or with none of both (`past`)."""
    is_open = Q(opens_at__lte=now) & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))
    with_open = Phase.objects.filter(is_open).values("competition")
    with_next = Phase.objects.filter(opens_at__gt=now).values("competition")
    if state == "past":
        return competitions.exclude(pk__in=with_open).exclude(pk__in=with_next)
    return competitions.filter(pk__in=with_open if state == "open" else with_next)


def has_scores(phase: Phase) -> bool:
    """Whether anything handed in to the phase was scored."""
    return phase.submissions.filter(score__isnull=False).exists()


def missing_for_publishing(competition: Competition) -> list[str]:
    """What a competition needs before everybody may see it, in words; empty when it is ready."""
    missing = []
    if not competition.overview.strip():
        missing.append("an overview that says what the task is")
    if not competition.organizers.exists():
        missing.append("an organizer")
    phases = competition.phases.order_by("position", "opens_at", "pk")
    if not phases:
        missing.append("a phase with its dates and metric profile")
    missing += [
        f"the ground truth of the phase “{phase.title}”"
        for phase in phases.exclude(truths__is_active=True)
    ]
    missing += [
        f"what the phase “{phase.title}” accepts (predictions)"
        for phase in phases
        if not phase.allowed_kinds
    ]
    return missing
