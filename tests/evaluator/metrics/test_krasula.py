import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluator.errors import UndefinedByTruth
from evaluator.metrics import auc_bw, auc_ds, cc_0, difference_threshold
from evaluator.metrics.krasula import MOST_IMAGES, area_under_roc, differences, pair_outcomes

ALL = [auc_ds, auc_bw, cc_0]


def sample(seed, images=30, raters=15):
    rng = np.random.default_rng(seed)
    level = rng.uniform(1, 5, images)
    ratings = np.clip(np.round(level[:, None] + rng.normal(0, 0.8, (images, raters))), 1, 5)
    x = np.round(level + rng.normal(0, 0.7, images), 1)  # with ties
    return x, ratings.mean(axis=1), ratings


def by_definition(x, targets, ratings):
    """All pairs one by one, as the paper describes them."""
    apart, similar, better = [], [], []
    for i, j in itertools.combinations(range(len(x)), 2):
        error = math.sqrt(
            ratings[i].var(ddof=1) / ratings.shape[1] + ratings[j].var(ddof=1) / ratings.shape[1]
        )
        gap = targets[i] - targets[j]
        if stats.norm.cdf(abs(gap) / error) >= 0.95:
            apart.append(abs(x[i] - x[j]))
            better.append((x[i] - x[j]) * np.sign(gap))
        else:
            similar.append(abs(x[i] - x[j]))
    return np.array(apart), np.array(similar), np.array(better)


def u_statistic(positives, negatives):
    found = stats.mannwhitneyu(positives, negatives, method="asymptotic").statistic
    return found / (len(positives) * len(negatives))


@pytest.mark.parametrize("seed", range(5))
def test_areas_are_those_of_all_pairs_by_mann_whitney(seed):
    x, targets, ratings = sample(seed)
    apart, similar, better = by_definition(x, targets, ratings)

    assert auc_ds(x, targets, ratings) == pytest.approx(u_statistic(apart, similar), abs=1e-12)
    assert auc_bw(x, targets, ratings) == pytest.approx(u_statistic(better, -better), abs=1e-12)
    assert cc_0(x, targets, ratings) == (better > 0).mean()


def test_threshold_is_the_percentile_of_similar_pairs_as_matlab_has_it():
    x, targets, ratings = sample(0)
    similar = np.sort(by_definition(x, targets, ratings)[1])
    # prctile: the k-th smallest of n is the 100 (k - 1/2) / n-th percentile.
    at = (np.arange(similar.size) + 0.5) / similar.size

    assert difference_threshold(x, targets, ratings) == pytest.approx(
        np.interp(0.95, at, similar), abs=1e-12
    )


def test_area_of_a_hand_computed_example():
    # Of 3 x 2 comparisons 4 are won and 1 is a tie.
    assert area_under_roc(np.array([3.0, 2.0, 5.0]), np.array([2.0, 4.0])) == (3 + 0.5) / 6


def test_pairs_stand_in_the_order_of_their_images():
    assert differences(np.array([1.0, 3.0, 7.0])).tolist() == [-2.0, -6.0, -4.0]
    ratings = [[1, 1, 2], [1, 2, 2], [5, 5, 4]]
    means = np.mean(ratings, axis=1)

    assert pair_outcomes(means, ratings).tolist() == [0, -1, -1]


def test_pair_is_told_apart_from_the_one_sided_95_percent_on():
    ratings = np.array([[2.0, 4.0], [2.0, 4.0]])  # standard errors of 1
    critical = stats.norm.ppf(0.95) * math.sqrt(2)

    assert pair_outcomes([3 + critical + 1e-9, 3], ratings).tolist() == [1]
    assert pair_outcomes([3 + critical - 1e-9, 3], ratings).tolist() == [0]


def test_raters_of_one_mind_tell_any_difference_apart_and_no_equality():
    ratings = np.array([[2.0, 2.0], [2.0, 2.0], [3.0, 3.0]])

    assert pair_outcomes([2, 2, 3], ratings).tolist() == [0, -1, -1]


@given(seed=st.integers(0, 1000), gain=st.sampled_from([0.5, 2.0, 8.0]))
def test_unit_of_the_predictions_does_not_matter_and_their_sign_does(seed, gain):
    x, targets, ratings = sample(seed, images=12)

    for metric in ALL:
        assert metric(gain * x, targets, ratings) == metric(x, targets, ratings)
    assert auc_ds(-x, targets, ratings) == auc_ds(x, targets, ratings)
    assert auc_bw(-x, targets, ratings) == pytest.approx(1 - auc_bw(x, targets, ratings), abs=1e-12)


@pytest.mark.parametrize("metric", ALL)
def test_order_of_the_images_does_not_matter(metric):
    x, targets, ratings = sample(3)
    order = np.random.default_rng(0).permutation(30)

    assert metric(x[order], targets[order], ratings[order]) == metric(x, targets, ratings)


def test_perfect_and_constant_predictions():
    _, targets, ratings = sample(1)

    assert auc_bw(targets, targets, ratings) == 1
    assert cc_0(targets, targets, ratings) == 1
    constant = np.full(30, 2.0)
    assert [metric(constant, targets, ratings) for metric in ALL] == [0.5, 0.5, 0.0]


def test_truth_without_both_kinds_of_pairs_is_to_blame():
    alike = np.array([[1.0, 5.0], [1.0, 5.0], [2.0, 5.0]])
    unlike = np.array([[1.0, 1.0], [3.0, 3.0], [5.0, 5.0]])

    for metric in ALL:
        with pytest.raises(UndefinedByTruth, match="the raters told no pair apart"):
            metric([1, 2, 3], alike.mean(axis=1), alike)
    with pytest.raises(UndefinedByTruth, match="the raters told every pair apart"):
        auc_ds([1, 2, 3], unlike.mean(axis=1), unlike)
    with pytest.raises(UndefinedByTruth, match="the raters told every pair apart"):
        difference_threshold([1, 2, 3], unlike.mean(axis=1), unlike)


@pytest.mark.parametrize("images", [1, MOST_IMAGES + 1])
def test_too_few_or_too_many_images_have_no_pairs(images):
    values = np.arange(images, dtype=float)

    with pytest.raises(UndefinedByTruth, match="Pairs are compared for 2 to 5,000 images"):
        auc_bw(values, values, np.tile(values[:, None], 3))
