"""Everything the ratings of one ground truth say of its raters, as one JSON document."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.metrics import plcc, rmse, srcc
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.correlations import quantities, why_no_score
from evaluator.statistics.leave_one_out import LeaveOneOut, leave_one_out, pairwise
from evaluator.statistics.projection import Recovered, recover
from evaluator.statistics.ratings import is_unanimous, means, ratings_of
from evaluator.statistics.reliability import intraclass, krippendorff_alpha
from evaluator.statistics.screening import Screened, screen
from evaluator.statistics.split_half import DRAWS, SplitHalf, ceiling, split_half
from evaluator.statistics.spread import SCALE, distinguishable, sos, spread

MOST_BARS = 11  # more distinct ratings than this are no categories
Value = TypeVar("Value")


def panel(
    truth: Truth,
    profile: Profile | None = None,
    *,
    scale: tuple[float, float] | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> dict[str, Any]:
    """Judge the raters of a ground truth.

    Parameters
    ----------
    truth : Truth
        With ratings.
    profile : Profile, optional
        Whose formula makes the score, and whose subsets get an SOS parameter each.
    scale : (float, float), optional
        The ends of the rating scale; by default 1 and 5 where all ratings fit, else the lowest
        and the highest rating.
    seed, draws : int
        Of the random split halves.

    Returns
    -------
    dict
        A JSON object without NaN. ``raters`` has a row for each: ``values`` against the mean of
        the others, ``slope``, ``bt500`` and ``p910``; ``leave_one_out`` and ``split_half`` (with
        ``reliability`` and ``ceiling``) sum these up per quantity; ``pairwise``, ``intraclass``
        and ``alpha`` are agreement over all; ``spread``, ``sos``, ``sos_groups`` and ``pairs``
        are of the images, ``recovered`` compares the MOS of ITU-T P.910 with plain means. A part
        that does not exist is None, and ``notes`` says why.

    Raises
    ------
    InvalidTruth
        If there are no ratings.
    UndefinedMetric
        If there are fewer than two raters, or not one rating, or the scale does not hold them.
    """
    profile = profile or Profile()
    ratings = ratings_of(truth)
    ends = _scale_of(ratings) if scale is None else _checked(scale, ratings)
    parts = _Parts()
    alone = leave_one_out(ratings, truth.raters, profile)
    halves = parts.of("Split halves", lambda: split_half(ratings, profile, seed=seed, draws=draws))
    recovered = parts.of("The recovered MOS", lambda: recover(ratings))
    screened = screen(ratings, truth.raters)
    document = {
        "images": len(truth.names),
        "missing": int(np.isnan(ratings).sum()),
        "scale": list(ends),
        "formula": profile.formula,
        "raters": _raters(alone, screened, recovered),
        "histogram": _histogram(ratings),
        "leave_one_out": parts.each(quantities(profile), alone.summary),
        "pairwise": parts.record("Pairs of raters", lambda: pairwise(ratings)),
        "split_half": halves and _halves(halves, parts, profile, seed),
        "intraclass": parts.record("Intraclass correlations", lambda: intraclass(ratings)),
        "alpha": parts.of("Krippendorff's alpha", lambda: krippendorff_alpha(ratings)),
        "spread": parts.of("The raters' spread", lambda: _spread(ratings)),
        "sos": parts.of("SOS", lambda: _sos(ratings, ends)),
        "sos_groups": _sos_groups(truth, ratings, profile, ends),
        "pairs": parts.record("Pairs of images", lambda: distinguishable(ratings)),
        "recovered": recovered
        and parts.of("Recovered against plain MOS", lambda: _against_plain(recovered, ratings)),
    }
    return document | {"notes": [*_notes(alone, screened, ratings, profile), *parts.notes]}


class _Parts:
    """Computes part after part; what is undefined becomes None and a note."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def of(self, what: str, compute: Callable[[], Value]) -> Value | None:
        try:
            return compute()
        except UndefinedMetric as error:
            self.notes.append(f"{what}: {error}")
            return None

    def record(self, what: str, compute: Callable[[], Any]) -> dict[str, Any] | None:
        found = self.of(what, compute)
        return None if found is None else asdict(found)

    def each(
        self, names: Sequence[str], compute: Callable[[str], Any]
    ) -> dict[str, dict[str, Any] | None]:
        return {name: self.record(name, partial(compute, name)) for name in names}


def _scale_of(ratings: FloatArray) -> tuple[float, float]:
    if np.isnan(ratings).all():
        raise UndefinedMetric("The raters' columns are empty.")
    low, high = float(np.nanmin(ratings)), float(np.nanmax(ratings))
    return SCALE if SCALE[0] <= low and high <= SCALE[1] else (low, high)


