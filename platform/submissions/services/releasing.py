"""Releasing scores: when a result is recorded, and again when a rescore is applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db.models import Max, Min

from competitions.models import Phase
from participation.models import Team
from submissions.models import Evaluation, HeldBack, Job, Submission
from submissions.release import Control, Scores, released


def evaluation_of(job: Job, exact: Scores, **fields: Any) -> Evaluation:
    """Store what the job found: what the phase releases of it, and the rest for organizers.

    Call it in the transaction that records the result.
    """
    submission = job.submission
    phase = _phase_for_release(submission.phase) if job.rescore_id is None else submission.phase
    # What a rescore found is released when it is applied; until then nobody is shown it.
    best = None if job.rescore_id else _best_released(submission.team, phase)
    shown = released(exact, phase, best=best)
    evaluation = Evaluation.objects.create(
        submission=submission, job=job, **asdict(shown), **fields
    )
    if phase.holds_scores_back:
        HeldBack.objects.create(evaluation=evaluation, **asdict(exact))
    return evaluation


def release_again(phase: Phase, jobs: Iterable[Job]) -> None:
    """Release what these jobs of a rescore found, as the phase is set now.

    By the Ladder a score depends on those before it, so all of the concerned teams' are released
    anew, in the order in which they were handed in. Those that were scored before the phase held
    scores back, and are not of this rescore, stay as they were: they are known.

    The caller has locked the phase in full, which holds off every new result, and has adopted
    the new evaluations.
    """
    rescored = {job.pk: job for job in jobs}
    if phase.leak_control == Control.LADDER:
        teams = {job.submission.team_id for job in rescored.values()}
        for team_id in sorted(teams):
            _climb(phase, team_id, rescored)
        return
    found = Submission.objects.scored().filter(evaluation__job__in=list(rescored))
    for submission in found.select_related("evaluation__held_back"):
        evaluation = _current(submission)
        exact = _exact(evaluation)
        _show(submission, released(exact, phase, best=None))
        _hold_back(evaluation, exact if phase.holds_scores_back else None)


def _climb(phase: Phase, team_id: int, rescored: Iterable[Any]) -> None:
    scored = Submission.objects.scored().filter(phase=phase, team=team_id)
    best: float | None = None
    better = max if phase.profile.higher_is_better else min
    for submission in scored.select_related("evaluation__held_back").order_by("submitted_at", "pk"):
        evaluation = _current(submission)
        if evaluation.job_id in rescored or evaluation.found is not evaluation:
            exact = _exact(evaluation)
            _show(submission, released(exact, phase, best=best))
            _hold_back(evaluation, exact)
        best = evaluation.score if best is None else better(best, evaluation.score)


def _phase_for_release(phase: Phase) -> Phase:
    """The phase as it is now; where the Ladder is on, one result after the other.

    Or two results of a team at the same moment would both be compared with the same best, and
    both told. It is the phase's row and not the team's, since applying a rescore locks it too.
    """
    if phase.leak_control != Control.LADDER:
        return phase
    return Phase.objects.select_for_update(no_key=True).get(pk=phase.pk)


def _best_released(team: Team, phase: Phase) -> float | None:
    """The best that the team was told so far, whenever what earned it was handed in.

    Uploads may be scored in another order than they came in, and what has been told counts.
    """
    if phase.leak_control != Control.LADDER:
        return None
    best = Max("score") if phase.profile.higher_is_better else Min("score")
    value: float | None = (
        Submission.objects.scored().of_team(team, phase).aggregate(best=best)["best"]
    )
    return value


def _current(submission: Submission) -> Evaluation:
    """A scored submission has one; the constraint says so."""
    assert submission.evaluation is not None  # noqa: S101
    return submission.evaluation


def _exact(evaluation: Evaluation) -> Scores:
    found = evaluation.found
    return Scores(found.score, found.metrics, found.subsets)


def _show(submission: Submission, shown: Scores) -> None:
    """Let the submission and its evaluation say this, if they say something else."""
    evaluation = _current(submission)
    values = asdict(shown)
    if all(getattr(evaluation, name) == value for name, value in values.items()):
        return
    Evaluation.objects.filter(pk=evaluation.pk).update(**values)
    Submission.objects.filter(pk=submission.pk).update(score=shown.score)
    evaluation.score = submission.score = shown.score


def _hold_back(evaluation: Evaluation, exact: Scores | None) -> None:
    if exact is None:
        HeldBack.objects.filter(evaluation=evaluation).delete()
    elif evaluation.found is evaluation:
        HeldBack.objects.create(evaluation=evaluation, **asdict(exact))
