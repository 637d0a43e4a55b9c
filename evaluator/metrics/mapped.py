"""Correlation and error after a mapping of the predictions onto the targets' scale."""

import math

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import paired
from evaluator.errors import UndefinedByTruth
from evaluator.metrics.correlation import varying
from evaluator.metrics.mapping import Kind, Mapping, fit


def mapped_plcc(predictions: ArrayLike, targets: ArrayLike, *, mapping: Kind) -> float:
    """Pearson linear correlation coefficient after a mapping.

    A mapping turns predictions of the wrong sign round, so the value says nothing of the
    direction: after the linear one it is the magnitude of the plain PLCC.

    Parameters
    ----------
    predictions : array_like, shape (n,), n >= 2
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.
    mapping : {"linear", "cubic", "logistic4", "logistic5"}

    Returns
    -------
    float
        In [0, 1]; higher is better. Unchanged by a + b * predictions with b != 0.

    Raises
    ------
    UndefinedMetric
        If either vector is constant (to rounding noise).
    ValueError
        If the shapes differ or a value is not finite.

    Examples
    --------
    >>> round(mapped_plcc([3.0, 2.0, 1.0], [2.0, 4.0, 9.0], mapping="linear"), 6)
    0.970725
    """
    x, y = varying(predictions, targets, "PLCC")
    fitted = fit(mapping, x, y)
    # Of a least-squares fit with a free level and a free gain, the correlation with the targets
    # is the ratio of the standard deviations. Unlike the product of deviations this is 0, not
    # 0 / 0, where the best mapping is a constant.
    return min(1.0, float(fitted(x).std() / y.std()))


def mapped_rmse(predictions: ArrayLike, targets: ArrayLike, *, mapping: Kind) -> float:
    """Root mean squared error after a mapping, as ITU-T P.1401 defines it.

    The squares are divided by N - d, where d is the number of parameters of the mapping that
    was used in the end (2 linear, 4 cubic and logistic4, 5 logistic5): it was fitted to the
    very images it is measured on. The plain `rmse`, which fits nothing, divides by N.

    Parameters
    ----------
    predictions : array_like, shape (n,), n > 2
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.
    mapping : {"linear", "cubic", "logistic4", "logistic5"}

    Returns
    -------
    float
        In [0, inf), in the targets' unit; lower is better.

    Raises
    ------
    UndefinedMetric
        If there are no more images than parameters.
    ValueError
        If the shapes differ or a value is not finite.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clause 7.5.1.

    Examples
    --------
    >>> round(mapped_rmse([1.0, 2.0, 3.0], [2.0, 4.0, 9.0], mapping="linear"), 6)
    1.224745
    """
    x, y = paired(predictions, targets)
    fitted = fit(mapping, x, y)
    return math.sqrt(fitted.squared_error / degrees_left(fitted, x.size, "RMSE"))


def mapped_mae(predictions: ArrayLike, targets: ArrayLike, *, mapping: Kind) -> float:
    """Mean absolute error after a (least-squares) mapping.

    Parameters
    ----------
    predictions : array_like, shape (n,), n >= 1
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.
    mapping : {"linear", "cubic", "logistic4", "logistic5"}

    Returns
    -------
    float
        In [0, inf), in the targets' unit; lower is better.

    Raises
    ------
    ValueError
        If the shapes differ or a value is not finite.

    Examples
    --------
    >>> round(mapped_mae([1.0, 2.0, 3.0], [2.0, 4.0, 9.0], mapping="linear"), 6)
    0.666667
    """
    x, y = paired(predictions, targets)
    return float(np.abs(fit(mapping, x, y)(x) - y).mean())


def degrees_left(mapping: Mapping, images: int, metric: str) -> int:
    """N - d; UndefinedMetric where nothing is left."""
    if images <= mapping.degrees:
        raise UndefinedByTruth(
            f"{metric} needs more images than the {mapping.degrees} degrees of freedom "
            f"of the mapping, and there are {images}."
        )
    return images - mapping.degrees
