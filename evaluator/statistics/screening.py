"""Which raters the screening of ITU-R BT.500 would leave out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray
from evaluator.statistics.ratings import (
    checked,
    counts,
    deviations,
    is_unanimous,
    means,
    square_sums,
)

NORMAL = (2.0, 4.0)  # kurtosis that counts as normal
FEW_SIGMAS, MANY_SIGMAS = 2.0, math.sqrt(20)
MOST_OUTLYING, LEAST_ONE_SIDED = 0.05, 0.3


@dataclass(frozen=True)
class Screened:
    """What the screening says of one rater.

    Attributes
    ----------
    rater : str
    images : int
        Rated by this rater.
    above, below : int
        P and Q: ratings far above and far below the image's mean.
    outlying : float
        First ratio, (P + Q) / images, in [0, 1].
    one_sided : float or None
        Second ratio, |P - Q| / (P + Q), in [0, 1]; None without any outlying rating.
    is_rejected : bool
        First ratio above 0.05 and second below 0.3: often far off, and to both sides.
    """

    rater: str
    images: int
    above: int
    below: int
    outlying: float
    one_sided: float | None
    is_rejected: bool


def screen(
    ratings: ArrayLike, raters: Sequence[str], *, counts_unanimous: bool = False
) -> tuple[Screened, ...]:
    """Screen raters by the kurtosis test of ITU-R BT.500.

    An image whose ratings look normal (kurtosis from 2 to 4) counts ratings 2 or more sample
    standard deviations from its mean, any other image those √20 or more away. It catches raters
    who are erratic; one who is merely strict or mild is kept.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        NaN where a rater gave nothing.
    raters : sequence of str, length k
    counts_unanimous : bool
        An image that all raters gave one rating has no deviation and no kurtosis. Read to the
        letter, "at or beyond 0 from the mean" then counts it above and below for every rater,
        which makes each of them look more erratic for agreeing; so do implementations that
        compare with >=. False, the default, counts nothing there.

    Returns
    -------
    tuple of Screened
        In the order of `raters`.

    References
    ----------
    .. [1] Recommendation ITU-R BT.500-15, "Methodologies for the subjective assessment of the
       quality of television images", 2023, Annex 1, clause on screening of the observers.
    """
    table = checked(ratings)
    off = table - means(table, axis=1)[:, None]
    reach = (_sigmas(table) * np.nan_to_num(deviations(table, axis=1, ddof=1)))[:, None]
    counted = np.ones(len(table), dtype=bool) if counts_unanimous else ~is_unanimous(table)
    above = ((off >= reach) & counted[:, None]).sum(axis=0)
    below = ((off <= -reach) & counted[:, None]).sum(axis=0)
    given = counts(table, axis=0)
    return tuple(
        _screened(rater, int(given[i]), int(above[i]), int(below[i]))
        for i, rater in enumerate(raters)
    )


def _sigmas(table: FloatArray) -> FloatArray:
    """How many standard deviations are far, per image."""
    given, squares = counts(table, axis=1), square_sums(table, axis=1)
    fourth = np.nansum((table - means(table, axis=1)[:, None]) ** 4, axis=1)
    kurtosis = np.divide(
        given * fourth, squares**2, out=np.zeros(len(table)), where=~is_unanimous(table)
    )
    is_normal = (kurtosis >= NORMAL[0]) & (kurtosis <= NORMAL[1])
    return np.where(is_normal, FEW_SIGMAS, MANY_SIGMAS)


def _screened(rater: str, images: int, above: int, below: int) -> Screened:
    total = above + below
    outlying = total / images if images else 0.0
    one_sided = abs(above - below) / total if total else None
    is_rejected = one_sided is not None and outlying > MOST_OUTLYING and one_sided < LEAST_ONE_SIDED
    return Screened(rater, images, above, below, outlying, one_sided, is_rejected)
