"""Short ways to a phase with teams and scores, for the tests of the board."""

import struct
from typing import Any

from accounts.models import User
from competitions.models import Phase
from leaderboards import selectors
from leaderboards.selectors import Board
from participation.models import Team
from submissions.models import AlignedPredictions, Submission
from tests.factories import (
    NOW,
    TARGETS,
    OrganizerFactory,
    RegistrationFactory,
    SubmissionFactory,
    score_submission,
)


def team(phase: Phase, name: str, **fields: Any) -> Team:
    """A team of one approved person."""
    of_one = RegistrationFactory(competition=phase.competition).team
    for field, value in {"name": name, **fields}.items():
        setattr(of_one, field, value)
    of_one.save()
    return of_one


def scored(
    of_team: Team,
    phase: Phase,
    score: float,
    metrics: dict[str, float] | None = None,
    **fields: Any,
) -> Submission:
    submission = SubmissionFactory(phase=phase, team=of_team, **fields)
    return score_submission(submission, score, metrics)


def aligned(submission: Submission, values: list[float] | None = None) -> None:
    """Store the predictions that an evaluation was made of; by default the targets."""
    of_truth = values or TARGETS
    AlignedPredictions.objects.create(
        evaluation=submission.evaluation, values=struct.pack(f"<{len(of_truth)}d", *of_truth)
    )


def organizer(phase: Phase) -> User:
    return OrganizerFactory(competition=phase.competition).user


def board(phase: Phase, user: User, sort: str = "") -> Board:
    viewer = selectors.viewer_of(phase, user, NOW)
    return selectors.standings(phase, viewer=viewer, sort=sort)


def shown(of_phase: Board) -> list[tuple[int | None, str, float]]:
    """Rank, team and score of each row."""
    return [(row.rank, row.place.team_name, row.place.score) for row in of_phase[:]]
