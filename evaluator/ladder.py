"""What a development board lets out, so that many uploads cannot climb its validation set.

In exact decimal arithmetic: 0.9429 in steps of 0.01 is 0.94 and nothing beside it, and an
improvement by just one step is never more than one step by the rounding of binary fractions.
"""

import math
from fractions import Fraction


def released(score: float, *, best: float | None, step: float, higher_is_better: bool) -> float:
    """What the Ladder mechanism shows for a score.

    The first score is shown rounded to the step. A later one is shown, rounded, only where it
    is better than what was shown by *more than* the step; otherwise the same value is shown
    again. So an upload that gained less than the step tells its author nothing.

    Parameters
    ----------
    score : float
        The true score of the new submission, finite.
    best : float or None
        What was released last to the same participant; None before the first submission. With
        each call's value passed on to the next it is also the best one released.
    step : float
        The smallest improvement that shows, > 0, in the unit of the score.
    higher_is_better : bool
        Which end of the score is the winning one.

    Returns
    -------
    float
        A multiple of the step, or `best`; never worse than `best`.

    Raises
    ------
    ValueError
        If a value is not finite or the step not positive.

    References
    ----------
    .. [1] A. Blum and M. Hardt, "The Ladder: A Reliable Leaderboard for Machine Learning
       Competitions", ICML 2015, PMLR 37, pp. 1006-1014, Algorithm 1 (there for a loss).
       arXiv:1502.04585

    Examples
    --------
    >>> released(0.9429, best=None, step=0.01, higher_is_better=True)
    0.94
    >>> released(0.95, best=0.94, step=0.01, higher_is_better=True)
    0.94
    >>> released(0.9501, best=0.94, step=0.01, higher_is_better=True)
    0.95
    """
    if best is None:
        return rounded(score, step)
    gain = _exact(score) - _exact(best)
    is_better = (gain if higher_is_better else -gain) > _step(step)
    return rounded(score, step) if is_better else best


def rounded(score: float, step: float) -> float:
    """The multiple of a step that is nearest to a score; the even one of two equally near.

    Parameters
    ----------
    score : float
        Finite.
    step : float
        The distance between the values that can be shown, > 0, in the unit of the score.

    Returns
    -------
    float
        The float nearest to the decimal multiple.

    Raises
    ------
    ValueError
        If the score is not finite or the step not positive.

    Examples
    --------
    >>> rounded(0.9429, 0.01), rounded(0.945, 0.01), rounded(0.955, 0.01)
    (0.94, 0.94, 0.96)
    """
    unit = _step(step)
    return float(round(_exact(score) / unit) * unit)


def _step(step: float) -> Fraction:
    unit = _exact(step)
    if unit <= 0:
        raise ValueError(f"the step must be greater than zero, not {step!r}")
    return unit


def _exact(value: float) -> Fraction:
    """The decimal number that the float is written as."""
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number, not {value!r}")
    return Fraction(repr(float(value)))
