from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.ladder import released, rounded

SCORES = st.floats(-10, 10)
STEPS = st.sampled_from([0.5, 0.1, 0.05, 0.01, 0.005, 0.001, 0.0001])


@pytest.mark.parametrize(
    ("score", "step", "shown"),
    [
        (0.9429, 0.01, 0.94),
        (0.945, 0.01, 0.94),
        (0.955, 0.01, 0.96),
        (-0.945, 0.01, -0.94),
        (0.29, 0.01, 0.29),
        (1.005, 0.01, 1.0),
        (0.9429, 0.005, 0.945),
        (0.9429, 0.25, 1.0),
        (12345.678, 10.0, 12350.0),
        (1e-05, 2e-05, 0.0),
        (3e-05, 2e-05, 4e-05),
    ],
)
def test_score_is_rounded_half_to_even_on_the_decimal_grid(score, step, shown):
    assert repr(rounded(score, step)) == repr(shown)


def test_a_small_negative_score_is_plain_zero():
    assert repr(rounded(-0.001, 0.01)) == "0.0"


@given(SCORES, STEPS)
def test_rounding_is_what_decimal_says(score, step):
    unit = Decimal(str(step))
    steps = (Decimal(repr(score)) / unit).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)

    assert rounded(score, step) == float(steps * unit)


@given(SCORES, STEPS)
def test_rounding_twice_changes_nothing(score, step):
    once = rounded(score, step)

    assert rounded(once, step) == once


def test_numpy_scalars_are_numbers_too():
    assert rounded(np.float64(0.9429), np.float64(0.01)) == 0.94


@pytest.mark.parametrize(
    ("score", "best", "higher", "shown"),
    [
        (0.9429, None, True, 0.94),
        (0.9429, None, False, 0.94),
        (0.9500, 0.94, True, 0.94),  # better by just one step, which binary floats put above it
        (0.9501, 0.94, True, 0.95),
        (0.9399, 0.94, True, 0.94),
        (0.2, 0.94, True, 0.94),
        (0.40, 0.41, False, 0.41),
        (0.3999, 0.41, False, 0.40),
        (0.5, 0.41, False, 0.41),
    ],
)
def test_ladder_shows_only_gains_of_more_than_a_step(score, best, higher, shown):
    assert released(score, best=best, step=0.01, higher_is_better=higher) == shown


@given(st.lists(SCORES, min_size=1, max_size=30), STEPS)
def test_ladder_only_climbs_in_steps_and_stays_within_a_step_of_the_best(scores, step):
    best = None
    for score in scores:
        shown = released(score, best=best, step=step, higher_is_better=True)
        assert best is None or shown == best or shown - best > step * (1 - 1e-9)
        best = shown

    assert best == rounded(best, step)
    assert max(scores) <= best + step * (1 + 1e-9)
    assert best <= max(scores) + step * (0.5 + 1e-9)


@given(st.lists(SCORES, min_size=1, max_size=30), STEPS)
def test_a_loss_is_the_mirror_of_a_score(scores, step):
    best, least = None, None
    for score in scores:
        best = released(score, best=best, step=step, higher_is_better=True)
        least = released(-score, best=least, step=step, higher_is_better=False)

        assert least == -best


@pytest.mark.parametrize("step", [0.0, -0.01, float("nan"), float("inf")])
def test_a_step_that_is_none_is_refused(step):
    with pytest.raises(ValueError):
        rounded(0.5, step)
    with pytest.raises(ValueError):
        released(0.5, best=0.4, step=step, higher_is_better=True)


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_none_is_refused(score):
    with pytest.raises(ValueError):
        rounded(score, 0.01)
    with pytest.raises(ValueError):
        released(score, best=0.4, step=0.01, higher_is_better=True)
