"""What the board says, in a sentence."""

from django.utils.safestring import SafeString

from leaderboards.selectors import Board
from leaderboards.standing import Place

DECIMALS = 4


def number(value: float) -> SafeString:
    """A score or a metric as people read it: four decimals, and a real minus sign."""
    # Digits need no escaping, and a board shows hundreds of them.
    return SafeString(f"{value:.{DECIMALS}f}".replace("-", "−"))


def verdict(board: Board, *, images: int | None) -> str:
    """Who leads, by how much, on how many images; empty where the viewer may not know."""
    if not board.viewer.sees_all or not board.places:
        return ""
    ranked = sorted((place for place in board.places if place.rank), key=_rank)
    if not ranked:
        return _only_unranked(board)
    leaders = [place for place in ranked if place.rank == 1]
    others = ranked[len(leaders) :]
    return f"{_lead(leaders, others)}{f' on {images} images' if images else ''}."


def _lead(leaders: list[Place], others: list[Place]) -> str:
    score = number(leaders[0].score)
    if len(leaders) > 1:
        return f"{_names(leaders)} share the lead with {score}"
    lead = f"{leaders[0].team_name} leads with {score}"
    if not others:
        return lead
    second = [place for place in others if place.rank == others[0].rank]
    return f"{lead}, {_margin(leaders[0].score, second[0].score)} ahead of {_names(second)}"


def _margin(first: float, second: float) -> str:
    margin = abs(first - second)
    smallest = 10**-DECIMALS
    return number(margin) if margin >= smallest else f"less than {number(smallest)}"


def _names(places: list[Place]) -> str:
    names = [place.team_name for place in places]
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _only_unranked(board: Board) -> str:
    higher = board.phase.profile.higher_is_better
    best = (max if higher else min)(board.places, key=_score)
    return f"No team is ranked yet. The one to beat is {best.team_name} with {number(best.score)}."


def _rank(place: Place) -> int:
    return place.rank or 0


def _score(place: Place) -> float:
    return place.score
