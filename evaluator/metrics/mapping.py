"""Mappings of predictions onto the scale of the targets, fitted by least squares.

A predictor may rate on a scale of its own. Before its errors are measured, or its linear
correlation, a mapping with few parameters takes its scale onto that of the mean opinion scores.
Rank correlations never need one, and are always taken of the raw predictions.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray, exponent, is_constant, paired, scaled
from evaluator.errors import UndefinedMetric
from evaluator.metrics.cubic import monotone_cubic
from evaluator.metrics.logistic import best_logistic

Kind = Literal["none", "linear", "cubic", "logistic4", "logistic5"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The degrees of freedom that a mapping takes; ITU-T P.1401 takes one for none at all.
DEGREES: dict[Kind, int] = {"none": 1, "linear": 2, "cubic": 4, "logistic4": 4, "logistic5": 5}
LARGEST_TARGET = 1e100
REMEMBERED_ROWS = 100_000


@dataclass(frozen=True)
class Mapping:
    """A fitted mapping; call it to map predictions.

    Attributes
    ----------
    kind : str
        What was asked for.
    used : str
        What came of it: `kind`, or "linear" where that could not be fitted or was no better.
    parameters : tuple of float
        Of the form below, as a function of z = (x - centre) / scale:
        linear b1 + b2 z; cubic b1 + b2 z + b3 z^2 + b4 z^3;
        logistic4 b2 + (b1 - b2) / (1 + exp(-(z - b3) / b4)) with b4 > 0;
        logistic5 b1 (1/2 - 1 / (1 + exp(b2 (z - b3)))) + b4 z + b5 with b2 > 0.
    centre, scale : float
        Mean and standard deviation of the predictions it was fitted to.
    squared_error : float
        The sum of squared errors of that fit, in the targets' unit squared.
    """

    kind: Kind
    used: Kind
    parameters: tuple[float, ...]
    centre: float
    scale: float
    squared_error: float

    @property
    def has_fallen_back(self) -> bool:
        """Whether it is a straight line though a curve was asked for."""
        return self.used != self.kind

    @property
    def degrees(self) -> int:
        """The degrees of freedom it takes from the errors (the d of ITU-T P.1401)."""
        return DEGREES[self.used]

    def __call__(self, predictions: ArrayLike) -> FloatArray:
        """Map predictions, shape (n,), onto the targets' scale."""
        x = np.asarray(predictions, dtype=np.float64)
        if self.used == "none":
            return x.copy()
        return _value(self.used, self.parameters, _standardised(x, self.centre, self.scale))


def fit(kind: Kind, predictions: ArrayLike, targets: ArrayLike) -> Mapping:
    """Fit a mapping of predictions onto targets by least squares.

    Never fails to give one: where fewer than one more image than the curve has parameters is
    given, or fewer different predictions than that number, or where no curve found is better
    than the straight line, the straight line is the result and `has_fallen_back` says so. The
    result is hence never worse than the straight line. It does not depend on the order of the
    images, and the same numbers give the same bits.

    The cubic is monotone on the range of the predictions [1]_; the logistic curve of four
    parameters is that of [2]_, the one of five, which need not be monotone, that of [3]_. Which
    way a curve runs follows from the data: for predictions of the wrong sign it falls.

    Parameters
    ----------
    kind : {"none", "linear", "cubic", "logistic4", "logistic5"}
    predictions : array_like, shape (n,), n >= 1
        Predicted quality, finite, in any unit.
    targets : array_like, shape (n,)
        Mean opinion scores of the same images, in the same order.

    Returns
    -------
    Mapping

    Raises
    ------
    UndefinedMetric
        If a target is beyond 1e100, where squares leave the range of a float64.
    ValueError
        If the shapes differ or a value is not finite.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, "Methods, metrics and procedures for statistical
       evaluation, qualification and comparison of objective quality prediction models", 2020.
    .. [2] Video Quality Experts Group, "Final report from the Video Quality Experts Group on
       the validation of objective models of video quality assessment, Phase II", 2003.
    .. [3] H. R. Sheikh, M. F. Sabir and A. C. Bovik, "A Statistical Evaluation of Recent Full
       Reference Image Quality Assessment Algorithms", IEEE Transactions on Image Processing
       15 (11), 2006, pp. 3440-3451. doi:10.1109/TIP.2006.881959

    Examples
    --------
    >>> mapping = fit("linear", [0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
    >>> mapping([0.5]).round(12).tolist(), mapping.has_fallen_back
    ([2.0], False)
    """
    x, y = paired(predictions, targets)
    if float(np.abs(y).max()) > LARGEST_TARGET:
        raise UndefinedMetric("A mapping onto targets beyond 1e100 cannot be computed.")
    if x.size > REMEMBERED_ROWS:
        return _fitted(kind, x, y)
    return _remembered(kind, x.tobytes(), y.tobytes())


