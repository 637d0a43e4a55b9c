"""Scoring again: prepare, look, then apply or discard. Until it is applied the board stays."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from competitions.models import Phase
from core.errors import BadInput, DomainError, NotAllowed
from core.models import record_act
from datasets.models import GroundTruth
from submissions import dispatch
from submissions.models import Job, Rescore, Submission
from submissions.services.releasing import release_again

# The person waits for these messages; those of the other jobs are for the reaper to send.
SENT_AT_ONCE = 200
BATCH = 1000
UNFINISHED = (Job.Status.PENDING, Job.Status.LEASED)


@transaction.atomic
def rescore_phase(*, phase: Phase, user: User, reason: str) -> Rescore:
    """Prepare to score every finished submission of the phase again.

    Raises
    ------
    NotAllowed
        If `user` does not organize the competition.
    DomainError
        If another rescore is open, there is nothing to score, or something of the phase is still
        being scored by a ground truth or metric profile that is in force no more.
    """
    rescore = _prepare(phase, user=user, reason=reason)
    truth = _truth_in_force(rescore.phase)
    _require_nothing_outdated(rescore.phase, truth)
    finished = Submission.objects.filter(phase=phase, status__in=Submission.RESCORABLE)
    _queue(rescore, finished, truth=truth)
    return rescore


@transaction.atomic
def rescore_submission(*, submission: Submission, user: User, reason: str) -> Rescore:
    """Prepare to score one finished submission again."""
    if not submission.is_finished or submission.status == Submission.Status.CANCELLED:
        raise DomainError(
            "Only a finished submission can be scored again; this one is "
            f"{submission.get_status_display().lower()}.",
            code="not_finished",
        )
    rescore = _prepare(submission.phase, user=user, reason=reason)
    one = Submission.objects.filter(pk=submission.pk, status__in=Submission.RESCORABLE)
    _queue(rescore, one, truth=_truth_in_force(rescore.phase))
    return rescore


@transaction.atomic
def apply_rescore(*, rescore: Rescore, user: User, now: datetime) -> None:
    """Let the new evaluations count, all at once, and release of them what the phase does.

    Submissions whose new scoring failed keep what they have. When each was handed in stays.

    Raises
    ------
    NotAllowed
        If `user` does not organize the competition.
    DomainError
        If the rescore is settled already, not finished, or made by a ground truth or a profile
        that is not in force any more.
    """
    phase = Phase.objects.select_for_update().get(pk=rescore.phase_id)
    _settle(rescore, user=user, now=now, applied=True)
    _require_in_force(rescore, phase)
    if rescore.jobs.filter(status__in=UNFINISHED).exists():
        raise DomainError(
            "Some submissions are still being scored. Wait until all are, then apply.",
            code="rescore_not_finished",
        )
    decided = list(_decided(rescore))
    before = _standing(phase, decided)
    for job in decided:
        _apply(job)
    release_again(phase, decided)
    after = _standing(phase, decided)
    changed = sum(before[pk] != after[pk] for pk in before)
    _record("rescore_applied", rescore, user=user, changed=changed)


@transaction.atomic
def discard_rescore(*, rescore: Rescore, user: User, now: datetime) -> None:
    """Let everything stay as it is; the evaluations that were made are kept as history."""
    _settle(rescore, user=user, now=now, applied=False)
    # In one statement: whichever a worker takes at this moment is left to it.
    Job.objects.pending().filter(rescore=rescore).cancel(now=now)
    _record("rescore_discarded", rescore, user=user)


def _prepare(phase: Phase, *, user: User, reason: str) -> Rescore:
    _require_organizer(phase, user)
    if not reason.strip():
        raise BadInput(
            "Say why it is scored again; the reason is kept in the log.", code="no_reason"
        )
    # One at a time: two that are open would each compare with a board that the other changes.
    # The full lock also waits for uploads whose submission is written and not committed.
    locked = Phase.objects.select_for_update().get(pk=phase.pk)
    if locked.rescores.filter(applied_at__isnull=True, discarded_at__isnull=True).exists():
        raise DomainError(
            "Another rescore of this phase is open. Apply or discard it first.",
            code="rescore_open",
        )
    return Rescore.objects.create(phase=locked, requested_by=user, reason=reason.strip()[:300])


def _truth_in_force(phase: Phase) -> GroundTruth:
    truth = GroundTruth.objects.filter(phase=phase, is_active=True).defer("items").first()
    if truth is None:
        raise DomainError("The phase has no ground truth to score by.", code="no_ground_truth")
    return truth


def _require_nothing_outdated(phase: Phase, truth: GroundTruth) -> None:
    """Or what is in the queue would come to stand beside the others by another measure."""
    in_force = Q(truth=truth, profile=phase.profile_id)
    unfinished = Job.objects.filter(submission__phase=phase, status__in=UNFINISHED)
    count = unfinished.exclude(in_force).count()
    if count:
        are = "submission is" if count == 1 else "submissions are"
        raise DomainError(
            f"{count} {are} still being scored by the ground truth or metric profile of before. "
            "Wait until none is, then rescore the phase; it takes them in as well.",
            code="outdated_jobs",
        )


def _queue(rescore: Rescore, submissions: QuerySet[Submission], *, truth: GroundTruth) -> None:
    phase = rescore.phase
    jobs = [
        Job(
            submission_id=pk,
            rescore=rescore,
            truth=truth,
            profile_id=phase.profile_id,
            queue=phase.queue,
        )
        for pk in submissions.order_by("submitted_at", "pk").values_list("pk", flat=True)
    ]
    if not jobs:
        raise DomainError("There is nothing to score again.", code="nothing_to_rescore")
    try:
        with transaction.atomic():
            Job.objects.bulk_create(jobs, batch_size=BATCH)
    except IntegrityError as error:
        raise DomainError(
            "Some of these submissions are being scored at the moment. Try again when they are "
            "finished.",
            code="rescore_open",
        ) from error
    for job in jobs[:SENT_AT_ONCE]:
        dispatch.send_on_commit(job)
    _record("rescore_prepared", rescore, user=rescore.requested_by, submissions=len(jobs))


def _settle(rescore: Rescore, *, user: User, now: datetime, applied: bool) -> None:
    """Mark the rescore applied or discarded; of two who try, one wins."""
    _require_organizer(rescore.phase, user)
    changes = {"applied_at" if applied else "discarded_at": now}
    open_one = Rescore.objects.filter(
        pk=rescore.pk, applied_at__isnull=True, discarded_at__isnull=True
    )
    if not open_one.update(**changes):
        raise DomainError("This rescore was applied or discarded already.", code="rescore_settled")


def _require_in_force(rescore: Rescore, phase: Phase) -> None:
    """Refuse scores that would stand beside those of another ground truth or profile."""
    in_force = Q(truth__is_active=True, profile=phase.profile_id)
    if rescore.jobs.exclude(in_force).exists():
        raise DomainError(
            "The ground truth or the metric profile has changed since this was scored again. "
            "Discard it, and score again by the one in force.",
            code="outdated_rescore",
        )


def _decided(rescore: Rescore) -> Iterable[Job]:
    decided = rescore.jobs.filter(status__in=[Job.Status.DONE, Job.Status.REJECTED])
    decided = decided.select_related("submission", "evaluation").order_by("submission")
    return decided.defer("log", "evaluation__metrics", "evaluation__subsets")


def _standing(phase: Phase, jobs: Iterable[Job]) -> dict[int, tuple[str, float | None]]:
    """How everything that the teams of these jobs handed in counts."""
    teams = {job.submission.team_id for job in jobs}
    rows = Submission.objects.filter(phase=phase, team__in=teams)
    return {pk: (status, score) for pk, status, score in rows.values_list("pk", "status", "score")}


def _apply(job: Job) -> None:
    submission = job.submission
    if job.status == Job.Status.DONE:
        submission.adopt(job.evaluation)
    else:
        submission.withdraw_score(code=job.reason_code, reason=job.reason)


def _require_organizer(phase: Phase, user: User) -> None:
    if not phase.competition.is_organized_by(user):
        raise NotAllowed("Only organizers of the competition can score again.")


def _record(action: str, rescore: Rescore, *, user: User, **detail: object) -> None:
    record_act(
        actor=user,
        action=action,
        target=rescore,
        competition_id=rescore.phase.competition_id,
        phase=rescore.phase.slug,
        reason=rescore.reason,
        **detail,
    )
