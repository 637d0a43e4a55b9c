"""Correlation between predicted and subjective quality."""

import math

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray, is_constant, paired, scaled
from evaluator.errors import ConstantPredictions, UndefinedByTruth
from evaluator.metrics.ranks import dense_ranks, inversions, mid_ranks, tied_pairs

# Up to this length all pairs at once are faster than counting inversions.
FEW = 128


def srcc(predictions: ArrayLike, targets: ArrayLike) -> float:
    """Spearman rank-order correlation coefficient (SRCC, also written SROCC).

    Asks only whether the predictions put the images in the right order, so any strictly
    increasing rescaling of them leaves it unchanged. Ties get the mean of their ranks.

    Parameters
    ----------
    predictions : array_like, shape (n,), n >= 2
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.

    Returns
    -------
    float
        In [-1, 1]; higher is better.

    Raises
    ------
    UndefinedMetric
        If either vector is constant (to rounding noise): the coefficient is then 0 / 0.
    ValueError
        If the shapes differ or a value is not finite.

    References
    ----------
    .. [1] C. Spearman, "The Proof and Measurement of Association between Two Things",
       The American Journal of Psychology 15 (1), 1904, pp. 72-101. doi:10.2307/1412159

    Examples
    --------
    >>> round(srcc([1.0, 2.0, 3.0, 4.0], [1.1, 2.0, 9.0, 8.0]), 12)
    0.8
    """
    x, y = varying(predictions, targets, "SRCC")
    return _pearson(mid_ranks(x), mid_ranks(y))


def plcc(predictions: ArrayLike, targets: ArrayLike) -> float:
    """Pearson linear correlation coefficient (PLCC), without any mapping before it.

    Parameters
    ----------
    predictions : array_like, shape (n,), n >= 2
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.

    Returns
    -------
    float
        In [-1, 1]; higher is better. Unchanged by a + b * predictions with b > 0.

    Raises
    ------
    UndefinedMetric
        If either vector is constant (to rounding noise).
    ValueError
        If the shapes differ or a value is not finite.

    References
    ----------
    .. [1] K. Pearson, "Notes on Regression and Inheritance in the Case of Two Parents",
       Proceedings of the Royal Society of London 58, 1895, pp. 240-242.
       doi:10.1098/rspl.1895.0041

    Examples
    --------
    >>> round(plcc([1.0, 2.0, 3.0], [2.0, 4.0, 9.0]), 6)
    0.970725
    """
    x, y = varying(predictions, targets, "PLCC")
    return _pearson(x, y)


def krcc(predictions: ArrayLike, targets: ArrayLike) -> float:
    """Kendall rank correlation coefficient (KRCC), the variant tau-b.

    The share of pairs in the same order minus the share in the opposite order, corrected for
    ties in either vector.

    Parameters
    ----------
    predictions : array_like, shape (n,), n >= 2
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.

    Returns
    -------
    float
        In [-1, 1]; higher is better.

    Raises
    ------
    UndefinedMetric
        If either vector is constant (to rounding noise).
    ValueError
        If the shapes differ or a value is not finite.

    References
    ----------
    .. [1] M. G. Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33 (3), 1945,
       pp. 239-251. doi:10.1093/biomet/33.3.239

    Examples
    --------
    >>> round(krcc([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 4.0, 3.0]), 12)
    0.666666666667
    """
    x, y = varying(predictions, targets, "KRCC")
    if x.size <= FEW:
        return _tau_of_all_pairs(x, y)
    return _tau_of_counts(x, y)


def varying(
    predictions: ArrayLike, targets: ArrayLike, metric: str
) -> tuple[FloatArray, FloatArray]:
    """Both as float64 vectors that vary; UndefinedMetric where one does not.

    Raises
    ------
    ConstantPredictions
        If the predictions are all the same (to rounding noise).
    UndefinedByTruth
        If the targets are, or if there are fewer than two.
    """
    x, y = paired(predictions, targets)
    if x.size < 2:
        raise UndefinedByTruth(f"{metric} is undefined for fewer than two images.")
    if is_constant(x):
        raise ConstantPredictions(f"{metric} is undefined: the predictions are all the same.")
    if is_constant(y):
        raise UndefinedByTruth(f"{metric} is undefined: the targets are all the same.")
    return x, y


def _pearson(x: FloatArray, y: FloatArray) -> float:
    # Scaled before and after centring: neither the sum, nor the squares can overflow, and a
    # power of two changes no digit of the result.
    x = scaled(x)
    y = scaled(y)
    x = scaled(x - x.mean())
    y = scaled(y - y.mean())
    r = float(np.dot(x / math.sqrt(np.dot(x, x)), y / math.sqrt(np.dot(y, y))))
    return max(-1.0, min(1.0, r))


def _tau_of_all_pairs(x: FloatArray, y: FloatArray) -> float:
    x_order = (x[:, None] > x).astype(np.float64) - (x[:, None] < x)  # (n, n), -1, 0 or 1
    y_order = (y[:, None] > y).astype(np.float64) - (y[:, None] < y)
    agreement = np.vdot(x_order, y_order)
    return float(agreement / math.sqrt(np.vdot(x_order, x_order) * np.vdot(y_order, y_order)))


def _tau_of_counts(x: FloatArray, y: FloatArray) -> float:
    x_ranks, y_ranks = dense_ranks(x), dense_ranks(y)
    order = np.lexsort((y_ranks, x_ranks))
    discordant = inversions(y_ranks[order])
    pairs = x.size * (x.size - 1) // 2
    both = x_ranks * (int(y_ranks.max()) + 1) + y_ranks
    x_ties, y_ties = tied_pairs(x_ranks), tied_pairs(y_ranks)
    both_ties = tied_pairs(dense_ranks(both.astype(np.float64)))
    agreement = pairs - x_ties - y_ties + both_ties - 2 * discordant
    tau = agreement / math.sqrt(pairs - x_ties) / math.sqrt(pairs - y_ties)
    return max(-1.0, min(1.0, tau))