@lru_cache(maxsize=16)
def _remembered(kind: Kind, predictions: bytes, targets: bytes) -> Mapping:
    """One fit serves PLCC, RMSE and MAE after it."""
    return _fitted(kind, np.frombuffer(predictions), np.frombuffer(targets))


def _fitted(kind: Kind, x: FloatArray, y: FloatArray) -> Mapping:
    order = np.lexsort((y, x))
    x, y = x[order], y[order]
    if kind == "none":
        with np.errstate(over="ignore"):  # infinite is what it then is
            return Mapping(kind, kind, (), 0.0, 1.0, float(((x - y) ** 2).sum()))
    if is_constant(x):
        level = float(y.mean())
        return Mapping(kind, "linear", (level, 0.0), float(x[0]), 1.0, _squares(y - level))
    centre, scale = _moments(x)
    z = _standardised(x, centre, scale)
    line = _line(z, y)
    straight = Mapping(kind, "linear", line, centre, scale, _loss("linear", line, z, y))
    if kind == "linear" or z.size <= DEGREES[kind] or np.unique(z).size < DEGREES[kind]:
        return straight
    parameters = _parameters(kind, z, y)
    curve = Mapping(kind, kind, parameters, centre, scale, _loss(kind, parameters, z, y))
    return curve if curve.squared_error < straight.squared_error else straight


def _moments(x: FloatArray) -> tuple[float, float]:
    """Mean and standard deviation, also of values whose squares no float64 holds."""
    small, power = scaled(x), exponent(x)
    return math.ldexp(float(small.mean()), power), math.ldexp(float(small.std()), power)


def _standardised(x: FloatArray, centre: float, scale: float) -> FloatArray:
    return (0.5 * x - 0.5 * centre) / (0.5 * scale)  # halved: the difference cannot overflow


def _line(z: FloatArray, y: FloatArray) -> tuple[float, float]:
    middle, level = z.mean(), y.mean()
    slope = ((z - middle) * (y - level)).sum() / _squares(z - middle)
    return float(level - slope * middle), float(slope)


def _parameters(kind: Kind, z: FloatArray, y: FloatArray) -> tuple[float, ...]:
    if kind == "cubic":
        return tuple(monotone_cubic(z, y).tolist())
    curve = best_logistic(z, y, has_line=kind == "logistic5")
    if kind == "logistic5":
        return curve.gain, curve.steepness, curve.middle, curve.slope, curve.offset
    upper, lower = curve.offset + curve.gain / 2, curve.offset - curve.gain / 2
    return upper, lower, curve.middle, 1 / curve.steepness


def _value(kind: Kind, parameters: tuple[float, ...], z: FloatArray) -> FloatArray:
    # The logistic function as a hyperbolic tangent, which never overflows.
    if kind == "logistic4":
        b1, b2, b3, b4 = parameters
        return (b1 + b2) / 2 + (b1 - b2) / 2 * np.tanh((z - b3) / (2 * b4))
    if kind == "logistic5":
        b1, b2, b3, b4, b5 = parameters
        return b1 / 2 * np.tanh(b2 * (z - b3) / 2) + b4 * z + b5
    result = np.full(z.shape, parameters[-1])
    for coefficient in parameters[-2::-1]:
        result = result * z + coefficient
    return result


def _loss(kind: Kind, parameters: tuple[float, ...], z: FloatArray, y: FloatArray) -> float:
    return _squares(_value(kind, parameters, z) - y)


def _squares(values: FloatArray) -> float:
    return float((values * values).sum())
