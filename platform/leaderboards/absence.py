"""Why a team's submission is not what the board shows: nothing is left out without a word."""

from competitions.models import Phase
from leaderboards.selectors import Board
from participation.models import Team
from submissions.models import Submission

Status = Submission.Status
SELECTED = {
    Phase.Selection.BEST: "best",
    Phase.Selection.LAST: "last scored",
    Phase.Selection.CHOSEN: "chosen",
}


def explain_absence(board: Board) -> str:
    """A sentence for the viewer's own team; empty where its latest submission is on the board."""
    team = board.viewer.team
    if team is None:
        return ""
    place = next((place for place in board.places if place.team_id == team.pk), None)
    latest = _latest(board.phase, team)
    if place is None:
        return f"{team.name} is not on this board: {_why_no_row(board.phase, latest)}"
    if latest is None or latest.pk == place.submission_id:
        return ""
    selected = SELECTED[Phase.Selection(board.phase.selection)]
    return (
        f"The board shows your team's {selected} submission, #{place.submission_id}. "
        f"Your latest, #{latest.pk}, {_what_became_of(latest)}"
    )


def _latest(phase: Phase, team: Team) -> Submission | None:
    return Submission.objects.of_team(team, phase).order_by("-submitted_at", "-pk").first()


def _why_no_row(phase: Phase, latest: Submission | None) -> str:
    if latest is None:
        return "it has not submitted anything to this phase yet."
    is_scored = Submission.objects.scored().of_team(latest.team, phase).exists()
    if is_scored and phase.selection == Phase.Selection.CHOSEN:
        return (
            "in this phase each team chooses the submission that counts, and yours has not "
            "chosen a scored one. Choose it under My submissions."
        )
    return f"its latest submission, #{latest.pk}, {_what_became_of(latest)}"


def _what_became_of(submission: Submission) -> str:
    match Status(submission.status):
        case Status.QUEUED:
            return "waits in the queue; the board changes when it has a score."
        case Status.RUNNING:
            return "is being scored; the board changes when it has a score."
        case Status.SCORED:
            return f"scored {submission.score:.4f}."
        case Status.REJECTED:
            return f"was rejected: {submission.reason}"
        case Status.FAILED:
            return f"could not be scored through our fault: {submission.reason}"
        case Status.CANCELLED:
            return "was cancelled."
