"""The organizers' page that checks the data of a phase, and its note on the ground-truth page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from competitions.models import Phase
from competitions.selectors import find_phase
from leaderboards import auditing, raters
from leaderboards.looks import Looks
from participation.selectors import find_organized


@never_cache
@login_required
@require_safe
def check(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """What to mend before the phase opens; while it is being found, a part asks for itself."""
    context = _context(request, _organized(request, slug, phase))
    is_part = request.htmx  # type: ignore[attr-defined]
    name = "leaderboards/_check.html" if is_part else "leaderboards/check.html"
    return render(request, name, context)


@never_cache
@login_required
@require_safe
def note(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    """How many things there are to mend, in a line."""
    context = _context(request, _organized(request, slug, phase))
    return render(request, "leaderboards/_check_note.html", context)


def _organized(request: HttpRequest, slug: str, phase: str) -> Phase:
    find_organized(request.user, slug)
    return find_phase(request.user, slug, phase)


def _context(request: HttpRequest, phase: Phase) -> dict[str, Any]:
    computation = auditing.find_or_request(phase)
    document = computation.document if computation else None
    return {
        "competition": phase.competition,
        "tab": "",
        "phase": phase,
        "computation": computation,
        "check": auditing.present(phase, document) if document else None,
        "looks": Looks.of(request),
        "raters": raters.present(document["raters"]) if document else None,
    }
