import numpy as np
import pytest
from scipy import stats

from evaluator import UndefinedMetric
from evaluator.statistics.delong import areas, compare_areas
from evaluator.statistics.p1401 import compare_outlier_ratios


def by_definition(positives, negatives):
    """DeLong's areas and covariance from all comparisons of a positive with a negative."""
    wins = (positives[:, :, None] > negatives[:, None, :]) * 1.0
    wins += (positives[:, :, None] == negatives[:, None, :]) * 0.5  # (k, m, n)
    above, below = wins.mean(axis=2), wins.mean(axis=1)
    m, n = positives.shape[1], negatives.shape[1]
    return wins.mean(axis=(1, 2)), np.cov(above) / m + np.cov(below) / n


@pytest.mark.parametrize("ties", [3, 1000])
@pytest.mark.parametrize("seed", range(3))
def test_areas_and_covariance_are_those_of_the_definition(seed, ties):
    rng = np.random.default_rng(seed)
    positives = rng.integers(0, ties, (3, 25)) + rng.integers(0, 2, (3, 25))
    negatives = rng.integers(0, ties, (3, 40))

    found = areas(positives, negatives)

    values, covariance = by_definition(positives, negatives)
    np.testing.assert_allclose(found.values, values, atol=1e-12)
    np.testing.assert_allclose(found.covariance, covariance, atol=1e-12)


def test_comparison_is_the_difference_in_standard_errors():
    rng = np.random.default_rng(0)
    positives, negatives = rng.normal(1, 1, (2, 30)), rng.normal(0, 1, (2, 50))
    values, covariance = by_definition(positives, negatives)

    found = compare_areas(areas(positives, negatives))

    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    z = (values[0] - values[1]) / np.sqrt(variance)
    assert found.statistic == pytest.approx(z, abs=1e-12)
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(z)), abs=1e-12)


def test_predictors_that_rank_alike_cannot_be_compared():
    positives, negatives = np.array([[1.0, 2.0], [10.0, 20.0]]), np.array([[0.0, 1.5], [0.0, 15.0]])

    with pytest.raises(UndefinedMetric, match="does not vary"):
        compare_areas(areas(positives, negatives))


def test_example_of_netflixs_vmaf_comes_out_to_its_digits():
    """The values that VMAF's own tests hold its translation of Krasula's code to.

    github.com/Netflix/vmaf, python/test/perf_metric_test.py, `test_auc_perf_multiple_metrics`.
    It takes all ordered pairs, an image with itself too, and tells them apart beyond 2 errors.
    """
    np.random.seed(1)
    ratings = np.random.normal(0, 1, [4, 10]) + np.array([[1], [2], [3], [4]])
    predictions = np.array([[1, 2, 3, 4], [3, 1, 2, 4]])
    gap = ratings.mean(axis=1)[:, None] - ratings.mean(axis=1)
    variance = ratings.var(axis=1, ddof=1) / 10
    outcomes = (np.sign(gap) * (np.abs(gap) > 2 * np.sqrt(variance[:, None] + variance))).ravel()
    apart = (predictions[:, :, None] - predictions[:, None, :]).reshape(2, -1)
    better = (apart * outcomes)[:, outcomes != 0]

    ds = areas(np.abs(apart[:, outcomes != 0]), np.abs(apart[:, outcomes == 0]))
    bw = areas(better, -better)
    correct = (better > 0).mean(axis=1)

    assert ds.values == pytest.approx([0.9375, 0.6250], abs=1e-12)
    assert bw.values == pytest.approx([1.0, 0.8125], abs=1e-12)
    assert correct.tolist() == [1.0, 0.75]
    assert compare_areas(ds).p == pytest.approx(0.02746864, abs=5e-9)
    assert compare_areas(bw).p == pytest.approx(0.06136883, abs=5e-9)
    pairs = 2 * better.shape[1]
    binomial = compare_outlier_ratios(*correct, first_images=pairs, second_images=pairs)
    assert binomial.p == pytest.approx(0.03250944, abs=5e-9)
