"""Entering a competition, and taking that back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from competitions.models import Competition
from core.errors import BadInput, DomainError
from participation.models import Registration
from participation.services.seating import (
    drop_if_empty,
    has_submitted,
    lock_competition,
    lock_entry,
    lock_teams,
    seat_alone,
)

LONGEST_ANSWER = 2000
Status = Registration.Status


@transaction.atomic
def register(
    *,
    user: User,
    competition: Competition,
    answers: Mapping[str, Any],
    accepts_rules: bool,
    now: datetime,
    team_name: str = "",
) -> Registration:
    """Enter a competition: at once where it is open, else waiting for its organizers.

    An approved person is in a team of one, called `team_name` or after the person.

    Raises
    ------
    DomainError
        If the competition takes nobody now, the person is in it already or was refused, the
        rules are not accepted, an answer is missing or the team's name is taken.
    """
    _require_running(competition)
    if not accepts_rules:
        raise BadInput(
            "To take part you have to accept the rules of the competition.",
            code="rules_not_accepted",
        )
    checked = check_answers(competition, answers)
    is_open = competition.entry == Competition.Entry.OPEN
    if team_name and not is_open:
        raise BadInput(
            "The organizers approve who takes part; name your team when they have.",
            code="not_approved_yet",
        )
    lock_competition(competition)
    _require_new(lock_entry(user, competition))
    fields = {
        "status": Status.APPROVED if is_open else Status.PENDING,
        "team": seat_alone(user, competition, name=team_name) if is_open else None,
        "answers": checked,
        "rules_accepted_at": now,
        "decided_at": now if is_open else None,
    }
    # A withdrawn registration comes back to life: one row a person and competition.
    registration, _ = Registration.objects.update_or_create(
        user=user, competition=competition, defaults=fields
    )
    return registration


@transaction.atomic
def withdraw(*, user: User, competition: Competition) -> Registration:
    """Take back one's registration; a team that is then empty goes as well.

    Raises
    ------
    DomainError
        If there is nothing to withdraw, the team has submitted, or the person leads others.
    """
    lock_competition(competition)
    registration = lock_entry(user, competition)
    if registration is None or registration.status not in {Status.PENDING, Status.APPROVED}:
        raise DomainError("You are not registered for this competition.", code="not_registered")
    team = registration.team
    if team:
        lock_teams(team)
        _require_no_submissions(has_submitted(team))
        if team.leader_id == user.pk and team.registrations.count() > 1:
            raise DomainError(
                "You lead a team of several people. Hand over the lead first.", code="is_leader"
            )
    registration.status, registration.team = Status.WITHDRAWN, None
    registration.save(update_fields=["status", "team"])
    if team:
        drop_if_empty(team)
    return registration


def check_answers(competition: Competition, answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers to the organizers' questions, in their order and trimmed.

    Raises
    ------
    BadInput
        Naming the question that was not answered, or the answer that fits no question.
    """
    questions = {str(question["key"]): question for question in competition.questions}
    for key in answers:
        if key not in questions:
            raise BadInput(f"There is no question {key!r} in this competition.", code="bad_answer")
    checked = {}
    for key, question in questions.items():
        answer = answers.get(key, "")
        if not isinstance(answer, str):
            raise BadInput(f"The answer to {key!r} must be text.", code="bad_answer")
        text = answer.replace("\x00", "").strip()
        if not text and question.get("required"):
            raise BadInput(f"Please answer: {question['text']}", code="answer_missing")
        if len(text) > LONGEST_ANSWER:
            raise BadInput(
                f"At most {LONGEST_ANSWER} characters, please: {question['text']}",
                code="bad_answer",
            )
        checked[key] = text
    return checked


def _require_running(competition: Competition) -> None:
    if competition.status == Competition.Status.DRAFT:
        raise DomainError(
            "This competition is a draft. Registration begins when it is published.",
            code="competition_is_draft",
        )
    if competition.status == Competition.Status.ARCHIVED:
        raise DomainError(
            "This competition is over and archived; it takes no more registrations.",
            code="competition_is_archived",
        )


def _require_new(registration: Registration | None) -> None:
    if registration is None or registration.status == Status.WITHDRAWN:
        return
    words = {
        Status.APPROVED.value: "You are registered for this competition already.",
        Status.PENDING.value: "Your registration waits for the organizers' approval already.",
        Status.REFUSED.value: "The organizers have refused your registration. Write to their "
        "contact address if you think that is a mistake.",
    }
    code = "refused_before" if registration.status == Status.REFUSED else "already_registered"
    raise DomainError(words[registration.status], code=code)


def _require_no_submissions(team_has_submitted: bool) -> None:
    if team_has_submitted:
        raise DomainError(
            "Your team has submitted already, so you stay in the competition. Ask the organizers "
            "if you have to leave.",
            code="team_has_submitted",
        )
