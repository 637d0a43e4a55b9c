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
