"""Which two teams are compared, on what, and by whose leave; the numbers come from a task.

A comparison covers the submissions that stand on the board, scored by what scores now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import BadInput, DomainError
from leaderboards import computations, selectors
from leaderboards.models import Computation
from leaderboards.selectors import Board, Standard, Viewer
from leaderboards.standing import Place
from leaderboards.verdict import number
from participation.models import Team
from submissions.models import AlignedPredictions

# Anybody may ask, and each pair is a second's work: what is above is asked for a little later.
MOST_PENDING = 50


class NoSuchTeam(DomainError):
    code = "no_such_team"
    status = 404


class NotComparable(DomainError):
    """There are two teams, and still nothing to compare."""

    code = "not_comparable"


@dataclass(frozen=True)
class Pair:
    """Two rows of a board, in the order they were asked for."""

    board: Board
    standard: Standard
    first: Place
    second: Place

    @property
    def places(self) -> tuple[Place, Place]:
        return self.first, self.second


def may_compare(board: Board) -> bool:
    """Whether the viewer may compare teams here.

    Organizers always may. For the others a comparison is made of exact scores, so none is shown
    while the board is hidden or lets out less than those.
    """
    viewer, phase = board.viewer, board.phase
    if viewer.is_organizer:
        return True
    return viewer.sees_all and phase.shows_comparisons and not phase.holds_scores_back


def may_see_images(board: Board, now: datetime) -> bool:
    """Whether the viewer may see what was predicted for single images, and their MOS."""
    return board.viewer.is_organizer or board.phase.is_truth_public(now)


def pair_of(board: Board, first: int, second: int) -> Pair:
    """The two teams on this board, by their numbers.

    Raises
    ------
    DomainError
        If both are the same, the board shows no such team, or one's score is of another
        ground truth or metric profile than the present one.
    """
    places = _place_of(board, first), _place_of(board, second)
    if first == second:
        raise BadInput(
            f"You chose {places[0].team_name} twice. Choose two different teams.",
            code="same_team",
        )
    standard = selectors.standard_of(board.phase)
    if standard is None:
        raise NotComparable("There is no ground truth to compare by.")
    pair = Pair(board, standard, *places)
    _require_present_measure(pair)
    _require_predictions(pair)
    return pair


def find_or_request(pair: Pair) -> Computation | None:
    """The comparison of the two, asked for if nobody did yet; None while too many others wait."""
    phase, inputs = pair.board.phase, _inputs(pair)
    kind = Computation.Kind.COMPARISON
    found = computations.find(kind, phase, inputs)
    if found is None and Computation.objects.of(phase, kind).pending().count() < MOST_PENDING:
        return computations.find_or_request(kind, phase, inputs)
    return found


def images_of(pair: Pair, computation: Computation | None, now: datetime) -> list[dict[str, Any]]:
    """The single images of a finished comparison, most disagreed on first; none for who may not.

    The document itself names no image: these are kept apart from it.
    """
    if computation is None or not may_see_images(pair.board, now):
        return []
    images: list[dict[str, Any]] = (computation.details or {}).get("images", [])
    return images


def neighbours_of(board: Board, team_id: int) -> list[Place]:
    """The teams directly above and below on the board, where they can be compared with it."""
    places = board.places
    index = next((at for at, place in enumerate(places) if place.team_id == team_id), None)
    if index is None or not may_compare(board):
        return []
    return places[max(0, index - 1) : index] + places[index + 1 : index + 2]


def label_of(place: Place) -> str:
    """A row of the board in a list to choose from."""
    rank = f"{place.rank}." if place.rank else "–"
    return f"{rank} {place.team_name} ({number(place.score)})"


def _inputs(pair: Pair) -> dict[str, Any]:
    return {
        "evaluations": [[place.evaluation_id, place.file_sha256] for place in pair.places],
        "truth": pair.standard.truth_sha256,
        "profile": pair.board.phase.profile.document,
    }


def _place_of(board: Board, team_id: int) -> Place:
    for place in board.places:
        if place.team_id == team_id:
            return place
    if _may_know(board.viewer, team_id):
        team = Team.objects.filter(pk=team_id, competition=board.phase.competition_id).first()
        if team is not None:
            raise NotComparable(
                f"{team.name} has no score in {board.phase.title} yet, so there is nothing to "
                "compare."
            )
    raise NoSuchTeam("This board shows no such team. Choose two teams from the list.")


def _may_know(viewer: Viewer, team_id: int) -> bool:
    return viewer.sees_history_of(team_id)


def _require_present_measure(pair: Pair) -> None:
    for place in pair.places:
        if place.truth_id != pair.standard.truth_id:
            raise NotComparable(_of_another(place, "ground truth"))
        if place.profile_id != pair.board.phase.profile_id:
            raise NotComparable(_of_another(place, "metric profile"))


def _of_another(place: Place, what: str) -> str:
    return (
        f"{place.team_name} was scored by another {what} than the present one, and scores of two "
        "measures do not compare. Once the organizers have rescored the phase, they will."
    )


def _require_predictions(pair: Pair) -> None:
    asked = {place.evaluation_id: place for place in pair.places}
    kept = AlignedPredictions.objects.filter(evaluation__in=asked).values_list(
        "evaluation_id", flat=True
    )
    for evaluation_id in sorted(set(asked) - set(kept)):
        raise NotComparable(
            f"The predictions of {asked[evaluation_id].team_name} are not kept here, only their "
            "scores, and so cannot be compared image by image."
        )
