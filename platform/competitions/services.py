"""What organizers do to a competition. `actor` is None for the operator at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from competitions.clock import forget_moved_moments
from competitions.models import Competition, Organizer, Phase
from competitions.selectors import has_scores, missing_for_publishing
from core.errors import DomainError, NotAllowed
from core.models import record_act

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User


class NotReadyToPublish(DomainError):
    code = "not_ready_to_publish"


class WrongStatus(DomainError):
    code = "wrong_status"


class ChangesMeaning(DomainError):
    code = "changes_meaning"


class SlugTaken(DomainError):
    code = "slug_taken"


@transaction.atomic
def save_competition(competition: Competition, *, actor: User | None) -> None:
    """Write a new or changed competition; its status changes elsewhere. A creator owns it."""
    before = Competition.objects.filter(pk=competition.pk).first()
    if before:
        _check_organizes(before, actor)
        competition.status = before.status
    try:
        with transaction.atomic():
            competition.save()
    except IntegrityError as error:
        raise SlugTaken(
            f"There is a competition at “{competition.slug}” already. Choose another slug."
        ) from error
    if before is None and actor:
        Organizer.objects.create(competition=competition, user=actor, role=Organizer.Role.OWNER)
    _record_saving(competition, before, actor=actor, competition_id=competition.pk)


@transaction.atomic
def save_phase(phase: Phase, *, actor: User | None) -> None:
    """Write a new or changed phase; refuse what would change the meaning of its scores."""
    _check_organizes(phase.competition, actor)
    before = Phase.objects.select_for_update().filter(pk=phase.pk).first()
    if before:
        check_phase_change(phase, before)
        for note in forget_moved_moments(phase, before=before):
            setattr(phase, note, None)
    phase.save()
    _record_saving(phase, before, actor=actor, competition_id=phase.competition_id)


def check_phase_change(phase: Phase, before: Phase) -> None:
    """Raise ChangesMeaning if files or scores that exist would mean something else afterwards."""
    if phase.uses_opaque_names != before.uses_opaque_names and before.submissions.exists():
        raise ChangesMeaning(
            f"“{before.title}” has submissions, and their files use the names that its images had "
            "so far. Open a new phase to give them others."
        )
    if not has_scores(before):
        return
    if phase.slug != before.slug:
        raise ChangesMeaning(
            f"“{before.title}” has scores, and its address is known: keep the slug “{before.slug}”."
        )
    old, new = before.profile, phase.profile
    if old == new:
        return
    if (old.name, old.higher_is_better) != (new.name, new.higher_is_better):
        raise ChangesMeaning(
            f"“{before.title}” has scores made with {old}. It can take a newer version of "
            f"“{old.name}” with the same direction, and then be rescored; for another measure "
            "open a new phase."
        )


@transaction.atomic
def remove_phase(phase: Phase, *, actor: User | None) -> None:
    """Delete a phase to which nothing was handed in."""
    _check_organizes(phase.competition, actor)
    if phase.submissions.exists():
        raise ChangesMeaning(f"“{phase.title}” has submissions. Close it instead of removing it.")
    record_act(
        actor=actor,
        action="phase.removed",
        target=phase,
        competition_id=phase.competition_id,
        slug=phase.slug,
    )
    phase.delete()


@transaction.atomic
def name_organizer(
    competition: Competition, *, user: User, role: str, actor: User | None
) -> Organizer:
    """Let `user` run the competition; owners do this, nobody else. It keeps an owner."""
    _check_owns(competition, actor)
    if role != Organizer.Role.OWNER:
        _check_keeps_owner(competition, without=user)
    organizer, _ = Organizer.objects.update_or_create(
        competition=competition, user=user, defaults={"role": role}
    )
    record_act(
        actor=actor,
        action="organizer.named",
        target=competition,
        competition_id=competition.pk,
        user=user.pk,
        role=role,
    )
    return organizer


@transaction.atomic
def dismiss_organizer(organizer: Organizer, *, actor: User | None) -> None:
    """Take a person off; a competition keeps an owner."""
    competition = organizer.competition
    _check_owns(competition, actor)
    _check_keeps_owner(competition, without=organizer.user)
    record_act(
        actor=actor,
        action="organizer.dismissed",
        target=competition,
        competition_id=competition.pk,
        user=organizer.user_id,
    )
    organizer.delete()


@transaction.atomic
def publish(competition: Competition, *, actor: User | None) -> None:
    """Show a draft (or again what was archived) to everybody.

    Raises
    ------
    NotReadyToPublish
        If something is missing; the message lists all of it.
    """
    _check_organizes(competition, actor)
    if missing := missing_for_publishing(competition):
        raise NotReadyToPublish(
            f"“{competition.title}” cannot be published yet. Missing: {'; '.join(missing)}."
        )
    origins = (Competition.Status.DRAFT, Competition.Status.ARCHIVED)
    _enter(competition, Competition.Status.PUBLISHED, origins, actor=actor)


@transaction.atomic
def archive(competition: Competition, *, actor: User | None) -> None:
    """Mark a published competition as over; it stays readable."""
    _check_organizes(competition, actor)
    origins = (Competition.Status.PUBLISHED,)
    _enter(competition, Competition.Status.ARCHIVED, origins, actor=actor)


def _enter(
    competition: Competition,
    status: Competition.Status,
    origins: tuple[Competition.Status, ...],
    *,
    actor: User | None,
) -> None:
    before = Competition.objects.filter(pk=competition.pk, status__in=origins)
    if not before.update(status=status):
        raise WrongStatus(
            f"“{competition.title}” cannot become {status.label.lower()}: it is "
            f"{competition.get_status_display().lower()}. Reload the page to see how it stands."
        )
    competition.status = status
    record_act(
        actor=actor,
        action=f"competition.{status}",
        target=competition,
        competition_id=competition.pk,
    )


def _check_organizes(competition: Competition, actor: User | None) -> None:
    if actor and not actor.is_superuser and not competition.is_organized_by(actor):
        raise NotAllowed("Only this competition's organizers may do this. Ask one of them.")


def _check_owns(competition: Competition, actor: User | None) -> None:
    if actor is None or actor.is_superuser:
        return
    owners = competition.organizers.filter(role=Organizer.Role.OWNER)
    if not owners.filter(user=actor).exists():
        raise NotAllowed("Only an owner of this competition may name its organizers. Ask one.")


def _check_keeps_owner(competition: Competition, *, without: User) -> None:
    """Raise if `without` is the competition's last owner; locks the owners."""
    owners = competition.organizers.select_for_update().filter(role=Organizer.Role.OWNER)
    if {owner.user_id for owner in owners} == {without.pk}:
        raise DomainError(
            "A competition needs an owner. Name another one first.", code="last_owner"
        )


def _record_saving(
    row: Model, before: Model | None, *, actor: User | None, competition_id: int
) -> None:
    """Write what was changed, from what to what; nothing where nothing was."""
    kind = row._meta.model_name
    if before is None:
        action, detail = f"{kind}.created", {}
    else:
        action, detail = f"{kind}.changed", _changes(row, before)
        if not detail:
            return
    record_act(
        actor=actor, action=action, target=row, competition_id=competition_id, changes=detail
    )


def _changes(row: Model, before: Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.editable]
    values = {field.name: [_plain(before, field), _plain(row, field)] for field in fields}
    return {name: pair for name, pair in values.items() if pair[0] != pair[1]}


def _plain(row: Model, field: Any) -> str:
    return str(field.value_to_string(row))
