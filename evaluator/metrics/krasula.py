"""How well a predictor tells pairs of images apart that the raters told apart.

L. Krasula, K. Fliegel, P. Le Callet and M. Klíma, "On the accuracy of objective image and video
quality models: New methodology for performance evaluation", QoMEX 2016.
doi:10.1109/QoMEX.2016.7498936. A pair is different where the raters' mean scores differ
significantly, else similar. The pairs stand in the order (0, 1), (0, 2), …, (1, 2), ….
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluator.arrays import FloatArray, paired, scaled
from evaluator.errors import UndefinedByTruth
from evaluator.metrics.p1401 import spread_of

CONFIDENCE = 0.95
MOST_IMAGES = 5_000  # 12.5 million pairs: some hundred megabytes


def auc_ds(predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike) -> float:
    """Area under the ROC curve for different against similar pairs, AUC_DS.

    The probability that the predictions lie further apart for a pair that the raters told apart
    than for one that they did not.

    Parameters
    ----------
    predictions : array_like, shape (n,), 2 <= n <= 5,000
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.
    ratings : array_like, shape (n, k)
        What each of k raters gave; NaN where a rater gave nothing. Only their spread counts.

    Returns
    -------
    float
        In [0, 1]; higher is better, 0.5 is chance. Unchanged by a + b * predictions, b != 0.

    Raises
    ------
    UndefinedMetric
        If the raters told all pairs apart, or none; if an image has fewer than two ratings; if
        there are too many images for all pairs.
    ValueError
        If the shapes differ or a score is not finite.

    Examples
    --------
    >>> ratings = [[1, 1, 2], [1, 2, 2], [5, 5, 4]]
    >>> auc_ds([0.1, 0.2, 0.9], [4 / 3, 5 / 3, 14 / 3], ratings)
    1.0
    """
    x, outcomes = _measured(predictions, targets, ratings)
    apart = np.abs(differences(x))
    different = outcomes != 0
    if not different.any() or different.all():
        which = "every" if different.any() else "no"
        raise UndefinedByTruth(f"AUC-DS is undefined: the raters told {which} pair apart.")
    return area_under_roc(apart[different], apart[~different])


def auc_bw(predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike) -> float:
    """Area under the ROC curve for better against worse, AUC_BW.

    Of the pairs that the raters told apart, each taken once in either order, as the authors do.

    Parameters
    ----------
    predictions, targets, ratings
        As for `auc_ds`.

    Returns
    -------
    float
        In [0, 1]; higher is better, 0.5 is chance.

    Raises
    ------
    UndefinedMetric
        If the raters told no pair apart; otherwise as `auc_ds`.
    ValueError
        If the shapes differ or a score is not finite.

    Examples
    --------
    >>> ratings = [[1, 1, 2], [1, 2, 2], [5, 5, 4]]
    >>> auc_bw([0.9, 0.2, 0.1], [4 / 3, 5 / 3, 14 / 3], ratings)
    0.0
    """
    better = _better(predictions, targets, ratings, "AUC-BW")
    return area_under_roc(better, -better)


def cc_0(predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike) -> float:
    """Share of the pairs that the raters told apart which the predictions order the same way.

    The correct classification at a difference of 0, C_0. Equal predictions are wrong.

    Parameters
    ----------
    predictions, targets, ratings
        As for `auc_ds`.

    Returns
    -------
    float
        In [0, 1]; higher is better.

    Raises
    ------
    UndefinedMetric
        If the raters told no pair apart; otherwise as `auc_ds`.
    ValueError
        If the shapes differ or a score is not finite.

    Examples
    --------
    >>> ratings = [[1, 1, 2], [1, 2, 2], [5, 5, 4]]
    >>> cc_0([0.1, 0.9, 0.5], [4 / 3, 5 / 3, 14 / 3], ratings)
    0.5
    """
    return float((_better(predictions, targets, ratings, "CC-0") > 0).mean())


def difference_threshold(predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike) -> float:
    """How far two predictions must differ to say that raters would tell the images apart, THR.

    The 95th percentile of the differences of similar pairs, interpolated as MATLAB's `prctile`
    does (Hazen's rule).

    Returns
    -------
    float
        In [0, inf), in the unit of the predictions.

    Raises
    ------
    UndefinedMetric
        If the raters told every pair apart; otherwise as `auc_ds`.
    """
    x, outcomes = _measured(predictions, targets, ratings, is_scaled=False)
    similar = np.abs(differences(x)[outcomes == 0])
    if not similar.size:
        raise UndefinedByTruth("The threshold is undefined: the raters told every pair apart.")
    return float(np.quantile(similar, 0.95, method="hazen"))


def pair_outcomes(
    targets: ArrayLike, ratings: ArrayLike, *, confidence: float = CONFIDENCE
) -> NDArray[np.int8]:
    """Per pair 1 where the raters found the first image better, -1 worse, 0 where neither.

    As in the authors' own code, after ITU-T J.149: told apart where the normal distribution
    function at |difference of MOS| / sqrt(s1^2 / n1 + s2^2 / n2) reaches `confidence`.

    Returns
    -------
    ndarray, shape (n (n - 1) / 2,)

    Raises
    ------
    UndefinedByTruth
        If an image has fewer than two ratings.
    """
    means = np.asarray(targets, dtype=np.float64)
    deviations, counts = spread_of(ratings)
    variances = deviations**2 / counts
    critical = NormalDist().inv_cdf(confidence)
    rows = []
    for index in range(means.size - 1):
        gap = means[index] - means[index + 1 :]
        error = np.sqrt(variances[index] + variances[index + 1 :])
        is_apart = np.abs(gap) >= critical * error
        rows.append((np.sign(gap) * is_apart).astype(np.int8))
    return np.concatenate(rows)


def differences(values: FloatArray) -> FloatArray:
    """The first value of each pair minus the second, shape (n (n - 1) / 2,)."""
    result = np.empty(values.size * (values.size - 1) // 2)
    start = 0
    for index in range(values.size - 1):
        stop = start + values.size - 1 - index
        np.subtract(values[index], values[index + 1 :], out=result[start:stop])
        start = stop
    return result


def area_under_roc(positives: FloatArray, negatives: FloatArray) -> float:
    """The probability that a positive is larger than a negative; ties count one half.

    Examples
    --------
    >>> area_under_roc(np.array([2.0, 3.0]), np.array([1.0, 2.0]))
    0.875
    """
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, side="left").sum(dtype=np.int64)
    not_above = np.searchsorted(ordered, positives, side="right").sum(dtype=np.int64)
    return (int(below) + int(not_above)) / (2 * positives.size * negatives.size)


def _better(
    predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike, metric: str
) -> FloatArray:
    """Better minus worse predictions of the pairs that the raters told apart."""
    x, outcomes = _measured(predictions, targets, ratings)
    apart = outcomes != 0
    if not apart.any():
        raise UndefinedByTruth(f"{metric} is undefined: the raters told no pair apart.")
    better: FloatArray = differences(x)[apart] * outcomes[apart]
    return better


def _measured(
    predictions: ArrayLike, targets: ArrayLike, ratings: ArrayLike, *, is_scaled: bool = True
) -> tuple[FloatArray, NDArray[np.int8]]:
    x, y = paired(predictions, targets)
    if not 2 <= x.size <= MOST_IMAGES:
        raise UndefinedByTruth(
            f"Pairs are compared for 2 to {MOST_IMAGES:,} images, and there are {x.size:,}."
        )
    return scaled(x) if is_scaled else x, pair_outcomes(y, ratings)
