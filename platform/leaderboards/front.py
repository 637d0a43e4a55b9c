"""The first pages: all competitions, and one of them. They stand above all that they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from competitions.models import Competition, Phase
from competitions.selectors import find_competition
from competitions.timeline import Timeline, draw_timeline, state_of
from leaderboards.overview import Facts, Leader, facts_of, leaders, phase_to_tell_of
from leaderboards.selectors import phases_of
from participation.models import Registration

FINISHED_A_PAGE = 20
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """A competition in a list, with what the list says of it."""

    competition: Competition
    group: str
    phase: Phase | None
    state: str
    told: Phase | None
    timeline: Timeline | None
    facts: Facts
    leader: Leader | None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every competition that the reader may see: open, coming, finished."""
    now = timezone.now()
    groups: dict[str, list[Competition]] = {"draft": [], "open": [], "soon": [], "finished": []}
    for competition in _competitions(request):
        groups[group_of(competition, now)].append(competition)
    groups["open"].sort(key=lambda each: _next_moment(each, now))
    groups["soon"].sort(key=lambda each: _next_moment(each, now))
    page = Paginator(groups["finished"], FINISHED_A_PAGE).get_page(request.GET.get("page"))
    groups["finished"] = list(page.object_list)
    shown = [competition for group in groups.values() for competition in group]
    entries = _entries(shown, now)
    context = {
        "page": page,
        "is_empty": not shown,
        "groups": {name: [entries[each.pk] for each in group] for name, group in groups.items()},
    }
    return render(request, "competitions/home.html", context)


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """What is contested, who leads, and until when."""
    now = timezone.now()
    competition = find_competition(request.user, slug)
    phases = phases_of(competition)
    told = phase_to_tell_of(phases, now)
    phase = current_phase(phases, now)
    group = group_of(competition, now)
    entry = Registration.objects.of(request.user).filter(competition=competition).first()
    context = {
        "competition": competition,
        "tab": "overview",
        "phases": [(each, state_of(each, now), each.is_board_public(now)) for each in phases],
        "phase": phase,
        "state": state_of(phase, now) if phase else "",
        "group": group,
        "is_over": group == "finished",
        "told": told,
        "leader": leaders([told]).get(told.pk) if told else None,
        "timeline": draw_timeline(phases, now),
        "facts": facts_of([competition])[competition.pk],
        "organizers": competition.organizers.select_related("user").order_by("-role", "pk"),
        "entry": entry,
        "is_organizer": competition.is_organized_by(request.user),
    }
    return render(request, "competitions/overview.html", context)


def group_of(competition: Competition, now: datetime) -> str:
    """draft, open, soon or finished; open as well between two phases."""
    if competition.is_draft:
        return "draft"
    phases = list(competition.phases.all())
    begun = [phase for phase in phases if not phase.is_upcoming(now)]
    if competition.status == Competition.Status.ARCHIVED:
        return "finished"
    if not begun:
        return "soon"
    return "finished" if all(phase.is_closed(now) for phase in phases) else "open"


def current_phase(phases: list[Phase], now: datetime) -> Phase | None:
    """The open phase that closes last, else the next to open, else the last."""
    is_open = [phase for phase in phases if phase.is_open(now)]
    upcoming = sorted((p for p in phases if p.is_upcoming(now)), key=lambda p: (p.opens_at, p.pk))
    candidates = is_open[-1:] or upcoming[:1] or phases[-1:]
    return candidates[0] if candidates else None


def _competitions(request: HttpRequest) -> list[Competition]:
    """With their phases; the last to end first."""
    in_order = Phase.objects.select_related("profile").order_by("position", "opens_at", "pk")
    phases = Prefetch("phases", in_order)
    visible = Competition.objects.visible_to(request.user).prefetch_related(phases)
    return sorted(visible.order_by("-pk"), key=_moment_of, reverse=True)


def _moment_of(competition: Competition) -> datetime:
    ends = [phase.closes_at or phase.opens_at for phase in competition.phases.all()]
    return max(ends, default=competition.created_at)


def _next_moment(competition: Competition, now: datetime) -> datetime:
    """When the next phase opens or closes: the soonest needs the reader first."""
    phases = competition.phases.all()
    moments = [moment for phase in phases for moment in (phase.opens_at, phase.closes_at)]
    return min((moment for moment in moments if moment and moment > now), default=LATEST)


def _entries(competitions: list[Competition], now: datetime) -> dict[int, Entry]:
    facts = facts_of(competitions)
    phases = {each.pk: list(each.phases.all()) for each in competitions}
    told = {pk: phase_to_tell_of(of_one, now) for pk, of_one in phases.items()}
    leading = leaders([phase for phase in told.values() if phase])
    current = {pk: current_phase(of_one, now) for pk, of_one in phases.items()}
    return {
        each.pk: Entry(
            competition=each,
            group=group_of(each, now),
            phase=(phase := current[each.pk]),
            state=state_of(phase, now) if phase else "",
            told=told[each.pk],
            timeline=draw_timeline(phases[each.pk], now),
            facts=facts[each.pk],
            leader=leading.get(each_told.pk) if (each_told := told[each.pk]) else None,
        )
        for each in competitions
    }
