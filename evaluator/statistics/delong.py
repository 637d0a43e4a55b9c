"""Areas under ROC curves of several predictors on the same samples, and their covariance."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.metrics.ranks import mid_ranks
from evaluator.statistics.outcome import Outcome, two_sided


@dataclass(frozen=True)
class Areas:
    """Areas under ROC curves.

    Attributes
    ----------
    values : ndarray, shape (k,)
        In [0, 1].
    covariance : ndarray, shape (k, k)
    """

    values: FloatArray
    covariance: FloatArray


def areas(positives: ArrayLike, negatives: ArrayLike) -> Areas:
    """DeLong's areas and covariance, in the fast form of Sun and Xu, by mid-ranks.

    For Krasula's analyses the samples are pairs of images: |differences| of the different and
    of the similar pairs for AUC_DS, better minus worse and its negative for AUC_BW. Pairs that
    share an image depend on each other, which this covariance does not know; the authors use it
    nevertheless.

    Parameters
    ----------
    positives : array_like, shape (k, m), m >= 2
        What each of k predictors says of the same m positive samples.
    negatives : array_like, shape (k, n), n >= 2

    Returns
    -------
    Areas

    References
    ----------
    .. [1] E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the Areas under Two or
       More Correlated Receiver Operating Characteristic Curves: A Nonparametric Approach",
       Biometrics 44 (3), 1988, pp. 837-845. doi:10.2307/2531595
    .. [2] X. Sun and W. Xu, "Fast Implementation of DeLong's Algorithm for Comparing the Areas
       Under Correlated Receiver Operating Characteristic Curves", IEEE Signal Processing Letters
       21 (11), 2014, pp. 1389-1393. doi:10.1109/LSP.2014.2337313

    Examples
    --------
    >>> areas([[2.0, 3.0]], [[1.0, 2.0]]).values.tolist()
    [0.875]
    """
    x = np.asarray(positives, dtype=np.float64)  # (k, m)
    y = np.asarray(negatives, dtype=np.float64)  # (k, n)
    m, n = x.shape[1], y.shape[1]
    joint = np.array([mid_ranks(np.concatenate(rows)) for rows in zip(x, y, strict=True)])
    above = (joint[:, :m] - np.array([mid_ranks(row) for row in x])) / n  # V10, (k, m)
    below = 1 - (joint[:, m:] - np.array([mid_ranks(row) for row in y])) / m  # V01, (k, n)
    return Areas(above.mean(axis=1), _covariance(above) / m + _covariance(below) / n)


def compare_areas(found: Areas, first: int = 0, second: int = 1) -> Outcome:
    """Test whether the areas of two predictors differ; two-sided.

    Raises
    ------
    UndefinedMetric
        If their difference has no variance, as where both rank the samples alike.
    """
    c = found.covariance
    variance = float(c[first, first] + c[second, second] - 2 * c[first, second])
    if variance <= 0:
        raise UndefinedMetric("The areas cannot be compared: their difference does not vary.")
    return two_sided(float(found.values[first] - found.values[second]) / math.sqrt(variance))


def _covariance(values: FloatArray) -> FloatArray:
    """Of the rows, shape (k, k), divided by the number of columns less one."""
    centred = values - values.mean(axis=1, keepdims=True)
    result: FloatArray = np.einsum("im,jm->ij", centred, centred) / (values.shape[1] - 1)
    return result
