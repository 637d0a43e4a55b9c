"""What a participant does: hand in, take back, choose."""

import os
import secrets
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from competitions.models import Competition, Phase
from core.errors import BadInput, DomainError, NotAllowed
from core.storage import sha256_of
from datasets.models import GroundTruth
from participation.models import Registration, Team
from participation.services import leave_unranked_if_organizers
from submissions import dispatch, selectors
from submissions.limits import allowance
from submissions.models import InvalidTransition, Job, Submission

MIB = 1024 * 1024


class About(NamedTuple):
    """What a team says of its submission; all of it optional."""

    method: str = ""
    description: str = ""
    publication_url: str = ""
    code_url: str = ""


class FileTooLarge(BadInput):
    code = "file_too_large"
    status = 413


def submit(
    *, user: User, phase: Phase, file: File, now: datetime, about: About | None = None
) -> Submission:
    """Store a predictions file and queue it for scoring.

    Raises
    ------
    DomainError
        If the person may not hand in, the phase is not open, a limit is used up or the file can
        be no predictions file; the message says what to do.
    """
    team = _team_of(user, phase.competition)
    _require_open(phase, now=now)
    _truth_of(phase)
    _require_plausible(file)
    # Looked at twice: here so that nothing is stored in vain, and under the lock to decide.
    allowance(team=team, phase=phase, now=now).require()
    sha256 = sha256_of(file)
    stored = default_storage.save(f"submissions/{now:%Y/%m/%d}/{secrets.token_hex(16)}", file)
    submission = Submission(
        phase=phase,
        team=team,
        user=user,
        file=stored,
        file_name=_display_name(file),
        size=file.size,
        sha256=sha256,
        submitted_at=now,
        **(about or About())._asdict(),
    )
    with transaction.atomic():
        try:
            _record(submission, now=now)
        except BaseException:
            # Only here is it sure that no row will name the file: once COMMIT was sent it may
            # have happened, and a file too many does no harm.
            default_storage.delete(stored)
            raise
    return submission


def _record(submission: Submission, *, now: datetime) -> None:
    """Decide under the team's lock, and write the submission with its job."""
    phase, team, user = submission.phase, submission.team, submission.user
    # Or two uploads at the same moment both see the last free place.
    locked = Team.objects.select_for_update().filter(pk=team.pk).first()
    if _team_of(user, phase.competition) != locked or locked is None:
        raise NotAllowed(
            "You came into another team while the file was on its way. Upload it again; it then "
            "counts for that team.",
            code="team_changed",
        )
    leave_unranked_if_organizers(locked)
    submission.team = locked
    allowance(team=locked, phase=phase, now=now).require()
    _hold_off_rescores(phase)
    submission.save(force_insert=True)
    queue_job(submission)


def queue_job(submission: Submission) -> Job:
    """The work that a new submission needs; call it in the transaction that makes it."""
    truth = _truth_of(submission.phase)
    phase = truth.phase
    job = Job.objects.create(
        submission=submission, truth=truth, profile_id=phase.profile_id, queue=phase.queue
    )
    dispatch.send_on_commit(job)
    return job


