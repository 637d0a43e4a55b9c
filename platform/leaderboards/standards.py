"""What a board's statistics are made of: which standings count, by which truth and profile."""

from typing import Any

from leaderboards.selectors import Board, Standard
from leaderboards.standing import Place


def board_inputs(board: Board, standard: Standard | None) -> dict[str, Any] | None:
    """Everything that decides a whole board's statistics; None where nothing can be computed.

    Of the standings those count that were scored by what scores now: others, which wait for a
    rescore, are not comparable.
    """
    places = [place for place in board.places if is_by(place, standard, board)]
    if standard is None or not places:
        return None
    return {
        # In an order of their own: however the board is sorted, it is the same board.
        "evaluations": sorted(
            [place.evaluation_id, place.file_sha256, place.is_ranked] for place in places
        ),
        "truth": standard.truth_sha256,
        "profile": board.phase.profile.document,
        "training": standard.training_sha256,
    }


def is_by(place: Place, standard: Standard | None, board: Board) -> bool:
    """Whether the place was scored by the phase's active truth and its present profile."""
    return (
        standard is not None
        and place.truth_id == standard.truth_id
        and place.profile_id == board.phase.profile_id
    )
