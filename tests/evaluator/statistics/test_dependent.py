import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluator import UndefinedMetric
from evaluator.statistics.dependent import meng, steiger, williams, zou_interval

TESTS = [williams, steiger, meng]

# Silver, Hittner and May, "A FORTRAN 77 Program for Comparing Dependent Correlations", Applied
# Psychological Measurement 30, 2006, pp. 152-153, print these for r = .3, .4, .5 and n = 100.
SILVER = [(williams, -1.0767, 0.2843), (steiger, -1.0718, 0.2838), (meng, -1.0707, 0.2843)]

# May and Hittner, "A Note on Statistics for Comparing Dependent Correlations", Psychological
# Reports 80, 1997, pp. 475-480: Meng's z for r23 = 0, .1, .. .8 (.5 is left out) and n = 50.
R23 = [0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8]
MAY = [
    *zip([(0.5, 0.2)] * 8, R23, [1.62, 1.70, 1.80, 1.91, 2.06, 2.50, 2.87, 3.50], strict=True),
    *zip([(0.7, 0.4)] * 8, R23, [2.03, 2.10, 2.20, 2.32, 2.47, 2.94, 3.35, 4.05], strict=True),
]


@pytest.mark.parametrize(("test", "statistic", "p"), SILVER)
def test_equals_what_silver_hittner_and_may_print(test, statistic, p):
    found = test(0.3, 0.4, 0.5, 100)

    assert (round(found.statistic, 4), round(found.p, 4)) == (statistic, p)


@pytest.mark.parametrize(("pair", "r23", "z"), MAY)
def test_meng_equals_what_may_and_hittner_print(pair, r23, z):
    assert round(meng(*pair, r23, 50).statistic, 2) == z


def test_meng_equals_the_example_of_its_paper():
    found = meng(0.63, -0.03, -0.19, 15)

    assert (round(found.statistic, 2), round(found.p / 2, 3)) == (1.68, 0.047)


def test_zou_equals_the_example_of_its_paper():
    low, high = zou_interval(0.396, 0.179, 0.088, 66)

    assert (round(low, 3), round(high, 3)) == (-0.093, 0.517)


@given(st.floats(-0.95, 0.95), st.floats(-0.95, 0.95), st.floats(-0.95, 0.95), st.integers(5, 1000))
def test_swapping_the_methods_turns_the_sign_and_nothing_else(r12, r13, r23, n):
    assume(1 - r12**2 - r13**2 - r23**2 + 2 * r12 * r13 * r23 > 1e-6)

    for test in TESTS:
        there, back = test(r12, r13, r23, n), test(r13, r12, r23, n)
        assert there.statistic == pytest.approx(-back.statistic, rel=1e-9, abs=1e-12)
        assert there.p == pytest.approx(back.p, rel=1e-9, abs=1e-300)
    low, high = zou_interval(r12, r13, r23, n)
    assert zou_interval(r13, r12, r23, n) == pytest.approx((-high, -low), abs=1e-9)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("correlations", [(1, 0.5, 0.5), (0.5, -1, 0.5), (0.5, 0.5, 1)])
def test_a_perfect_correlation_is_refused(test, correlations):
    with pytest.raises(UndefinedMetric, match="perfect"):
        test(*correlations, 72)


@pytest.mark.parametrize("test", TESTS)
def test_three_images_are_refused(test):
    with pytest.raises(UndefinedMetric, match="4 images"):
        test(0.5, 0.4, 0.3, 3)


@pytest.mark.parametrize("test", TESTS)
def test_rejects_true_hypotheses_as_often_as_it_says(test):
    """Both methods correlate at .9 with the targets in the population, and at .86 mutually."""
    covariance = np.array([[1, 0.9, 0.9], [0.9, 1, 0.86], [0.9, 0.86, 1]])
    random = np.random.default_rng(3)
    runs = 4000
    samples = random.multivariate_normal(np.zeros(3), covariance, size=(runs, 72))

    p_values = []
    for sample in samples:
        r = np.corrcoef(sample.T)
        p_values.append(test(r[0, 1], r[0, 2], r[1, 2], 72).p)

    share = np.mean(np.array(p_values) < 0.05)
    assert abs(share - 0.05) < 3 * math.sqrt(0.05 * 0.95 / runs)
