"""The three correlations and the score made of them, for one vector against another."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.formula import names_in
from evaluator.metrics.registry import PLAIN
from evaluator.profile import Profile
from evaluator.statistics.ratings import FEWEST_IMAGES

CORRELATIONS = ("srcc", "plcc", "krcc")
SCORE = "score"


def why_no_score(profile: Profile) -> str | None:
    """Why raters have no score under this profile; None where they have one.

    A rater's errors in the unit of the MOS say nothing of what a predictor, fitted to the MOS,
    can reach: only correlations are compared.
    """
    return _why_no_score(profile.formula)


@lru_cache(maxsize=64)  # asked anew for each of thousands of split halves
def _why_no_score(formula: str) -> str | None:
    others = sorted(names_in(formula) - set(CORRELATIONS))
    if not others:
        return None
    return (
        f"The score {formula} depends on {', '.join(others)}; "
        "raters are compared by srcc, plcc and krcc only."
    )


def quantities(profile: Profile) -> tuple[str, ...]:
    """What is computed: the correlations, and the score where it is made of them."""
    return CORRELATIONS if why_no_score(profile) else (*CORRELATIONS, SCORE)


def with_score(values: Mapping[str, float], profile: Profile) -> dict[str, float]:
    """The correlations, and the score where it is made of them."""
    if why_no_score(profile):
        return dict(values)
    return {**values, SCORE: profile.score(values)}


def correlate(first: FloatArray, second: FloatArray, profile: Profile) -> dict[str, float]:
    """SRCC, PLCC, KRCC and the score over the images that both vectors rate.

    Raises
    ------
    UndefinedMetric
        If fewer than three images have both values, one side is constant, or the formula has
        no value.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    if int(both.sum()) < FEWEST_IMAGES:
        raise UndefinedMetric(f"Fewer than {FEWEST_IMAGES} images have both ratings.")
    x, y = first[both], second[both]
    return with_score({name: PLAIN[name](x, y) for name in CORRELATIONS}, profile)
