"""What the board says, in a sentence."""

from itertools import pairwise

from django.utils.safestring import SafeString

from leaderboards.selectors import Board
from leaderboards.standing import Place
from leaderboards.uncertainty import NOTHING, Uncertainty

DECIMALS = 4
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 10: "tenth"}


def number(value: float) -> SafeString:
    """A score or a metric as people read it: four decimals, and a real minus sign."""
    # Digits need no escaping, and a board shows hundreds of them.
    return SafeString(f"{value:.{DECIMALS}f}".replace("-", "−"))


def verdict(board: Board, *, images: int | None, uncertainty: Uncertainty = NOTHING) -> str:
    """Who leads, and which ranks can be told apart; empty where the viewer may not know.

    Until the statistics are known, by how much somebody leads.
    """
    if not board.viewer.sees_all or not board.places:
        return ""
    ranked = sorted((place for place in board.places if place.rank), key=_rank)
    if not ranked:
        return _only_unranked(board)
    leaders = [place for place in ranked if place.rank == 1]
    on_images = f" on {images} images" if images else ""
    groups = _groups(ranked, uncertainty)
    if len(ranked) < 2 or not groups:
        return f"{_lead(leaders, ranked[len(leaders) :])}{on_images}."
    return f"{_first(leaders)}. {_told_apart(groups, on_images, uncertainty)}"


def _groups(ranked: list[Place], uncertainty: Uncertainty) -> list[list[Place]]:
    """The ranked places in the groups that can be told apart, best first."""
    by_evaluation = {place.evaluation_id: place for place in ranked}
    groups = [
        [by_evaluation[key] for key in group if key in by_evaluation]
        for group in uncertainty.groups
    ]
    return [group for group in groups if group]


def _told_apart(groups: list[list[Place]], on_images: str, uncertainty: Uncertainty) -> str:
    """About the best group of more than one: what cannot be told apart, and how surely not."""
    together = next((group for group in groups if len(group) > 1), None)
    if together is None:
        return f"All ranks can be told apart{on_images}."
    first, last = _rank(together[0]), _rank(together[-1])
    whole = (first, last)
    is_one = all(uncertainty.rank_range_of(place) == whole for place in together)
    cannot = "cannot be told apart" if is_one else "cannot all be told apart"
    which = _ranks(first, last)
    return f"{which} {cannot}{on_images}{_flip(together, uncertainty)}."


def _ranks(first: int, last: int) -> str:
    if first == last:
        return f"The teams of rank {first}"
    return f"Ranks {first} {'and' if last == first + 1 else 'to'} {last}"


def _flip(together: list[Place], uncertainty: Uncertainty) -> str:
    """Of the two next to each other whose order is the least sure, how often it turns round."""
    flips = uncertainty.flips
    pairs = [
        (flips[key], better, worse)
        for better, worse in pairwise(together)
        if (key := (better.evaluation_id, worse.evaluation_id)) in flips
    ]
    if not pairs:
        return ""
    flip, better, worse = max(pairs, key=lambda pair: pair[0])
    if not flip:
        return ""
    names = f"{better.team_name} and {worse.team_name}"
    return f": the order of {names} would flip in {_how_often(flip)}"


def _how_often(share: float) -> str:
    """A share in words: every second one, or so many per cent."""
    every = round(1 / share)
    if every in ORDINALS and abs(share - 1 / every) < 0.15 / every:
        return f"every {ORDINALS[every]} resampling"
    return f"{100 * share:.0f}% of the resamplings" if share >= 0.01 else "few resamplings"


def _first(leaders: list[Place]) -> str:
    score = number(leaders[0].score)
    verb = "share the lead with" if len(leaders) > 1 else "leads with"
    return f"{_names(leaders)} {verb} {score}"


def _lead(leaders: list[Place], others: list[Place]) -> str:
    if len(leaders) > 1 or not others:
        return _first(leaders)
    second = [place for place in others if place.rank == others[0].rank]
    margin = _margin(leaders[0].score, second[0].score)
    return f"{_first(leaders)}, {margin} ahead of {_names(second)}"


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
