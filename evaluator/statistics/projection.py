"""MOS freed of each rater's bias and weighted by consistency: the solver of ITU-T P.910."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.statistics.ratings import checked, counts, deviations, means

MOST_ITERATIONS = 1000
SMALLEST_CHANGE = 1e-8
# Of the published algorithm: keeps a rater without residual from an infinite weight.
EPSILON = 1e-8
# Below this share of the median the likelihood runs away towards following one rater alone.
SMALLEST_SHARE = 0.01


@dataclass(frozen=True)
class Recovered:
    """Quality and raters as estimated together.

    Attributes
    ----------
    quality, quality_sd : ndarray, shape (n,)
        Recovered MOS and its standard error, in units of the scale.
    bias, bias_sd : ndarray, shape (k,)
        How much higher a rater scores than the panel, mean 0, and its standard error.
    inconsistency : ndarray, shape (k,)
        Standard deviation of what quality and bias leave of a rater's ratings.
    inconsistency_low, inconsistency_high : ndarray, shape (k,)
        Its 95% interval, from the chi-square distribution.
    iterations : int
    """

    quality: FloatArray
    quality_sd: FloatArray
    bias: FloatArray
    bias_sd: FloatArray
    inconsistency: FloatArray
    inconsistency_low: FloatArray
    inconsistency_high: FloatArray
    iterations: int

    @property
    def half_widths(self) -> FloatArray:
        """Of the 95% interval of the quality, shape (n,): normal, as the recommendation has it."""
        result: FloatArray = float(stats.norm.ppf(0.975)) * self.quality_sd
        return result


def recover(ratings: ArrayLike) -> Recovered:
    """Estimate quality, bias and inconsistency by alternating projection.

    The model is rating = quality + bias + inconsistency * normal noise. Each round takes the
    residuals' standard deviation per rater, the mean of the bias-free ratings weighted by its
    inverse square per image, and the mean difference from that per rater, until the quality
    moves by less than 1e-8.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 3
        NaN where a rater gave nothing; each image and each rater needs one rating.

    Returns
    -------
    Recovered

    Raises
    ------
    UndefinedMetric
        If there are fewer than three raters, an image or rater without ratings, or one rater's
        residual shrinks to nothing so that the estimate would follow that rater alone. The
        likelihood has no bound there, and panels of few raters on few images often end so.

    References
    ----------
    .. [1] Z. Li, C. G. Bampis, L. Krasula, L. Janowski and I. Katsavounidis, "A Simple Model for
       Subject Behavior in Subjective Experiments", Human Vision and Electronic Imaging 2020.
       doi:10.2352/ISSN.2470-1173.2020.11.HVEI-131
    .. [2] Recommendation ITU-T P.910, "Subjective video quality assessment methods for
       multimedia applications", 2023, Annex E.
    """
    table = checked(ratings)
    _check(table)
    quality = means(table, axis=1)
    bias = means(table - quality[:, None], axis=0)
    for iteration in range(1, MOST_ITERATIONS + 1):
        before = quality
        inconsistency = deviations(table - quality[:, None] - bias, axis=0, ddof=0)
        quality = _weighted(table - bias, 1.0 / (inconsistency**2 + EPSILON))
        bias = means(table - quality[:, None], axis=0)
        if float(np.sqrt(((quality - before) ** 2).sum())) < SMALLEST_CHANGE:
            return _recovered(table, quality, bias, inconsistency, iterations=iteration)
    raise UndefinedMetric(f"The recovered MOS did not settle in {MOST_ITERATIONS} rounds.")


def _check(table: FloatArray) -> None:
    if table.shape[1] < 3:
        raise UndefinedMetric("Recovering the MOS needs three raters or more.")
    if not (counts(table, axis=0).all() and counts(table, axis=1).all()):
        raise UndefinedMetric("Recovering the MOS needs a rating of every image and every rater.")


def _weighted(table: FloatArray, weights: FloatArray) -> FloatArray:
    given = np.where(np.isnan(table), 0.0, weights)
    result: FloatArray = (np.nan_to_num(table) * given).sum(axis=1) / given.sum(axis=1)
    return result


def _recovered(
    table: FloatArray,
    quality: FloatArray,
    bias: FloatArray,
    inconsistency: FloatArray,
    *,
    iterations: int,
) -> Recovered:
    if inconsistency.min() <= SMALLEST_SHARE * max(float(np.median(inconsistency)), EPSILON):
        raise UndefinedMetric(
            "The recovered MOS is undefined: it would follow one rater alone, whom nothing "
            "contradicts. More raters or images are needed."
        )
    precision = np.where(np.isnan(table), 0.0, 1.0 / inconsistency**2)
    given = counts(table, axis=0)
    shift = float(bias.mean())
    return Recovered(
        quality=quality + shift,
        quality_sd=1.0 / np.sqrt(precision.sum(axis=1)),
        bias=bias - shift,
        bias_sd=inconsistency / np.sqrt(given),
        inconsistency=inconsistency,
        inconsistency_low=inconsistency * np.sqrt(given / stats.chi2.ppf(0.975, given)),
        inconsistency_high=inconsistency * np.sqrt(given / stats.chi2.ppf(0.025, given)),
        iterations=iterations,
    )
