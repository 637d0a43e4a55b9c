"""Metrics from counts equal those of the images written out as often as they were drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from evaluator.statistics.resampling import Resampling
from evaluator.statistics.weighted import MEASURES, Block, Sorted
from tests.evaluator.statistics import samples

NAMES = tuple(MEASURES)
TRUTH = samples.truth()


def measured(x, y, counts, names=NAMES):
    return Block(Sorted.of(y), counts).measure(Sorted.of(x), names)


def written_out(x, y, counts):
    """Each resample by SciPy, image by image."""
    rows = [np.repeat(np.arange(x.size), column.astype(int)) for column in counts.T]
    return {
        "srcc": [stats.spearmanr(x[row], y[row]).statistic for row in rows],
        "plcc": [stats.pearsonr(x[row], y[row]).statistic for row in rows],
        "krcc": [stats.kendalltau(x[row], y[row]).statistic for row in rows],
        "rmse": [np.sqrt(np.mean((x[row] - y[row]) ** 2)) for row in rows],
        "mae": [np.mean(np.abs(x[row] - y[row])) for row in rows],
    }


@pytest.mark.parametrize("by_content", [False, True])
@pytest.mark.parametrize("decimals", [1, 12])  # with many tied predictions, and with none
def test_equals_scipy_on_every_resample(by_content, decimals):
    x = np.round(samples.predictions(TRUTH, noise=0.3), decimals)
    contents = np.arange(72) % 18 if by_content else None
    counts = next(Resampling(72, 200, 5, contents).blocks())

    found = measured(x, TRUTH.targets, counts)

    for name, expected in written_out(x, TRUTH.targets, counts).items():
        np.testing.assert_allclose(found[name], expected, rtol=0, atol=1e-12, err_msg=name)


def test_an_outlier_that_is_left_out_costs_no_digit():
    """One image at a million: were all taken about its mean, the others would be lost."""
    x, y = samples.predictions(TRUTH, noise=0.3), TRUTH.targets.copy()
    x[0] = y[0] = 1e6
    counts = np.ones((72, 1))
    counts[0] = 0

    found = measured(x, y, counts, ("plcc",))

    assert found["plcc"][0] == pytest.approx(stats.pearsonr(x[1:], y[1:]).statistic, abs=1e-9)


values = arrays.arrays(np.float64, 12, elements=st.floats(-1e3, 1e3).map(lambda v: round(v, 2)))


@given(values, values, st.randoms(use_true_random=False))
def test_the_order_of_the_images_does_not_matter(x, y, random):
    counts = np.array([[random.randint(0, 3) for _ in range(4)] for _ in range(12)], dtype=float)
    counts[0] += 1.0
    shuffled = random.sample(range(12), 12)

    there = measured(x, y, counts)
    back = measured(x[shuffled], y[shuffled], counts[shuffled])

    for name in NAMES:
        np.testing.assert_allclose(there[name], back[name], rtol=1e-9, atol=1e-9)


@given(values, values)
def test_ranks_ignore_a_growing_scale_and_turn_with_the_sign(x, y):
    counts = next(Resampling(12, 16, 3).blocks())

    plain = measured(x, y, counts, ("srcc", "krcc"))
    grown = measured(2.0 * x + 5.0, y, counts, ("srcc", "krcc"))
    turned = measured(-x, y, counts, ("srcc", "krcc"))

    for name in ("srcc", "krcc"):
        np.testing.assert_array_equal(plain[name], grown[name])
        np.testing.assert_allclose(plain[name], -turned[name], atol=1e-12)


def test_a_resample_of_one_image_is_undefined_for_correlations_alone():
    counts = np.zeros((72, 1))
    counts[3] = 72

    found = measured(samples.predictions(TRUTH, noise=0.3), TRUTH.targets, counts)

    assert {name for name in NAMES if np.isnan(found[name][0])} == {"srcc", "plcc", "krcc"}


def test_values_at_the_end_of_the_numbers_do_not_overflow():
    x = samples.predictions(TRUTH, noise=0.3)
    counts = next(Resampling(72, 8, 3).blocks())

    large = measured(x * 1e300, TRUTH.targets, counts, ("srcc", "plcc", "krcc"))
    plain = measured(x, TRUTH.targets, counts, ("srcc", "plcc", "krcc"))

    for name, found in large.items():
        np.testing.assert_allclose(found, plain[name], atol=1e-12)


def test_many_images_are_added_up_another_way_with_the_same_result():
    many = samples.truth(images=5000, contents=5000)
    x = samples.predictions(many, noise=0.3)
    counts = next(Resampling(5000, 3, 5).blocks())

    found = measured(x, many.targets, counts, ("srcc",))["srcc"]

    rows = [np.repeat(np.arange(5000), column.astype(int)) for column in counts.T]
    expected = [stats.spearmanr(x[row], many.targets[row]).statistic for row in rows]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
