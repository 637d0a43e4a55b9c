"""How far raters lie apart on one image, and what that makes of the MOS and its differences."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from evaluator.arrays import FloatArray, IntArray
from evaluator.errors import UndefinedMetric
from evaluator.statistics.ratings import checked, counts, deviations, means

SCALE = (1.0, 5.0)
LEVEL = 0.95


@dataclass(frozen=True)
class Spread:
    """The images with two ratings or more.

    Attributes
    ----------
    rows : ndarray, shape (m,)
        Which images of the table these are.
    counts : ndarray, shape (m,)
        Ratings per image.
    means, sds : ndarray, shape (m,)
        MOS, and the sample standard deviation (n - 1) of its ratings; units of the scale.
    half_widths : ndarray, shape (m,)
        Of the MOS' confidence interval by Student's t.
    """

    rows: IntArray
    counts: IntArray
    means: FloatArray
    sds: FloatArray
    half_widths: FloatArray

    @property
    def noise_floor(self) -> float:
        """RMSE that even the true quality has against this MOS, in units of the scale."""
        return math.sqrt(float((self.sds**2 / self.counts).mean()))


def spread(ratings: ArrayLike, *, level: float = LEVEL) -> Spread:
    """MOS, rater SD and confidence interval of each image.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        NaN where a rater gave nothing.
    level : float
        Of the intervals, in (0, 1).

    Raises
    ------
    UndefinedMetric
        If no image has two ratings.

    References
    ----------
    .. [1] Recommendation ITU-T P.1401, "Methods, metrics and procedures for statistical
       evaluation, qualification and comparison of objective quality prediction models", 2020,
       clause on the uncertainty of subjective results.
    """
    table = checked(ratings)
    rows = np.flatnonzero(counts(table, axis=1) >= 2)
    if not rows.size:
        raise UndefinedMetric("No image has two ratings, so nothing is known of their spread.")
    table = table[rows]
    given = counts(table, axis=1)
    sds = deviations(table, axis=1, ddof=1)
    reach = stats.t.ppf((1 + level) / 2, given - 1)
    return Spread(
        rows=rows,
        counts=given,
        means=means(table, axis=1),
        sds=sds,
        half_widths=reach * sds / np.sqrt(given),
    )


def sos(
    ratings: ArrayLike, *, scale: tuple[float, float] = SCALE, is_sample: bool = False
) -> float:
    """The SOS parameter a: how much raters disagree, freed of what the scale's ends allow.

    The variance of the ratings of an image with MOS x is modelled as a (x - L)(H - x) on a scale
    from L to H, which is a (-x² + 6x - 5) from 1 to 5, and a fitted by least squares through the
    origin.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        Within the scale; NaN where a rater gave nothing. Images with one rating are left out.
    scale : (float, float)
        L and H.
    is_sample : bool
        Divide squared deviations by n - 1; by default by n, as the bound a = 1 of a scale used
        at its ends only supposes.

    Returns
    -------
    float
        In [0, 1] for the population variance; 0 where all agree. Web and image studies lie
        near 0.1 to 0.3.

    Raises
    ------
    UndefinedMetric
        If no image has two ratings, or all lie at an end of the scale.

    References
    ----------
    .. [1] T. Hoßfeld, R. Schatz and S. Egger, "SOS: The MOS is not enough!", QoMEX 2011,
       pp. 131-136. doi:10.1109/QoMEX.2011.6065690

    Examples
    --------
    >>> round(sos([[1.0, 5.0], [3.0, 3.0]]), 12)
    0.5
    """
    low, high = scale
    found = spread(ratings)
    possible = (found.means - low) * (high - found.means)
    squares = float((possible**2).sum())
    if squares == 0.0:
        raise UndefinedMetric("SOS is undefined: every MOS lies at an end of the scale.")
    variances = found.sds**2
    if not is_sample:
        variances = variances * (found.counts - 1) / found.counts
    return float((possible * variances).sum()) / squares


@dataclass(frozen=True)
class Pairs:
    """How many pairs of images the raters tell apart.

    Attributes
    ----------
    pairs, tied : int
        All pairs, and those with equal MOS.
    one_sided, two_sided : float
        Share of the pairs whose difference is significant at 95%, in [0, 1]: z >= 1.645, and
        z >= 1.960.
    """

    pairs: int
    tied: int
    one_sided: float
    two_sided: float


def distinguishable(ratings: ArrayLike, *, level: float = LEVEL) -> Pairs:
    """Share of pairs whose MOS differ significantly by a z test.

    z = |difference| / sqrt(s1²/n1 + s2²/n2), s the sample SD of an image's ratings. One-sided
    is the rule of Krasula's framework [1]_ and ITU-T J.149: the sign is the observed one.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        NaN where a rater gave nothing; images with one rating are left out.
    level : float
        In (0, 1).

    Raises
    ------
    UndefinedMetric
        If fewer than two images have two ratings.

    References
    ----------
    .. [1] L. Krasula, K. Fliegel, P. Le Callet and M. Klíma, "On the accuracy of objective image
       and video quality models: New methodology for performance evaluation", QoMEX 2016.
       doi:10.1109/QoMEX.2016.7498936
    """
    found = spread(ratings)
    n = found.rows.size
    if n < 2:
        raise UndefinedMetric("Pairs need two images with two ratings each.")
    errors = found.sds**2 / found.counts
    limits = stats.norm.ppf([level, (1 + level) / 2])
    tied = one_sided = two_sided = 0
    for row in range(n - 1):  # a row at a time: all pairs at once would not fit for many images
        gaps = np.abs(found.means[row + 1 :] - found.means[row])
        noise = np.sqrt(errors[row + 1 :] + errors[row])
        is_apart = gaps > 1e-9  # equal MOS may differ by rounding noise
        tied += int((~is_apart).sum())
        one_sided += int((is_apart & (gaps >= limits[0] * noise)).sum())
        two_sided += int((is_apart & (gaps >= limits[1] * noise)).sum())
    total = n * (n - 1) // 2
    return Pairs(total, tied, one_sided / total, two_sided / total)
