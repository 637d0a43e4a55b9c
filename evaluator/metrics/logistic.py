"""Least-squares logistic curves, found from many starts.

A logistic curve is linear in all parameters but two: how steep it is, and where its middle lies.
The linear ones have a closed form for any choice of those two (variable projection, Golub and
Pereyra 1973), so only a plane is searched: from a grid of starts, all at once, by
Levenberg-Marquardt steps with Kaufman's form of the Jacobian.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluator.arrays import FloatArray

BoolArray = NDArray[np.bool_]

# The grid: middles at these quantiles of the predictions, and transitions (4 / steepness) of
# these lengths, in units of the range that the middle nine tenths of the predictions span.
MIDDLES = (0.02, 0.15, 0.325, 0.5, 0.675, 0.85, 0.98)
LENGTHS = (4.0, 1.5, 0.6, 0.25, 0.1)
# Flatter than this over one standard deviation, a logistic curve is a cubic in all its digits.
LEAST_STEEPNESS = 0.05
STEEPEST = 100.0  # times the steepest start: a step between two neighbouring predictions
MOST_STEPS = 100
MANY = 500  # rows; from here on the search begins on a thinned sample of half as many
REFINED = 3  # different ends of that search at most that are followed on all rows
SETTLED = 1e-15  # a step that promises less than this share of the loss is the last one
# What a line leaves of the curve must be at least this share of it, or too few digits are left.
NOISE = 1e-6


class Curve(NamedTuple):
    """gain * (logistic(steepness * (z - middle)) - 1/2) + offset + slope * z."""

    gain: float
    steepness: float
    middle: float
    offset: float
    slope: float


@dataclass(frozen=True)
class _Problem:
    """The data, in order, with what a straight line or a constant explains taken out."""

    z: FloatArray  # (n,)
    y: FloatArray  # (n,), the residual of the linear part alone
    basis: FloatArray  # (k, n), orthonormal
    lowest: FloatArray  # (2,), of log steepness and middle
    highest: FloatArray

    def rest(self, values: FloatArray) -> FloatArray:
        """What the linear part cannot explain of each row of values, shape (s, n)."""
        for direction in self.basis:
            values = values - (values * direction).sum(axis=-1, keepdims=True) * direction
        return values


class _State(NamedTuple):
    """Of each start: residuals (s, n), their sum of squares (s,), the Jacobian's two columns."""

    residuals: FloatArray
    loss: FloatArray
    columns: tuple[FloatArray, FloatArray]

    def take(self, rows: BoolArray) -> "_State":
        """The state of these starts alone."""
        first, second = self.columns
        return _State(self.residuals[rows], self.loss[rows], (first[rows], second[rows]))

    def where(self, rows: BoolArray, other: "_State") -> "_State":
        """This state for these starts, the other one for the rest."""
        pairs = zip(self.columns, other.columns, strict=True)
        first, second = (np.where(rows[:, None], ours, theirs) for ours, theirs in pairs)
        residuals = np.where(rows[:, None], self.residuals, other.residuals)
        return _State(residuals, np.where(rows, self.loss, other.loss), (first, second))


