"""The board of a phase: as a page, as files, and one team's part of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from competitions.models import Phase
from competitions.selectors import find_competition, find_phase
from competitions.timeline import state_of
from leaderboards import comparing, drawing, exports, reading, selectors, table
from leaderboards.absence import explain_absence
from leaderboards.answering import file_answer
from leaderboards.certainty import certainty_of
from leaderboards.figures import Figures
from leaderboards.forest import draw_forest
from leaderboards.history import draw_history
from leaderboards.looks import Looks
from leaderboards.references import references_of
from leaderboards.selectors import Board
from leaderboards.subsets import subset_tables
from leaderboards.uncertainty import Uncertainty, uncertainty_of
from leaderboards.verdict import verdict
from submissions.models import Submission

PAGE_SIZE = 30
HISTORY_SIZE = 100


@require_safe
def board(request: HttpRequest, slug: str, phase: str | None = None) -> HttpResponse:
    """The standings of a phase; without one, of the phase that matters now."""
    now = timezone.now()
    competition = find_competition(request.user, slug)
    phases = selectors.phases_of(competition)
    chosen = _chosen_phase(phases, phase, now)
    context = {"competition": competition, "tab": "leaderboard", "phases": phases}
    if chosen:
        context |= _board_context(_board_of(request, chosen, now), request, now)
    return render(request, "leaderboards/board.html", context)


@require_safe
def statistics(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """The part of the page that waits for the intervals, and with them the whole board."""
    chosen = find_phase(request.user, slug, phase)
    now = timezone.now()
    context = {"competition": chosen.competition}
    context |= _board_context(_board_of(request, chosen, now), request, now)
    return render(request, "leaderboards/_refreshed.html", context)


@require_safe
def csv(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """What the board shows, at full precision, for a spreadsheet."""
    return _exported(request, find_phase(request.user, slug, phase), exports.as_csv, "csv")


@require_safe
def json(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """What the board shows, at full precision, for a program."""
    return _exported(request, find_phase(request.user, slug, phase), exports.as_json, "json")


@require_safe
def latex(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """What the board shows, for a paper."""
    return _exported(request, find_phase(request.user, slug, phase), exports.as_latex, "tex")


@require_safe
def team(request: HttpRequest, slug: str, phase: str, pk: int) -> HttpResponse:
    """One team in one phase: what stands on the board, its subsets, and its history."""
    now = timezone.now()
    chosen = find_phase(request.user, slug, phase)
    of_phase = _board_of(request, chosen, now)
    viewer = of_phase.viewer
    standing = of_phase.standing_of(pk)
    if standing is None and not viewer.sees_history_of(pk):
        raise Http404("This board shows no such team, or not yet.")
    shown = get_object_or_404(selectors.teams_of(chosen), pk=pk)
    sees_history = viewer.sees_history_of(pk)
    history = selectors.team_history(chosen, shown) if sees_history else Submission.objects.none()
    page = Paginator(history, HISTORY_SIZE).get_page(request.GET.get("page"))
    part = list(page.object_list)
    selected = selectors.submission_of(standing) if standing else None
    standard = selectors.standard_of(chosen)
    context = {
        "competition": chosen.competition,
        "tab": "leaderboard",
        "phase": chosen,
        "team": shown,
        "standing": standing,
        "metrics": chosen.profile.metrics,
        "row": table.rows([standing], metrics=chosen.profile.metrics)[0] if standing else None,
        "members": shown.members,
        "absence": explain_absence(of_phase) if viewer.owns(pk) else "",
        "certainty": certainty_of(of_phase, standing, standard) if standing else None,
        "subsets": subset_tables(selected),
        "neighbours": comparing.neighbours_of(of_phase, pk),
        "sees_history": sees_history,
        "page": page,
        "history": part,
        "selected": selected,
        "drawing": draw_history(part, selected_id=selected.pk if selected else None),
    }
    return render(request, "leaderboards/team.html", context)


@require_safe
def figures_page(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """The figures of a challenge report that this viewer may see."""
    now = timezone.now()
    chosen = find_phase(request.user, slug, phase)
    of_phase = _board_of(request, chosen, now)
    context = {
        "competition": chosen.competition,
        "tab": "leaderboard",
        "phase": chosen,
        "board": of_phase,
        "figures": Figures(of_phase, now).available(),
        "endings": drawing.FORMATS,
    }
    return render(request, "leaderboards/figures.html", context)


@require_safe
def figure(request: HttpRequest, slug: str, phase: str, file: str) -> HttpResponse:
    """One figure, `file` being its name and ending: a specification, or drawn for a paper."""
    now = timezone.now()
    name, _, ending = file.rpartition(".")
    chosen = find_phase(request.user, slug, phase)
    specification = Figures(_board_of(request, chosen, now), now).specification(name)
    if specification is None or ending not in {"json", *drawing.FORMATS}:
        raise Http404("There is no such figure, or not yet.")
    if ending == "json":
        return JsonResponse(specification)
    return file_answer(drawing.draw(specification, ending), phase=chosen, ending=ending, name=name)


def _chosen_phase(phases: list[Phase], slug: str | None, now: datetime) -> Phase | None:
    if slug is None:
        return selectors.default_phase(phases, now)
    for phase in phases:
        if phase.slug == slug:
            return phase
    raise Http404("There is no such phase, or it is not public yet.")


def _board_of(request: HttpRequest, phase: Phase, now: datetime) -> Board:
    viewer = selectors.viewer_of(phase, request.user, now)
    return selectors.standings(phase, viewer=viewer, sort=request.GET.get("sort", ""))


def _board_context(of_phase: Board, request: HttpRequest, now: datetime) -> dict[str, Any]:
    phase = of_phase.phase
    page = Paginator(of_phase, PAGE_SIZE).get_page(request.GET.get("page"))
    standings = list(page.object_list)
    standard = selectors.standard_of(phase)
    uncertainty = uncertainty_of(of_phase, standard)
    references = references_of(uncertainty.references)
    forest = draw_forest(table.spans(standings, uncertainty), references)
    columns = table.columns(of_phase)
    metrics = phase.profile.metrics
    shown = table.rows(standings, metrics=metrics, uncertainty=uncertainty, forest=forest)
    images = standard.images if standard else None
    return {
        "phase": phase,
        "state": state_of(phase, now),
        "board": of_phase,
        "page": page,
        "rows": table.mark_group_ends(shown, of_phase, uncertainty),
        "columns": columns,
        "metric_columns": [columns[name] for name in metrics],
        "basis": reading.basis(standard),
        "uncertainty": uncertainty,
        "looks": Looks.of(request),
        "forest": forest,
        "legend": reading.legend(uncertainty, references),
        "notes": reading.notes(of_phase, standard, uncertainty),
        "verdict": verdict(of_phase, images=images, uncertainty=uncertainty),
        "absence": explain_absence(of_phase),
        "may_compare": comparing.may_compare(of_phase),
        "query": f"?sort={of_phase.sort}",
        "here": f"?sort={of_phase.sort}&page={page.number}",
    }


def _exported(
    request: HttpRequest, phase: Phase, write: Callable[[Board, Uncertainty], str], ending: str
) -> HttpResponse:
    of_phase = _board_of(request, phase, timezone.now())
    body = write(of_phase, uncertainty_of(of_phase, selectors.standard_of(phase)))
    return file_answer(body.encode(), phase=phase, ending=ending)
