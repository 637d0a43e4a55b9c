"""The page that says whether two teams can be told apart, and its figure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from competitions.selectors import find_phase
from core.errors import DomainError
from leaderboards import comparing, disagreement, drawing, selectors
from leaderboards.answering import file_answer
from leaderboards.comparing import Pair
from leaderboards.comparison import present
from leaderboards.looks import Looks
from leaderboards.selectors import Board
from leaderboards.verdict import number


@never_cache
@require_safe
def compare(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """Two teams side by side; while it is being computed the answer's part asks for itself."""
    of_phase = _comparable(request, slug, phase)
    asked = [request.GET.get(name, "") for name in ("first", "second")]
    context: dict[str, Any] = {
        "competition": of_phase.phase.competition,
        "tab": "leaderboard",
        "phase": of_phase.phase,
        "board": of_phase,
    }
    status = 200
    if any(asked):
        try:
            context |= _answer(comparing.pair_of(of_phase, *map(_number, asked)))
            context["looks"] = Looks.of(request)
        except DomainError as error:
            context["refusal"], status = str(error), error.status
    if request.htmx and "pair" in context:  # type: ignore[attr-defined]
        return render(request, "leaderboards/_comparison.html", context)
    context["choices"] = _choices(of_phase, asked)
    return render(request, "leaderboards/compare.html", context, status=status)


@never_cache
@require_safe
def disagreement_figure(request: HttpRequest, slug: str, phase: str, ending: str) -> HttpResponse:
    """Where the two disagree: a specification, or drawn for a paper."""
    of_phase = _comparable(request, slug, phase)
    now = timezone.now()
    may_see = comparing.may_see_images(of_phase, now)
    if not may_see or ending not in {"json", *drawing.FORMATS}:
        raise Http404("There is no such figure, or not yet.")
    asked = [_number(request.GET.get(name, "")) for name in ("first", "second")]
    pair = comparing.pair_of(of_phase, *asked)
    images = comparing.images_of(pair, comparing.find_or_request(pair), now)
    if not images:
        raise Http404("There is no such figure, or not yet.")
    specification = disagreement.specification(pair.first, pair.second, images)
    if ending == "json":
        return JsonResponse(specification)
    body = drawing.draw(specification, ending)
    return file_answer(body, phase=of_phase.phase, ending=ending, name=disagreement.NAME)


def _comparable(request: HttpRequest, slug: str, phase: str) -> Board:
    """The board, if the viewer may compare on it."""
    chosen = find_phase(request.user, slug, phase)
    viewer = selectors.viewer_of(chosen, request.user, timezone.now())
    of_phase = selectors.standings(chosen, viewer=viewer)
    if not comparing.may_compare(of_phase):
        raise Http404("Teams are not compared here, or not yet.")
    return of_phase


def _answer(pair: Pair) -> dict[str, Any]:
    computation = comparing.find_or_request(pair)
    context: dict[str, Any] = {
        "pair": pair,
        "computation": computation,
        "query": f"?first={pair.first.team_id}&second={pair.second.team_id}",
        "scores": [number(place.score) for place in pair.places],
        # Also while it is being computed: the figure's script comes with the page.
        "sees_images": comparing.may_see_images(pair.board, timezone.now()),
    }
    if computation is None or computation.document is None:
        return context
    images = comparing.images_of(pair, computation, timezone.now())
    return context | {
        "comparison": present(pair, computation.document, disagreement.shown(images)),
        "caption": disagreement.caption(pair.first, pair.second, images) if images else "",
        "endings": drawing.FORMATS,
    }


def _choices(of_phase: Board, asked: list[str]) -> list[tuple[int, str, bool, bool]]:
    """Every team of the board, and which of them stand in the two fields.

    Without a choice it is the first two: the question that a board raises.
    """
    places = of_phase.places
    if not any(asked):
        asked = [str(place.team_id) for place in places[:2]]
    first, second = [*asked, "", ""][:2]
    return [
        (
            place.team_id,
            comparing.label_of(place),
            str(place.team_id) == first,
            str(place.team_id) == second,
        )
        for place in places
    ]


def _number(text: str) -> int:
    """The number of a team; of what is none, one that no team bears."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
