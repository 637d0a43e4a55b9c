"""The organizers' pages for scoring again: prepare, look, apply or discard."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competitions.models import Competition
from core.errors import DomainError
from submissions import selectors, services
from submissions.forms import RescoreForm
from submissions.models import Rescore
from submissions.preview import preview, progress

PAGE_SIZE = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rescores(request: HttpRequest, slug: str) -> HttpResponse:
    """All rescores of a competition, and the form that prepares one of a phase."""
    competition = _organized(request, slug)
    if request.method == "POST":
        form = RescoreForm(request.POST)
        if form.is_valid():
            phase = get_object_or_404(competition.phases, slug=form.cleaned_data["phase"])
            return _to(
                services.rescore_phase(
                    phase=phase,
                    user=request.user,  # type: ignore[arg-type]
                    reason=form.cleaned_data["reason"],
                )
            )
        messages.error(request, "Choose a phase and say why it is scored again.")
    context = {
        "competition": competition,
        "tab": "submissions",
        "phases": competition.phases.order_by("position", "pk"),
        "rescores": selectors.rescores_of(competition),
    }
    return render(request, "submissions/rescores.html", context)


@login_required
@require_POST
def rescore_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare to score one submission again."""
    submission = selectors.find_submission(request.user, pk)
    try:
        found = services.rescore_submission(
            submission=submission,
            user=request.user,  # type: ignore[arg-type]
            reason=request.POST.get("reason", ""),
        )
    except DomainError as error:
        if error.status == 403:
            raise
        messages.error(request, str(error))
        return redirect("submissions:submission", pk)
    return _to(found)


@never_cache
@login_required
@require_safe
def rescore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What would change, or has; it polls itself while jobs are at work, and tells their number."""
    found = selectors.find_rescore(request.user, slug, pk)  # type: ignore[arg-type]
    state = progress(found)
    changes = [] if state.unfinished else preview(found)
    context = {
        "competition": found.phase.competition,
        "tab": "submissions",
        "rescore": found,
        "progress": state,
        "differing": sum(change.is_change for change in changes),
        "page": Paginator(changes, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    template = "_rescore.html" if request.htmx else "rescore.html"  # type: ignore[attr-defined]
    return render(request, f"submissions/{template}", context)


@login_required
@require_POST
def apply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = selectors.find_rescore(request.user, slug, pk)  # type: ignore[arg-type]
    words = "Applied. The board shows the new scores."
    return _settled(request, found, services.apply_rescore, words)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = selectors.find_rescore(request.user, slug, pk)  # type: ignore[arg-type]
    words = "Discarded. The board stays as it is."
    return _settled(request, found, services.discard_rescore, words)


def _settled(
    request: HttpRequest, found: Rescore, act: Callable[..., None], words: str
) -> HttpResponse:
    """Do it, and go back to the rescore's page with what came of it."""
    try:
        act(rescore=found, user=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return _to(found)


def _organized(request: HttpRequest, slug: str) -> Competition:
    organized = Competition.objects.organized_by(request.user)
    found = organized.filter(slug=slug).first()
    if found is None:
        raise Http404("There is no such competition, or you do not organize it.")
    return found


def _to(rescore: Rescore) -> HttpResponse:
    return redirect("submissions:rescore", rescore.phase.competition.slug, rescore.pk)
