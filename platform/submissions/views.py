"""The pages of submissions: hand in, follow, take back, choose."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competitions.models import Competition, Phase
from competitions.selectors import find_competition, find_phase
from core.errors import DomainError
from core.responses import file_response
from participation.selectors import registration_of
from submissions import presenting, selectors, services
from submissions.forms import SubmitForm
from submissions.limits import allowance
from submissions.models import Submission
from submissions.throttles import require_upload_allowed

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for handing in, and what it says back: with the page's script, in place."""
    now = timezone.now()
    competition = find_competition(request.user, slug)
    phases = selectors.open_phases(competition, now)
    is_sent = request.method == "POST"
    form = SubmitForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        phases=phases,
        initial={"phase": request.GET.get("phase")},
    )
    if is_sent:
        return _submitted(request, competition, form, now)
    return _submit_page(request, competition, form, now)


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """All of one's team; for organizers on request all of the competition."""
    competition = find_competition(request.user, slug)
    team = selectors.team_of(request.user, competition)
    is_organizer = competition.is_organized_by(request.user)
    shows_all = is_organizer and ("all" in request.GET or team is None)
    submissions = selectors.listed(request.user, competition, team=None if shows_all else team)
    now = timezone.now()
    context = {
        "competition": competition,
        "tab": "submissions",
        "team": team,
        "is_organizer": is_organizer,
        "shows_all": shows_all,
        "page": Paginator(submissions, PAGE_SIZE).get_page(request.GET.get("page")),
        "courses": [] if shows_all or team is None else selectors.courses(team),
        "allowances": _allowances(request, competition, now),
    }
    return render(request, "submissions/mine.html", context)


@never_cache
@login_required
@require_safe
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission and what became of it."""
    found = selectors.find_submission(request.user, pk)
    return render(request, "submissions/submission.html", _state(request, found))


@never_cache
@login_required
@require_safe
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of that page which changes; it polls itself until the submission is finished."""
    found = selectors.find_submission(request.user, pk)
    return render(request, "submissions/_state.html", _state(request, found))


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that was handed in."""
    found = selectors.find_submission(request.user, pk)
    return file_response(
        request, found.file.name or "", file_name=found.file_name, etag=found.sha256
    )


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.own_submissions(request.user), pk=pk)
    return _done(request, found, lambda: services.cancel(submission=found), "Cancelled.")


@login_required
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.own_submissions(request.user), pk=pk)
    return _done(
        request,
        found,
        lambda: services.choose(submission=found, now=timezone.now()),
        "This submission now stands for your team.",
    )


def _done(request: HttpRequest, found: Submission, act: Any, words: str) -> HttpResponse:
    """Do it, and go back to the submission's page with what came of it."""
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("submissions:submission", found.pk)


def _submitted(
    request: HttpRequest, competition: Competition, form: SubmitForm, now: datetime
) -> HttpResponse:
    if not request.user.is_authenticated:
        return _signed_out(request)
    is_filled_in = form.is_valid()
    try:
        require_upload_allowed(request)
        found = _submit(request, competition, form, now) if is_filled_in else None
    except DomainError as error:
        form.add_error(None, str(error))
        return _submit_page(request, competition, form, now, status=error.status)
    if found is None:
        return _submit_page(request, competition, form, now, status=HTTPStatus.BAD_REQUEST)
    if request.htmx:  # type: ignore[attr-defined]
        context = _state(request, selectors.find_submission(request.user, found.pk))
        return render(request, "submissions/_result.html", context, status=HTTPStatus.CREATED)
    return redirect("submissions:submission", found.pk)


def _signed_out(request: HttpRequest) -> HttpResponse:
    """The page's script shows its answer in the form, where a whole sign-in page is of no use."""
    if request.htmx:  # type: ignore[attr-defined]
        status = HTTPStatus.UNAUTHORIZED
        return render(request, "submissions/_signed_out.html", {}, status=status)
    return redirect_to_login(request.path)


def _submit(
    request: HttpRequest, competition: Competition, form: SubmitForm, now: datetime
) -> Submission:
    phase = find_phase(request.user, competition.slug, form.cleaned_data["phase"])
    return services.submit(
        user=request.user,  # type: ignore[arg-type]
        phase=phase,
        file=form.cleaned_data["file"],
        now=now,
        about=form.about,
    )


def _submit_page(
    request: HttpRequest,
    competition: Competition,
    form: SubmitForm,
    now: datetime,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "submissions/_refusal.html", {"form": form}, status=status)
    phases = selectors.open_phases(competition, now)
    context = {
        "competition": competition,
        "tab": "submit",
        "form": form,
        "phases": phases,
        "upcoming": None if phases else selectors.next_phase(competition, now),
        "entry": registration_of(request.user, competition),
        "allowances": _allowances(request, competition, now),
        "largest": settings.UPLOAD_MAX_BYTES,
    }
    return render(request, "submissions/submit.html", context, status=status)


def _allowances(request: HttpRequest, competition: Competition, now: datetime) -> list[Any]:
    """What the reader's team has left in each open phase."""
    team = selectors.team_of(request.user, competition)
    if team is None:
        return []
    phases = selectors.open_phases(competition, now)
    return [allowance(team=team, phase=phase, now=now) for phase in phases]


def _state(request: HttpRequest, found: Submission) -> dict[str, Any]:
    now = timezone.now()
    job = selectors.own_job(found)
    is_own = selectors.is_own(request.user, found)
    phase = found.phase
    is_organizer = phase.competition.is_organized_by(request.user)
    return {
        "competition": phase.competition,
        "tab": "submissions",
        "submission": found,
        "phase": phase,
        "job": job,
        "steps": presenting.steps(found, job, place=selectors.place_in_queue(found)),
        "notice": presenting.notice(found, has_workers=selectors.has_workers_for(found, now)),
        "tiles": presenting.tiles(found),
        "exact_tiles": presenting.exact_tiles(found) if is_organizer else [],
        "allowance": allowance(team=found.team, phase=phase, now=now) if is_own else None,
        "is_own": is_own,
        "is_organizer": is_organizer,
        "may_choose": is_own
        and phase.selection == Phase.Selection.CHOSEN
        and found.status == Submission.Status.SCORED
        and not found.is_chosen
        and selectors.takes_choice(phase, found.team, now),
    }