def best_logistic(z: FloatArray, y: FloatArray, *, has_line: bool) -> Curve:
    """The logistic curve with the least sum of squared errors.

    Parameters
    ----------
    z : ndarray, shape (n,)
        Standardised predictions in ascending order, not all the same.
    y : ndarray, shape (n,)
    has_line : bool
        Whether a straight line is added, as in the form of five parameters.

    Returns
    -------
    Curve
        Its slope is 0 without the line.
    """
    starts, lowest, highest = _grid(z)
    if z.size > MANY:
        kept = np.linspace(0, z.size - 1, MANY // 2).round().astype(np.int64)
        problem = _problem(z[kept], y[kept], has_line, (lowest, highest))
        found, loss = _descended(problem, starts)
        starts = _different(found[np.argsort(loss, kind="stable")])[:REFINED]
    problem = _problem(z, y, has_line, (lowest, highest))
    found, loss = _descended(problem, starts)
    steepness, middle = found[int(np.argmin(loss))]
    return _curve(z, y, has_line, (math.exp(steepness), float(middle)))


def _different(points: FloatArray) -> FloatArray:
    """The points without those that an earlier one equals in six digits."""
    _, first = np.unique(points.round(6), axis=0, return_index=True)
    return points[np.sort(first)]


def _grid(z: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Starts (s, 2) of log steepness and middle, and the bounds of the search."""
    low, high = float(z[0]), float(z[-1])
    span = float(np.quantile(z, 0.95) - np.quantile(z, 0.05)) or high - low
    steepness = np.log(4 / (span * np.array(LENGTHS)))
    middles = np.quantile(z, MIDDLES)
    least = math.log(LEAST_STEEPNESS)
    steepest = max(float(steepness[-1]), least) + math.log(STEEPEST)
    starts = np.array([(each, middle) for each in steepness for middle in middles])
    starts[:, 0] = np.clip(starts[:, 0], least, steepest)
    reach = high - low
    return starts, np.array([least, low - reach]), np.array([steepest, high + reach])


def _problem(
    z: FloatArray, y: FloatArray, has_line: bool, bounds: tuple[FloatArray, FloatArray]
) -> _Problem:
    constant = np.full(z.size, 1 / math.sqrt(z.size))
    line = z - z.mean()
    length = math.sqrt(float((line * line).sum()))
    basis = np.stack([constant, line / length] if has_line and length else [constant])
    blank = _Problem(z, y, basis, *bounds)
    # Twice: the second pass takes out what rounding left of the first.
    return _Problem(z, blank.rest(blank.rest(y[None]))[0], basis, *bounds)


def _descended(problem: _Problem, starts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where each start ends, shape (s, 2), and the sum of squares there."""
    ends, losses = starts.copy(), np.empty(len(starts))
    at = np.arange(len(starts))  # those still on their way
    points, damping = starts, np.full(len(starts), 1e-2)
    state = _state(problem, points)
    losses[:] = state.loss
    for _ in range(MOST_STEPS):
        step, promise = _step(state, damping)
        going = promise > SETTLED * state.loss
        if not going.any():
            break
        at, points, damping, state = at[going], points[going], damping[going], state.take(going)
        tried = np.clip(points + step[going], problem.lowest, problem.highest)
        new = _state(problem, tried)
        is_better = new.loss < state.loss
        points = np.where(is_better[:, None], tried, points)
        state = new.where(is_better, state)
        damping = np.clip(np.where(is_better, damping / 5, damping * 4), 1e-12, 1e12)
        ends[at], losses[at] = points, state.loss
    return ends, losses


def _state(problem: _Problem, points: FloatArray) -> _State:
    steepness = np.exp(points[:, :1])  # (s, 1)
    distance = problem.z - points[:, 1:]  # (s, n)
    curve = np.tanh(0.5 * steepness * distance) / 2
    growth = 0.25 - curve * curve
    shape = problem.rest(curve)
    length = (shape * shape).sum(axis=1)
    is_noise = length <= NOISE**2 * (curve * curve).sum(axis=1)
    length = np.where(is_noise, 1.0, length)
    gain = np.where(is_noise, 0.0, (shape * problem.y).sum(axis=1) / length)[:, None]
    residuals = problem.y - gain * shape

    def column(derivative: FloatArray) -> FloatArray:
        free = problem.rest(derivative)
        along = (free * shape).sum(axis=1) / length
        result: FloatArray = gain * (free - along[:, None] * shape)
        return result

    columns = column(growth * steepness * distance), column(-growth * steepness)
    return _State(residuals, (residuals * residuals).sum(axis=1), columns)


def _step(state: _State, damping: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The damped Gauss-Newton step of each start, shape (s, 2), and the gain it promises.

    Both are zero where the curve does not change with its steepness and middle.
    """
    first, second = state.columns
    a = (first * first).sum(axis=1) * (1 + damping)
    b = (first * second).sum(axis=1)
    c = (second * second).sum(axis=1) * (1 + damping)
    left = (first * state.residuals).sum(axis=1)
    right = (second * state.residuals).sum(axis=1)
    determinant = a * c - b * b
    is_flat = determinant <= 0
    determinant = np.where(is_flat, 1.0, determinant)
    step = np.stack([(c * left - b * right), (a * right - b * left)], axis=1)
    step = np.where(is_flat[:, None], 0.0, np.clip(step / determinant[:, None], -1e3, 1e3))
    return step, step[:, 0] * left + step[:, 1] * right


def _curve(z: FloatArray, y: FloatArray, has_line: bool, point: tuple[float, float]) -> Curve:
    """The curve with this steepness and middle: its linear parameters in closed form."""
    steepness, middle = point
    shape = np.tanh(0.5 * steepness * (z - middle)) / 2
    columns = [np.ones(z.size), shape, z] if has_line else [np.ones(z.size), shape]
    offset, gain, *slope = np.linalg.lstsq(np.column_stack(columns), y)[0].tolist()
    return Curve(gain, steepness, middle, offset, slope[0] if slope else 0.0)
