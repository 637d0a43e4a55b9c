"""The least-squares cubic that only rises, or only falls, over the range of the data."""

import numpy as np
from numpy.polynomial import Polynomial

from evaluator.arrays import FloatArray


def monotone_cubic(z: FloatArray, y: FloatArray) -> FloatArray:
    """Coefficients (1, z, z^2, z^3) of the best cubic monotone on [min z, max z].

    Exact: where the free cubic turns inside the range, the derivative of the best monotone one
    touches zero at an end, at both, or twice at one point between. Each case is a smaller
    least-squares problem, and a QR factorisation makes all of them problems of four rows. Both
    directions are tried, so the result is never worse than the straight line.

    Parameters
    ----------
    z : ndarray, shape (n,)
        Standardised predictions with at least four distinct values.
    y : ndarray, shape (n,)

    Returns
    -------
    ndarray, shape (4,)
    """
    q, r = np.linalg.qr(np.vander(z, 4, increasing=True))
    goal = q.T @ y  # (4,)
    low, high = float(z.min()), float(z.max())
    best: FloatArray = np.linalg.lstsq(r, goal)[0]
    if _is_monotone(best, low, high):
        return best
    shapes = [
        np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]),  # the line
        _flat_at_both(low, high),
        *(_flat_twice_at(root) for root in _inflections(r[1:, 1:], goal[1:], low, high)),
    ]
    candidates = [shape @ np.linalg.lstsq(r @ shape, goal)[0] for shape in shapes]
    candidates += _flat_at_one(r, goal, low, high)
    return min(candidates, key=lambda found: float(((r @ found - goal) ** 2).sum()))


def _is_monotone(coefficients: FloatArray, low: float, high: float) -> bool:
    _, slope, bend, twist = coefficients.tolist()
    at = [low, high]
    if twist:
        at.append(min(max(-bend / (3 * twist), low), high))
    values = np.array([slope + z * (2 * bend + z * 3 * twist) for z in at])
    return bool((values >= 0).all() or (values <= 0).all())


def _flat_at_both(low: float, high: float) -> FloatArray:
    """A constant, and the cubic with the derivative (z - low)(high - z)."""
    return np.array([[1.0, 0.0], [0.0, -low * high], [0.0, (low + high) / 2], [0.0, -1 / 3]])


def _flat_twice_at(point: float) -> FloatArray:
    """A constant, and (z - point)^3."""
    return np.array([[1.0, -(point**3)], [0.0, 3 * point**2], [0.0, -3 * point], [0.0, 1.0]])


def _flat_at_one(r: FloatArray, goal: FloatArray, low: float, high: float) -> list[FloatArray]:
    """The best cubics with a horizontal tangent at one end, those of them that are monotone."""
    found = []
    for end, width in ((low, high - low), (high, low - high)):
        # With w = z - end the derivative is w (2 a + 3 b w): a constant, w^2 and w^3.
        shape = np.column_stack([[1, 0, 0, 0], [end**2, -2 * end, 1, 0], _flat_twice_at(end)[:, 1]])
        weights = np.linalg.lstsq(r @ shape, goal)[0]
        near, far = weights[1], 2 * weights[1] + 3 * weights[2] * width
        if near * far >= 0:
            found.append(shape @ weights)
    return found


def _inflections(r: FloatArray, goal: FloatArray, low: float, high: float) -> list[float]:
    """Where the double zero of the derivative may lie so that (z - point)^3 fits best.

    The sum of squares explained is N^2 / D with N and D polynomials in the point, of degree 2
    and 4; its derivative vanishes where 2 N' D - N D' does.
    """
    powers = [Polynomial([0, 0, 3]), Polynomial([0, -3]), Polynomial([1])]
    rows = [sum((c * p for c, p in zip(row, powers, strict=True)), Polynomial([0])) for row in r]
    fit = sum((c * row for c, row in zip(goal, rows, strict=True)), Polynomial([0]))
    length = sum((row * row for row in rows), Polynomial([0]))
    roots = (2 * fit.deriv() * length - fit * length.deriv()).trim().roots()
    # A double root comes out with a small imaginary part; the ends stand in for roots outside.
    inside = sorted(root for root in np.real(roots).tolist() if low < root < high)
    return [low, *inside, high]
