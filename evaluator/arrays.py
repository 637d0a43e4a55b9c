"""Checked float64 vectors, and arithmetic on them that does not overflow."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Below this spread, relative to the size of the values, what varies is rounding noise.
SMALLEST_SPREAD = 1e-9


def paired(predictions: ArrayLike, targets: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return both as float64 vectors, shape (n,), all finite; ValueError otherwise."""
    x = np.asarray(predictions, dtype=np.float64)
    y = np.asarray(targets, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or x.size < 1:
        raise ValueError(f"expected two vectors of one length, got shapes {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("predictions and targets must be finite")
    return x, y


def exponent(values: FloatArray) -> int:
    """The power of two that brings the largest magnitude into [0.5, 1); 0 for all zeros."""
    return math.frexp(max(float(values.max()), -float(values.min())))[1]


def scaled(values: FloatArray) -> FloatArray:
    """The values times a power of two, within [-1, 1]: exact, and safe to square and sum."""
    result: FloatArray = np.ldexp(values, -exponent(values))
    return result


def is_constant(values: FloatArray) -> bool:
    """Whether all values are equal, or differ by no more than rounding noise would."""
    low, high = float(values.min()), float(values.max())
    spread = high - low  # infinite for values at both ends of what a float64 holds
    if spread >= SMALLEST_SPREAD * max(1.0, high, -low):
        return False  # the mean is no larger than the largest value
    power = exponent(values)
    mean = math.ldexp(float(np.ldexp(values, -power).mean()), power)
    return spread < SMALLEST_SPREAD * max(1.0, abs(mean))