def _checked(scale: tuple[float, float], ratings: FloatArray) -> tuple[float, float]:
    low, high = scale
    given = ratings[~np.isnan(ratings)]
    if not low < high or bool(((given < low) | (given > high)).any()):
        raise UndefinedMetric(f"Not all ratings lie on a scale from {low:g} to {high:g}.")
    return scale


def _notes(
    alone: LeaveOneOut, screened: Sequence[Screened], ratings: FloatArray, profile: Profile
) -> Iterator[str]:
    without = why_no_score(profile)
    if without:
        yield without
    yield from alone.undefined.values()
    to_the_letter = screen(ratings, [one.rater for one in screened], counts_unanimous=True)
    changed = [
        one.rater
        for one, other in zip(screened, to_the_letter, strict=True)
        if one.is_rejected != other.is_rejected
    ]
    if changed:
        yield (
            f"BT.500 read to the letter counts the {int(is_unanimous(ratings).sum())} images that "
            "all raters rated alike as deviations of everyone; it would judge "
            f"{', '.join(changed)} differently."
        )


def _raters(
    alone: LeaveOneOut, screened: Sequence[Screened], recovered: Recovered | None
) -> list[dict[str, Any]]:
    scores = {one.rater: one for one in alone.raters}
    rows = []
    for index, one in enumerate(screened):
        score = scores.get(one.rater)
        rows.append(
            {
                "rater": one.rater,
                "images": one.images,
                "values": score and score.values,
                "slope": score and score.slope,
                "bt500": {
                    "above": one.above,
                    "below": one.below,
                    "outlying": one.outlying,
                    "one_sided": one.one_sided,
                    "is_rejected": one.is_rejected,
                },
                "p910": recovered and _behaviour(recovered, index),
            }
        )
    return rows


def _behaviour(recovered: Recovered, index: int) -> dict[str, float]:
    names = ("bias", "bias_sd", "inconsistency", "inconsistency_low", "inconsistency_high")
    return {name: float(getattr(recovered, name)[index]) for name in names}


def _histogram(ratings: FloatArray) -> list[dict[str, float]] | None:
    """The share of each rating, or None where ratings are no categories."""
    values, times = np.unique(ratings[~np.isnan(ratings)], return_counts=True)
    if values.size > MOST_BARS:
        return None
    return [
        {"rating": float(value), "share": float(count / times.sum())}
        for value, count in zip(values, times, strict=True)
    ]


def _halves(halves: SplitHalf, parts: _Parts, profile: Profile, seed: int) -> dict[str, Any]:
    steps = ("srcc", "plcc")  # Spearman-Brown is for these; a score gets its ceiling by formula
    return {
        **asdict(halves),
        "sizes": list(halves.sizes),
        "seed": seed,
        "reliability": {
            name: parts.of(f"Reliability of {name}", partial(halves.reliability, name))
            for name in steps
        },
        "ceiling": parts.of("The ceiling", lambda: ceiling(halves, profile)),
    }


def _spread(ratings: FloatArray) -> dict[str, Any]:
    found = spread(ratings)
    return {
        "images": int(found.rows.size),
        "sd": float(found.sds.mean()),
        "half_width": float(found.half_widths.mean()),
        "noise_floor": found.noise_floor,
        "points": [
            {"mos": mos, "sd": sd}
            for mos, sd in zip(found.means.tolist(), found.sds.tolist(), strict=True)
        ],
    }


def _sos(ratings: FloatArray, scale: tuple[float, float]) -> dict[str, float]:
    return {
        "population": sos(ratings, scale=scale),
        "sample": sos(ratings, scale=scale, is_sample=True),
    }


def _sos_groups(
    truth: Truth, ratings: FloatArray, profile: Profile, scale: tuple[float, float]
) -> dict[str, dict[str, float | None]]:
    """SOS (population) per group of each of the profile's subsets."""
    found: dict[str, dict[str, float | None]] = {}
    for grouping in profile.subsets:
        labels = np.array(truth.subsets.get(grouping, ()))
        if labels.size:
            found[grouping] = {
                str(group): _group_sos(ratings[labels == group], scale)
                for group in np.unique(labels)
            }
    return found


def _group_sos(ratings: FloatArray, scale: tuple[float, float]) -> float | None:
    try:
        return sos(ratings, scale=scale)
    except UndefinedMetric:
        return None


def _against_plain(recovered: Recovered, ratings: FloatArray) -> dict[str, float | int]:
    plain = means(ratings, axis=1)
    return {
        "srcc": srcc(recovered.quality, plain),
        "plcc": plcc(recovered.quality, plain),
        "rmse": rmse(recovered.quality, plain),
        "largest_change": float(np.abs(recovered.quality - plain).max()),
        "half_width": float(recovered.half_widths.mean()),
        "iterations": recovered.iterations,
    }
