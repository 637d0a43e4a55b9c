import itertools

import numpy as np
import pytest
from scipy import stats

from evaluator import Profile
from evaluator.metrics.ranks import mid_ranks
from evaluator.statistics.permutation import permutation_p_values
from tests.evaluator.statistics import samples

TRUTH = samples.truth()
GOOD = samples.predictions(TRUTH, noise=0.2, seed=2)
BAD = samples.predictions(TRUTH, noise=0.9, seed=3)
PROFILE = Profile()


def p_values(first, second, targets=TRUTH.targets, **options):
    return permutation_p_values(first, second, targets, profile=PROFILE, seed=1, **options)


def test_a_clear_difference_has_a_small_p_and_a_mere_copy_has_one():
    assert max(p_values(GOOD, BAD).values()) < 0.01
    assert set(p_values(GOOD, GOOD).values()) == {1.0}


def test_the_scale_of_the_predictions_does_not_matter_to_correlations():
    fair = samples.predictions(TRUTH, noise=0.25, seed=3)
    plain = p_values(GOOD, fair, permutations=500)
    scaled = p_values(100 * GOOD - 7, fair, permutations=500)

    for name in ("srcc", "plcc", "krcc", "score"):
        assert scaled[name] == plain[name]
    assert scaled["rmse"] != plain["rmse"]


def test_equals_the_exact_test_over_all_swaps():
    """Nine images have 512 ways to swap; SciPy tries them all."""
    targets = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9])
    first = np.array([1.0, 3, 2, 4, 6, 5, 7, 9, 8])
    second = np.array([2.0, 1, 5, 3, 4, 9, 6, 8, 7])

    def statistic(a, b, axis=-1):
        def r(rows):
            return [stats.pearsonr(row, targets).statistic for row in np.atleast_2d(rows)]

        return np.squeeze(np.array(r(a)) - np.array(r(b)))

    z = [(v - v.mean()) / v.std() for v in (first, second)]
    exact = stats.permutation_test(
        tuple(z), statistic, permutation_type="samples", vectorized=True, n_resamples=np.inf
    ).pvalue

    found = p_values(first, second, targets, permutations=20_000)["plcc"]

    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_every_permutation_is_scored_as_scipy_would():
    """A small case written out: the p-value of SRCC over all eight swaps of three images."""
    targets, first, second = np.array([1.0, 2, 3]), np.array([1.0, 2, 3]), np.array([2.0, 1, 3])
    ranks = mid_ranks(first), mid_ranks(second)
    differences = []
    for swap in itertools.product([False, True], repeat=3):
        a, b = np.where(swap, ranks[1], ranks[0]), np.where(swap, ranks[0], ranks[1])
        r = [stats.spearmanr(v, targets).statistic if np.ptp(v) else 0.0 for v in (a, b)]
        differences.append(r[0] - r[1])
    exact = np.mean(np.abs(differences) >= abs(differences[0]) - 1e-12)

    assert p_values(first, second, targets, permutations=40_000)["srcc"] == pytest.approx(
        exact, abs=0.015
    )


def test_rejects_a_true_hypothesis_as_often_as_it_says():
    random = np.random.default_rng(11)
    runs, p = 400, []
    for run in range(runs):
        targets = random.normal(size=72)
        first, second = (targets + random.normal(0, 0.4, 72) for _ in range(2))
        found = permutation_p_values(
            first, second, targets, profile=Profile(metrics=("srcc", "plcc")), seed=run,
            permutations=199,
        )  # fmt: skip
        p.append(found["score"])

    assert abs(np.mean(np.array(p) <= 0.05) - 0.05) < 3 * np.sqrt(0.05 * 0.95 / runs)


def test_krcc_of_every_swap_is_scipys():
    random = np.random.default_rng(8)
    targets, first, second = random.integers(1, 6, size=(3, 7)).astype(float)
    swaps = np.array(list(itertools.product([False, True], repeat=7)))

    def tau(rows):
        with np.errstate(invalid="ignore"):
            return np.nan_to_num([stats.kendalltau(row, targets).statistic for row in rows])

    ranked = [mid_ranks(values) for values in (first, second)]
    every = tau(np.where(swaps, *ranked[::-1])) - tau(np.where(swaps, *ranked))
    exact = np.mean(np.abs(every) >= abs(every[0]) - 1e-12)

    found = p_values(first, second, targets, permutations=20_000)["krcc"]

    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_krcc_of_very_many_images_is_left_out():
    targets = np.arange(4097.0)
    profile = Profile(metrics=("srcc", "krcc"), formula="srcc")

    found = permutation_p_values(
        targets % 7, targets % 5, targets, profile=profile, seed=1, permutations=2
    )

    assert list(found) == ["srcc", "score"]


def test_errors_beyond_the_squares_of_a_float_are_compared():
    fair = samples.predictions(TRUTH, noise=0.25, seed=3)
    plain = p_values(GOOD, fair, TRUTH.targets, permutations=500)
    huge = p_values(GOOD * 2.0**600, fair * 2.0**600, TRUTH.targets * 2.0**600, permutations=500)

    assert huge == plain


def test_permutations_without_a_score_count_against_a_difference():
    targets = np.array([1.0, 2, 3, 4, 5])
    first, second = np.array([1.0, 2, 3, 5, 4]), np.array([5.0, 1, 4, 2, 3])
    swaps = np.array(list(itertools.product([False, True], repeat=5)))

    def score(rows):
        tau = np.array([stats.kendalltau(row, targets).statistic for row in rows])
        with np.errstate(divide="ignore"):
            return np.where(np.abs(tau) > 1e-12, 1 / tau, np.nan)

    every = score(np.where(swaps, second, first)) - score(np.where(swaps, first, second))
    has_none = np.isnan(every)
    assert has_none.any()
    exact = np.mean(has_none | (np.abs(every) >= abs(every[0]) - 1e-12))

    profile = Profile(metrics=("krcc",), formula="1 / krcc")
    found = permutation_p_values(
        first, second, targets, profile=profile, seed=1, permutations=20_000
    )

    assert found["score"] == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_a_score_that_does_not_exist_is_not_tested():
    targets = np.array([1.0, 2, 3, 4])
    profile = Profile(metrics=("krcc",), formula="1 / (1 - krcc)")

    found = permutation_p_values(targets, -targets, targets, profile=profile, seed=1)

    assert list(found) == ["krcc"]
