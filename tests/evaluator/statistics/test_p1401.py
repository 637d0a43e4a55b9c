import math

import numpy as np
import pytest
from scipy import stats

from evaluator import UndefinedMetric
from evaluator.statistics.p1401 import (
    compare_outlier_ratios,
    compare_plcc,
    compare_rmse,
    outlier_ratio_interval,
    plcc_interval,
)


@pytest.mark.parametrize("size", [4, 20, 72])
def test_interval_of_plcc_is_that_of_scipy(size):
    x, y = np.random.default_rng(size).normal(size=(2, size))
    found = stats.pearsonr(x, y)

    assert plcc_interval(found.statistic, images=size) == pytest.approx(
        tuple(found.confidence_interval(0.95)), abs=1e-12
    )


def test_difference_of_plcc_is_in_standard_errors_of_fishers_z():
    found = compare_plcc(0.95, 0.90, first_images=72, second_images=103)

    z = (np.arctanh(0.95) - np.arctanh(0.90)) / math.sqrt(1 / 69 + 1 / 100)
    assert found.statistic == pytest.approx(z, abs=1e-12)
    assert found.p == pytest.approx(2 * stats.norm.sf(z), abs=1e-12)


def test_interval_of_outlier_ratio_is_that_of_the_normal_distribution():
    reach = stats.norm.ppf(0.975) * math.sqrt(0.43 * 0.57 / 72)

    assert outlier_ratio_interval(0.43, images=72) == pytest.approx(
        (0.43 - reach, 0.43 + reach), abs=1e-12
    )
    assert outlier_ratio_interval(0.0, images=72) == (0, 0)


def test_difference_of_outlier_ratios_is_the_chi_square_of_their_table():
    # The square of the z of two proportions is Pearson's chi square without correction.
    found = compare_outlier_ratios(31 / 72, 18 / 60, first_images=72, second_images=60)

    table = [[31, 72 - 31], [18, 60 - 18]]
    expected = stats.chi2_contingency(table, correction=False)
    assert found.statistic**2 == pytest.approx(expected.statistic, abs=1e-12)
    assert found.p == pytest.approx(expected.pvalue, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), [(0.5, 0.4), (0.4, 0.5)])
def test_ratio_of_squared_errors_has_the_larger_on_top(first, second):
    degrees = {0.5: 68, 0.4: 70}

    found = compare_rmse(
        first, second, first_degrees=degrees[first], second_degrees=degrees[second]
    )

    assert found.statistic == pytest.approx(1.5625, abs=1e-12)
    assert found.p == pytest.approx(stats.f.sf(1.5625, 68, 70), abs=1e-12)


def test_error_of_zero_is_beyond_any_other():
    found = compare_rmse(0.1, 0.0, first_degrees=5, second_degrees=5)

    assert (found.statistic, found.p) == (math.inf, 0.0)


@pytest.mark.parametrize(
    "undefined",
    [
        lambda: plcc_interval(0.5, images=3),
        lambda: plcc_interval(1.0, images=30),
        lambda: compare_outlier_ratios(0.0, 0.0, first_images=9, second_images=9),
        lambda: compare_outlier_ratios(1.0, 1.0, first_images=9, second_images=9),
        lambda: compare_rmse(0.0, 0.0, first_degrees=9, second_degrees=9),
        lambda: compare_rmse(1.0, 2.0, first_degrees=0, second_degrees=9),
    ],
)
def test_what_cannot_be_compared_is_undefined(undefined):
    with pytest.raises(UndefinedMetric):
        undefined()
