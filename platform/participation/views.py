"""Taking part, as pages: register, one's team, joining by link, the organizers' list."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.signed_in import person
from competitions.models import Competition
from competitions.selectors import find_competition
from core.errors import BadInput, DomainError
from core.markdown import render as render_markdown
from participation import selectors, services
from participation.forms import DecisionForm, MemberForm, RegistrationForm, TeamNameForm
from participation.models import Registration, Team

PAGE_SIZE = 50
Status = Registration.Status


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules and the questions; or what became of the registration."""
    competition = find_competition(request.user, slug)
    form = RegistrationForm(competition, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registration = _register(request, competition, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _registered(request, registration)
    mine = selectors.registration_of(request.user, competition)
    context = {
        "competition": competition,
        "tab": "team",
        "form": form,
        "rules": render_markdown(competition.rules) if competition.rules else "",
        "registration": mine if mine and mine.status != Status.WITHDRAWN else None,
    }
    status = 400 if form.errors else 200
    return render(request, "participation/register.html", context, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    competition = find_competition(request.user, slug)
    services.withdraw(user=person(request), competition=competition)
    messages.success(request, "Your registration is withdrawn.")
    return redirect("competitions:overview", slug)


@login_required
@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own team: its people, and for the leader its name and links."""
    competition = find_competition(request.user, slug)
    mine = selectors.registration_of(request.user, competition)
    if mine is None or mine.team is None:
        return redirect("participation:register", slug)
    return render(request, "participation/team.html", _team_context(request, mine.team))


@login_required
@require_POST
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    own = _own_team(request, slug)
    form = TeamNameForm(request.POST)
    if not form.is_valid():
        raise BadInput("A team's name has between 1 and 60 characters. Go back and try again.")
    services.rename(team=own, by=person(request), name=form.cleaned_data["name"])
    return _back(request, slug, "The team has a new name.")


@login_required
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    services.invite(team=_own_team(request, slug), by=person(request), now=timezone.now())
    return _back(request, slug, "A new link is below. Send it to those who shall join.")


@login_required
@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    invitation = get_object_or_404(_own_team(request, slug).invitations, pk=pk)
    services.revoke(invitation=invitation, by=person(request), now=timezone.now())
    return _back(request, slug, "The link is revoked.")


@login_required
@require_POST
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    own = _own_team(request, slug)
    services.hand_over(team=own, by=person(request), to=_named_member(request, own))
    return _back(request, slug, "The team has a new leader.")


@login_required
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    own = _own_team(request, slug)
    services.remove_member(team=own, by=person(request), member=_named_member(request, own))
    return _back(request, slug, "The person is in a team of their own now.")


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    competition = find_competition(request.user, slug)
    services.leave(user=person(request), competition=competition)
    return _back(request, slug, "You are in a team of your own now.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Which team the link leads into, and the button that joins it."""
    invitation = selectors.find_invitation(request.user, token)
    now = timezone.now()
    competition = invitation.team.competition
    if request.method == "POST":
        joined = services.join(invitation=invitation, user=person(request), now=now)
        return _back(request, competition.slug, f"You are in {joined.name} now.")
    try:
        services.require_joinable(invitation=invitation, user=person(request), now=now)
        problem = None
    except DomainError as error:
        problem = error
    context = {
        "competition": competition,
        "tab": "team",
        "invitation": invitation,
        "problem": problem,
        "members": [] if problem else selectors.members_of(invitation.team),
    }
    status = problem.status if problem else 200
    return render(request, "participation/join.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registrations(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has registered, with the answers; organizers approve and refuse here."""
    competition = selectors.find_organized(request.user, slug)
    if request.method == "POST":
        _decide(request, competition)
        return redirect(request.get_full_path())
    status = request.GET.get("status", "")
    shown = selectors.registrations_of(competition, status)
    context = {
        "competition": competition,
        "tab": "",
        "status": status,
        "statuses": Status.choices,
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "questions": competition.questions,
    }
    return render(request, "participation/registrations.html", context)


def _register(
    request: HttpRequest, competition: Competition, form: RegistrationForm
) -> Registration:
    return services.register(
        user=person(request),
        competition=competition,
        answers=form.answers,
        accepts_rules=form.cleaned_data["accept_rules"],
        team_name=form.cleaned_data.get("team_name", ""),
        now=timezone.now(),
    )


def _registered(request: HttpRequest, registration: Registration) -> HttpResponse:
    slug = registration.competition.slug
    if registration.status == Status.APPROVED:
        return _back(request, slug, "You are registered. Your team is below.")
    return redirect("participation:register", slug)


def _team_context(request: HttpRequest, own: Team) -> dict[str, Any]:
    is_leader = own.leader_id == request.user.pk
    links = selectors.invitations_of(own) if is_leader else []
    return {
        "competition": own.competition,
        "tab": "team",
        "team": own,
        "members": selectors.members_of(own),
        "is_leader": is_leader,
        "has_submitted": services.has_submitted(own),
        "form": TeamNameForm(initial={"name": own.name}),
        "links": [(link, _address(link.token), link.is_valid(timezone.now())) for link in links],
    }


def _address(token: str) -> str:
    return settings.SITE_URL + reverse("participation:join", args=[token])


def _decide(request: HttpRequest, competition: Competition) -> None:
    entries = selectors.registrations_of(competition).select_related("competition")
    form = DecisionForm(list(entries.values_list("pk", flat=True)), request.POST)
    if not form.is_valid():
        raise BadInput("Choose at least one registration, and whether to approve or refuse it.")
    is_admitted = form.cleaned_data["decision"] == "approve"
    decision = services.decide(
        registrations=entries.filter(pk__in=form.cleaned_data["registration"]),
        by=person(request),
        is_admitted=is_admitted,
        now=timezone.now(),
    )
    for problem in decision.problems:
        messages.error(request, problem)
    if decision.done:
        word = "approved" if is_admitted else "refused"
        messages.success(request, f"{len(decision.done)} {word}.")


def _own_team(request: HttpRequest, slug: str) -> Team:
    return selectors.find_team(request.user, find_competition(request.user, slug))


def _named_member(request: HttpRequest, own: Team) -> User:
    form = MemberForm(request.POST)
    name = form.cleaned_data["username"] if form.is_valid() else ""
    entry = own.registrations.filter(user__username=name).select_related("user").first()
    if entry is None:
        raise BadInput("No member of this team has this username.", code="not_a_member")
    return entry.user


def _back(request: HttpRequest, slug: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("participation:team", slug)
