"""Organizers admit people, or do not."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from core.errors import DomainError, NotAllowed
from core.models import record_act
from participation.models import Registration
from participation.services.seating import lock_competition, lock_entry, seat_alone

Status = Registration.Status


class Decision(NamedTuple):
    """What became of several registrations decided at once."""

    done: list[Registration]
    problems: list[str]


@transaction.atomic
def approve(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Admit a person who waits, or who was refused before; they get a team of one.

    Raises
    ------
    DomainError
        If `by` does not organize the competition, or there is nothing to decide.
    """
    entry = _locked(registration, by)
    if entry.status not in {Status.PENDING, Status.REFUSED}:
        raise _nothing_to_decide(entry)
    entry.team = seat_alone(entry.user, entry.competition)
    return _decided(entry, Status.APPROVED, by=by, now=now)


@transaction.atomic
def refuse(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Do not admit a person who waits.

    Raises
    ------
    DomainError
        If `by` does not organize the competition, or the person does not wait.
    """
    entry = _locked(registration, by)
    if entry.status != Status.PENDING:
        raise _nothing_to_decide(entry)
    return _decided(entry, Status.REFUSED, by=by, now=now)


def decide(
    *, registrations: Iterable[Registration], by: User, is_admitted: bool, now: datetime
) -> Decision:
    """Decide several, each by itself: one that cannot be decided holds up no other."""
    act = approve if is_admitted else refuse
    decision = Decision([], [])
    for registration in registrations:
        try:
            decision.done.append(act(registration=registration, by=by, now=now))
        except DomainError as error:
            decision.problems.append(str(error))
    return decision


def _locked(registration: Registration, by: User) -> Registration:
    competition = registration.competition
    if not competition.is_organized_by(by):
        raise NotAllowed("Only the organizers of a competition decide who takes part.")
    lock_competition(competition)
    entry = lock_entry(registration.user, competition)
    if entry is None:
        raise DomainError("This registration is gone.", code="gone")
    return entry


def _decided(entry: Registration, status: Status, *, by: User, now: datetime) -> Registration:
    entry.status, entry.decided_at = status, now
    entry.save(update_fields=["status", "decided_at", "team"])
    record_act(
        actor=by,
        action=f"registration_{status.value}",
        target=entry,
        competition_id=entry.competition_id,
        user=entry.user.username,
    )
    return entry


def _nothing_to_decide(entry: Registration) -> DomainError:
    return DomainError(
        f"The registration of {entry.user.display_name} is {entry.get_status_display().lower()}; "
        "there is nothing to decide.",
        code="nothing_to_decide",
    )
