"""The reference lines that raters draw across a leaderboard."""

from collections.abc import Iterable, Mapping
from typing import Any

from evaluator.errors import UndefinedMetric
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.correlations import CORRELATIONS, SCORE, why_no_score
from evaluator.statistics.leave_one_out import LeaveOneOut, leave_one_out
from evaluator.statistics.ratings import ratings_of
from evaluator.statistics.split_half import SplitHalf, ceiling, split_half

FEWEST_RATERS = 3


def human_lines(truth: Truth, profile: Profile, *, seed: int) -> dict[str, Any] | None:
    """What one rater, half of the panel, and a perfect predictor reach on these images.

    Parameters
    ----------
    truth : Truth
    profile : Profile
        Its formula makes the scores.
    seed : int
        Of the random split halves.

    Returns
    -------
    dict or None
        None without ratings, or with fewer than three raters. Else ``human`` (each rater against
        the others: ``score`` is the mean, ``low`` and ``high`` the ends), ``ceiling`` (a
        predictor without error) and ``panel_half`` (half of the panel against the other half,
        ``low`` and ``high`` hold 95% of the draws). ``metrics`` has a value for those of the
        profile's metrics that are correlations, else None. Where a part has no score its values
        are None and ``reason`` says why.
    """
    if truth.ratings is None or len(truth.raters) < FEWEST_RATERS:
        return None
    ratings = ratings_of(truth)
    alone = leave_one_out(ratings, truth.raters, profile)
    try:
        halves: SplitHalf | UndefinedMetric = split_half(ratings, profile, seed=seed)
    except UndefinedMetric as error:
        halves = error
    return {
        "human": _human(alone, profile),
        "ceiling": _ceiling(halves, profile),
        "panel_half": _panel_half(halves, profile),
    }


def _human(alone: LeaveOneOut, profile: Profile) -> dict[str, Any]:
    if not alone.raters:
        reason = next(iter(alone.undefined.values()))
        return _none(("score", "low", "high"), reason) | {"metrics": _metrics({}, profile)}
    metrics = {name: alone.summary(name).mean for name in CORRELATIONS}
    without = why_no_score(profile)
    if without:
        return _none(("score", "low", "high"), without) | {"metrics": _metrics(metrics, profile)}
    score = alone.summary(SCORE)
    return {
        "score": score.mean,
        "low": score.low,
        "high": score.high,
        "metrics": _metrics(metrics, profile),
    }


def _ceiling(halves: SplitHalf | UndefinedMetric, profile: Profile) -> dict[str, Any]:
    try:
        if isinstance(halves, UndefinedMetric):
            raise halves
        found = ceiling(halves, profile)
    except UndefinedMetric as error:
        return _none(("score",), str(error)) | {"metrics": _metrics({}, profile)}
    without = why_no_score(profile)
    line = _none(("score",), without) if without else {"score": found[SCORE]}
    return line | {"metrics": _metrics(found, profile)}


def _panel_half(halves: SplitHalf | UndefinedMetric, profile: Profile) -> dict[str, Any]:
    without = why_no_score(profile)
    if without or isinstance(halves, UndefinedMetric):
        return _none(("score", "low", "high"), without or str(halves))
    score = halves.values[SCORE]
    return {"score": score.mean, "low": score.low, "high": score.high}


def _none(keys: Iterable[str], reason: str) -> dict[str, Any]:
    return dict.fromkeys(keys) | {"reason": reason}


def _metrics(values: Mapping[str, float], profile: Profile) -> dict[str, float | None]:
    return {name: values.get(name) for name in profile.metrics}
