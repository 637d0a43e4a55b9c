"""The data page, downloads, and the organizers' page of the ground truth."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.signed_in import person
from competitions.models import Competition, Phase
from competitions.selectors import find_competition, find_phase
from core.errors import DomainError, NotAllowed
from core.markdown import render as render_markdown
from datasets import fetching, selectors, truths
from datasets.forms import TruthForm
from participation.selectors import find_organized, is_participant


@require_safe
def data(request: HttpRequest, slug: str) -> HttpResponse:
    """What is handed out, and when the rest will be."""
    competition = find_competition(request.user, slug)
    now = timezone.now()
    shelves = selectors.shelves(competition, request.user, now)
    context = {
        "competition": competition,
        "tab": "data",
        "shelves": [
            (shelf, render_markdown(shelf.dataset.description) if shelf.is_shown else "")
            for shelf in shelves
        ],
        "truths": selectors.public_truths(competition, now),
        "is_organizer": competition.is_organized_by(request.user),
        "is_participant": is_participant(request.user, competition),
    }
    return render(request, "datasets/data.html", context)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file, or the range of it that was asked for."""
    try:
        return fetching.data_file(request, pk)
    except NotAllowed:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())


@require_safe
def truth(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The ground truth as uploaded, for organizers; names and MOS once they are public."""
    return fetching.truth_file(request, pk)


@require_safe
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """Which image bears which opaque name; for organizers."""
    return fetching.names_file(request, pk)


@login_required
@require_safe
def truth_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every phase's versions of the ground truth; for organizers."""
    return _truths_page(request, find_organized(request.user, slug))


@login_required
@require_POST
def upload_truth(request: HttpRequest, slug: str, phase: str) -> HttpResponse:
    competition = find_organized(request.user, slug)
    chosen = find_phase(request.user, slug, phase)
    form = TruthForm(request.POST, request.FILES, auto_id=f"{chosen.slug}_%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = truths.upload_truth(
                phase=chosen,
                file=file,
                file_name=file.name,
                user=person(request),
                note=form.cleaned_data["note"],
                activate=form.cleaned_data["activate"],
            )
        except DomainError as error:
            for problem in str(error).splitlines():
                form.add_error("file", problem)
        else:
            messages.success(
                request, f"Version {made.version} of {chosen.title} is in: {made.rows} images."
            )
            return redirect("datasets:truths", slug)
    return _truths_page(request, competition, refused=(chosen, form))


@login_required
@require_POST
def activate_truth(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = selectors.find_truth(request.user, pk)
    if chosen is None:
        raise Http404("There is nothing at this address, or it is not yours to see.")
    truths.activate_truth(truth=chosen, user=person(request))
    messages.success(
        request,
        f"New submissions to {chosen.phase.title} are scored by version {chosen.version}. "
        "Rescore the phase if the older ones shall be as well.",
    )
    return redirect("datasets:truths", chosen.phase.competition.slug)


def _truths_page(
    request: HttpRequest,
    competition: Competition,
    *,
    refused: tuple[Phase, TruthForm] | None = None,
) -> HttpResponse:
    phases = competition.phases.order_by("position", "opens_at", "pk")
    context: dict[str, Any] = {
        "competition": competition,
        "tab": "",
        "phases": [
            (
                phase,
                selectors.truths_of(phase),
                refused[1]
                if refused and refused[0] == phase
                else TruthForm(auto_id=f"{phase.slug}_%s"),
            )
            for phase in phases
        ],
    }
    return render(request, "datasets/truths.html", context, status=400 if refused else 200)
