"""Errors beyond the raters' own uncertainty, as ITU-T P.1401 measures them."""

import importlib
import math

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray, paired
from evaluator.errors import UndefinedByTruth, UndefinedMetric
from evaluator.metrics.mapped import degrees_left
from evaluator.metrics.mapping import Kind, Mapping, fit

CONFIDENCE = 0.95


def rmse_star(
    predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike, *, mapping: Kind = "cubic"
) -> float:
    """Epsilon-insensitive root mean squared error, RMSE*.

    After the mapping, the part of each error that lies within the 95 % confidence interval of
    the image's MOS counts as none; the squares of the rest are divided by N - d, with d the
    degrees of freedom of the mapping (1 none, 2 linear, 4 cubic).

    Parameters
    ----------
    predictions : array_like, shape (n,)
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.
    ratings : array_like, shape (n, k)
        What each of k raters gave, in the targets' unit; NaN where a rater gave nothing.
    mapping : {"none", "linear", "cubic", "logistic4", "logistic5"}
        The recommendation's own is the cubic.

    Returns
    -------
    float
        In [0, inf), in the targets' unit; lower is better.

    Raises
    ------
    UndefinedMetric
        If an image has fewer than two ratings, or there are no more images than d.
    ValueError
        If the shapes differ or a score is not finite.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clause 7.7.

    Examples
    --------
    >>> ratings = [[1, 3], [2, 4], [4, 4]]
    >>> rmse_star([2.0, 3.0, 6.0], [2.0, 3.0, 4.0], ratings, mapping="none") == math.sqrt(4 / 2)
    True
    """
    margins = rating_margins(ratings)
    errors, fitted = _errors(predictions, targets, mapping, "RMSE*")
    excess = np.maximum(0.0, np.abs(errors) - margins)
    return math.sqrt(float((excess**2).sum()) / degrees_left(fitted, excess.size, "RMSE*"))


def outlier_ratio(
    predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike, *, mapping: Kind = "cubic"
) -> float:
    """Share of images whose error leaves the 95 % confidence interval of their MOS.

    Parameters
    ----------
    predictions : array_like, shape (n,)
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.
    ratings : array_like, shape (n, k)
        What each of k raters gave, in the targets' unit; NaN where a rater gave nothing.
    mapping : {"none", "linear", "cubic", "logistic4", "logistic5"}
        The recommendation's own is the cubic.

    Returns
    -------
    float
        In [0, 1]; lower is better.

    Raises
    ------
    UndefinedMetric
        If an image has fewer than two ratings.
    ValueError
        If the shapes differ or a score is not finite.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clause 7.5.2.2.

    Examples
    --------
    >>> ratings = [[1, 3], [2, 4], [4, 4]]
    >>> outlier_ratio([2.0, 3.0, 6.0], [2.0, 3.0, 4.0], ratings, mapping="none") == 1 / 3
    True
    """
    margins = rating_margins(ratings)
    errors, _ = _errors(predictions, targets, mapping, "The outlier ratio")
    return float((np.abs(errors) > margins).mean())


def rating_margins(ratings: ArrayLike) -> FloatArray:
    """Half the width of the 95 % confidence interval of each image's MOS, shape (n,).

    t(0.975, n_i - 1) s_i / sqrt(n_i), with the standard deviation s_i of the n_i ratings there
    are (divided by n_i - 1) and the quantile t of Student's distribution.

    Raises
    ------
    UndefinedByTruth
        If an image has fewer than two ratings.

    Examples
    --------
    >>> rating_margins([[1.0, 3.0], [4.0, 4.0]]).round(4).tolist()
    [12.7062, 0.0]
    """
    deviations, counts = spread_of(ratings)
    # Loaded when first needed: the site imports the evaluator, and never measures.
    special = importlib.import_module("scipy.special")
    quantiles: FloatArray = special.stdtrit(counts - 1, (1 + CONFIDENCE) / 2)
    return quantiles * deviations / np.sqrt(counts)


def spread_of(ratings: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Standard deviation (divided by n_i - 1) and number n_i of each image's ratings.

    Raises
    ------
    UndefinedByTruth
        If an image has fewer than two ratings.
    """
    values = np.asarray(ratings, dtype=np.float64)  # (n, k)
    counts = (~np.isnan(values)).sum(axis=1)
    lacking = int((counts < 2).sum())
    if lacking:
        raise UndefinedByTruth(
            f"Without two ratings there is no standard deviation; {lacking:,} of the "
            f"{counts.size:,} images have fewer."
        )
    return np.nanstd(values, axis=1, ddof=1), counts.astype(np.float64)


def _errors(
    predictions: ArrayLike, targets: ArrayLike, mapping: Kind, metric: str
) -> tuple[FloatArray, Mapping]:
    x, y = paired(predictions, targets)
    fitted = fit(mapping, x, y)
    if not math.isfinite(fitted.squared_error):
        raise UndefinedMetric(f"{metric} is too large to be written as a number.")
    return fitted(x) - y, fitted