def _hold_off_rescores(phase: Phase) -> None:
    """Until the end of the transaction, which then is scored by what is in force now.

    A rescore locks the phase in full. Neither other uploads nor a change of the phase wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM competitions_phase WHERE id = %s FOR KEY SHARE", [phase.pk])


@transaction.atomic
def cancel(*, submission: Submission) -> None:
    """Take back a submission that no worker has begun with; it then uses up no limit.

    Raises
    ------
    InvalidTransition
        If a worker has it, or it is finished.
    """
    try:
        for job in submission.jobs.pending():
            job.finish(Job.Status.CANCELLED, now=timezone.now())
        submission.cancel()
    except InvalidTransition as error:
        raise InvalidTransition(
            "Only a submission that still waits in the queue can be cancelled; this one is "
            "being scored or finished already."
        ) from error


@transaction.atomic
def choose(*, submission: Submission, now: datetime) -> None:
    """Let this submission stand for its team on the board.

    Raises
    ------
    DomainError
        If the phase does not let teams choose, the time for it is over, or the submission has
        no score.
    """
    phase = submission.phase
    if phase.selection != Phase.Selection.CHOSEN:
        raise DomainError(
            f"In this phase a team's {phase.get_selection_display().lower()} submission counts; "
            "there is nothing to choose.",
            code="not_chosen_by_teams",
        )
    team = Team.objects.select_for_update().get(pk=submission.team_id)
    if not selectors.takes_choice(phase, team, now):
        raise DomainError(
            "The time for choosing in this phase is over, so the choice stands as it was.",
            code="phase_closed",
        )
    of_team = Submission.objects.filter(team=submission.team_id, phase=phase)
    # Both rows in the order in which a rescore is applied, or the two could wait for each other.
    concerned = of_team.filter(Q(is_chosen=True) | Q(pk=submission.pk)).order_by("pk")
    list(concerned.select_for_update().values_list("pk"))
    of_team.filter(is_chosen=True).exclude(pk=submission.pk).update(is_chosen=False)
    if not of_team.scored().filter(pk=submission.pk).update(is_chosen=True):
        raise DomainError(
            "Only a scored submission can be chosen. Wait for its score, or choose another one.",
            code="not_scored",
        )
    submission.is_chosen = True


def _team_of(user: User, competition: Competition) -> Team:
    registration = (
        Registration.objects.of(user).filter(competition=competition).select_related("team").first()
    )
    if registration is None or registration.status == Registration.Status.WITHDRAWN:
        raise NotAllowed(
            "You are not registered for this competition. Register on its page first; it takes "
            "a minute.",
            code="not_registered",
        )
    if registration.status == Registration.Status.PENDING:
        raise NotAllowed(
            "Your registration waits for the organizers' approval. You can submit as soon as "
            "they have given it.",
            code="not_approved",
        )
    if registration.status != Registration.Status.APPROVED or registration.team is None:
        raise NotAllowed(
            "The organizers have not admitted you to this competition. Write to their contact "
            "address if you think that is a mistake.",
            code="not_approved",
        )
    return registration.team


def _require_open(phase: Phase, *, now: datetime) -> None:
    if phase.is_upcoming(now):
        raise DomainError(
            f"{phase.title} opens on {_moment(phase.opens_at)}. Upload again from then on.",
            code="phase_not_open_yet",
        )
    is_archived = phase.competition.status == Competition.Status.ARCHIVED
    if is_archived or not phase.is_open(now):
        closed = f" on {_moment(phase.closes_at)}" if phase.closes_at else ""
        raise DomainError(
            f"{phase.title} closed{closed} and takes no more submissions.", code="phase_closed"
        )
    if Submission.Kind.PREDICTIONS not in phase.allowed_kinds:
        raise DomainError(
            f"{phase.title} takes no prediction files. Its page says what it takes.",
            code="kind_not_allowed",
        )


def _truth_of(phase: Phase) -> GroundTruth:
    """That in force now, with the phase as it is now."""
    truths = GroundTruth.objects.filter(phase=phase.pk, is_active=True).select_related("phase")
    truth = truths.defer("items").first()
    if truth is None:
        raise DomainError(
            f"{phase.title} cannot score yet: its organizers have not put in the ground truth. "
            "Try again later, or write to them.",
            code="no_ground_truth",
        )
    return truth


def _require_plausible(file: File) -> None:
    """What can be told without reading the file."""
    if not file.size:
        raise BadInput(
            "The file is empty. Upload a file with one line for each image: name,score.",
            code="empty_file",
        )
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise FileTooLarge(
            f"The file has {file.size / MIB:.1f} MiB; at most "
            f"{settings.UPLOAD_MAX_BYTES // MIB} MiB are taken. A line for each image is enough; "
            "leave out everything but names and scores."
        )


def _display_name(file: File) -> str:
    """The name the participant gave the file, as far as it can be shown."""
    name = os.path.basename((file.name or "").replace("\\", "/"))
    return "".join(sign for sign in name if sign.isprintable())[-200:] or "predictions"


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%-d %B %Y at %H:%M} {local.tzname()}"
