"""How far predictions lie from the targets, in the targets' own unit."""

import math

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray, exponent, paired
from evaluator.errors import UndefinedMetric


def rmse(predictions: ArrayLike, targets: ArrayLike) -> float:
    """Root mean squared error, without any mapping before it.

    Parameters
    ----------
    predictions : array_like, shape (n,), n >= 1
        Predicted quality, finite, in the targets' unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.

    Returns
    -------
    float
        In [0, inf), in the targets' unit; lower is better.

    Raises
    ------
    UndefinedMetric
        If the value is too large for a float64.
    ValueError
        If the shapes differ or a value is not finite.

    Examples
    --------
    >>> rmse([1.0, 2.0], [4.0, 6.0]) == math.sqrt((9 + 16) / 2)
    True
    """
    difference, power = _difference(predictions, targets)
    return _restored(math.sqrt(np.dot(difference, difference) / difference.size), power, "RMSE")


def mae(predictions: ArrayLike, targets: ArrayLike) -> float:
    """Mean absolute error, without any mapping before it.

    Parameters
    ----------
    predictions : array_like, shape (n,), n >= 1
        Predicted quality, finite, in the targets' unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.

    Returns
    -------
    float
        In [0, inf), in the targets' unit; lower is better.

    Raises
    ------
    UndefinedMetric
        If the value is too large for a float64.
    ValueError
        If the shapes differ or a value is not finite.

    Examples
    --------
    >>> mae([1.0, 2.0], [4.0, 6.0])
    3.5
    """
    difference, power = _difference(predictions, targets)
    return _restored(float(np.abs(difference).mean()), power, "MAE")


def _difference(predictions: ArrayLike, targets: ArrayLike) -> tuple[FloatArray, int]:
    """The differences over a power of two that keeps their squares in range, and that power."""
    x, y = paired(predictions, targets)
    power = max(exponent(x), exponent(y))
    return np.ldexp(x, -power) - np.ldexp(y, -power), power


def _restored(value: float, power: int, metric: str) -> float:
    try:
        return math.ldexp(value, power)
    except OverflowError as error:
        raise UndefinedMetric(f"{metric} is too large to be written as a number.") from error
