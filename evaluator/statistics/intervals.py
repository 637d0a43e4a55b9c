"""Confidence intervals from a bootstrap's values."""

import math

import numpy as np
from scipy import special, stats

from evaluator.arrays import FloatArray, scaled

LEVEL = 0.95
# Of fewer images, or contents, resampling cannot tell the width of an interval.
FEWEST_UNITS = 10
# A metric that so many resamples leave undefined has no interval: the rest are a selection.
MOST_UNDEFINED = 0.05

Interval = tuple[float, float]


def percentile_interval(values: FloatArray, *, units: int, level: float = LEVEL) -> Interval:
    """Percentiles of the bootstrap's values, expanded for a small sample.

    Parameters
    ----------
    values : ndarray, shape (resamples,)
        The statistic of each resample, finite.
    units : int
        How many things were drawn in each resample: images, or contents. At least two.
    level : float
        The share of samples whose interval is to cover the truth, in (0, 1).

    Returns
    -------
    (float, float)
        Lower and upper end, in the statistic's unit.

    References
    ----------
    .. [1] T. C. Hesterberg, "What Teachers Should Know About the Bootstrap", The American
       Statistician 69 (4), 2015, pp. 371-386, section 4.4. doi:10.1080/00031305.2015.1089789

    Examples
    --------
    >>> low, high = percentile_interval(np.arange(1.0, 1000.0), units=1_000_000)
    >>> round(low), round(high)
    (25, 975)
    """
    tail = _tail(units, level)
    return _quantiles(values, tail, 1.0 - tail)


def bca_interval(
    values: FloatArray,
    *,
    estimate: float,
    left_out: FloatArray,
    level: float = LEVEL,
) -> Interval:
    """Bias-corrected and accelerated percentiles (BCa), expanded for a small sample.

    A correlation's bootstrap is skewed: the lower arm of its interval is the longer one, which
    an estimate plus or minus a standard error would miss.

    Parameters
    ----------
    values : ndarray, shape (resamples,)
        The statistic of each resample, finite.
    estimate : float
        The statistic of the sample itself.
    left_out : ndarray, shape (units,)
        The statistic with each unit left out once, finite: the jackknife.
    level : float
        The share of samples whose interval is to cover the truth, in (0, 1).

    Returns
    -------
    (float, float)
        Lower and upper end, in the statistic's unit.

    References
    ----------
    .. [1] B. Efron, "Better Bootstrap Confidence Intervals", Journal of the American Statistical
       Association 82 (397), 1987, pp. 171-185. doi:10.1080/01621459.1987.10478410
    .. [2] T. C. Hesterberg, 2015, as in `percentile_interval`, for the expansion.
    """
    bias = _bias(values, estimate)
    acceleration = _acceleration(left_out)
    z = special.ndtri(_tail(left_out.size, level))
    ends = (_corrected(sign * z, bias, acceleration) for sign in (1.0, -1.0))
    return _quantiles(values, *ends)


def _tail(units: int, level: float) -> float:
    """The share beyond one end: that of Student's t, and of the sample's true spread.

    A bootstrap's spread is too small by sqrt((units - 1) / units).
    """
    t = stats.t.ppf((1.0 - level) / 2.0, units - 1)
    return float(special.ndtr(math.sqrt(units / (units - 1)) * t))


def _bias(values: FloatArray, estimate: float) -> float:
    """How far the bootstrap's median lies off the estimate, as a normal deviate."""
    below = float(np.sum(values < estimate)) + 0.5 * float(np.sum(values == estimate))
    share = min(max(below, 0.5), values.size - 0.5) / values.size
    return float(special.ndtri(share))


def _acceleration(left_out: FloatArray) -> float:
    # Over powers of two, which change no digit: cubes of large errors would overflow.
    small = scaled(left_out)
    deviations = scaled(small.mean() - small)
    squares = float((deviations**2).sum())
    if squares == 0.0:
        return 0.0
    return float((deviations**3).sum() / (6.0 * squares**1.5))


def _corrected(z: float, bias: float, acceleration: float) -> float:
    shifted = bias + z
    return float(special.ndtr(bias + shifted / (1.0 - acceleration * shifted)))


def _quantiles(values: FloatArray, low: float, high: float) -> Interval:
    ends = np.quantile(values, [low, high], method="weibull")
    return float(ends[0]), float(ends[1])
