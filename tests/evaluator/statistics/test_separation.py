import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluator.statistics.intervals import percentile_interval
from evaluator.statistics.multiplicity import benjamini_hochberg, holm
from evaluator.statistics.separation import (
    compare_all,
    flips,
    groups,
    p_values,
    rank_probabilities,
    rank_ranges,
)


def noisy_scores(estimates, spread, resamples=4000, seed=1):
    random = np.random.default_rng(seed)
    estimates = np.array(estimates)
    return estimates, estimates[:, None] + random.normal(0, spread, (estimates.size, resamples))


def test_far_teams_are_told_apart_and_near_ones_are_not():
    pairs = compare_all(*noisy_scores([0.9, 0.6, 0.59], 0.01), units=72)

    assert pairs.can_be_told_apart().tolist() == [
        [False, True, True],
        [True, False, False],
        [True, False, False],
    ]


def test_flip_counts_the_resamples_that_turn_the_order():
    differences = np.array([0.2, 0.1, -0.1, 0.0])

    assert flips(differences, 0.1) == (1 + 0.5) / 4
    assert flips(-differences, -0.1) == (1 + 0.5) / 4


def test_p_is_small_just_where_the_percentile_interval_leaves_out_zero():
    random = np.random.default_rng(2)
    agree = []
    for mean in np.linspace(0, 4, 200):
        differences = random.normal(mean, 1.0, 2000)
        flip = np.array(flips(differences, mean))
        low, high = percentile_interval(differences, units=72)
        p = float(p_values(flip, resamples=2000, units=72))
        agree.append((p <= 0.05) == (low > 0 or high < 0))

    assert np.mean(agree) >= 0.98  # they part where zero lies between two resamples


def test_no_p_is_zero():
    assert 0 < float(p_values(np.array(0.0), resamples=10_000, units=72)) < 0.001


@given(st.permutations(range(5)))
def test_the_order_of_the_teams_does_not_matter(order):
    estimates, samples = noisy_scores([0.9, 0.89, 0.7, 0.69, 0.5], 0.02, resamples=300)
    order = np.array(order)

    there = compare_all(estimates, samples, units=72)
    back = compare_all(estimates[order], samples[order], units=72)

    np.testing.assert_allclose(back.adjusted, there.adjusted[np.ix_(order, order)], atol=1e-12)


def test_rank_probabilities_are_shares_of_the_resamples():
    samples = np.array([[0.9, 0.9, 0.5, 0.7], [0.8, 0.9, 0.6, 0.6], [0.1, 0.2, 0.3, 0.8]])

    found = rank_probabilities(samples)

    # Equal scores share the better rank: in the second resample nobody is second.
    assert found.tolist() == [[0.5, 0.5, 0], [0.5, 0.25, 0.25], [0.25, 0, 0.75]]
    assert found.sum(axis=1).tolist() == [1, 1, 1]


def test_rank_ranges_count_who_is_surely_better_and_surely_worse():
    estimates = np.array([0.96, 0.94, 0.93, 0.92])
    apart = np.zeros((4, 4), dtype=bool)
    apart[0, 1:] = apart[1:, 0] = True

    assert rank_ranges(estimates, apart) == [(1, 1), (2, 4), (2, 4), (2, 4)]
    assert rank_ranges(estimates, np.zeros((4, 4), dtype=bool)) == [(1, 4)] * 4


def test_a_group_ends_only_where_all_above_differ_from_all_below():
    apart = np.array(
        [
            [False, False, True, True],
            [False, False, False, True],
            [True, False, False, True],
            [True, True, True, False],
        ]
    )

    # First and third differ, but both resemble the second.
    assert groups([0, 1, 2, 3], apart) == [[0, 1, 2], [3]]
    assert groups([], np.zeros((0, 0), dtype=bool)) == []


def test_teams_of_one_quality_are_rarely_told_apart():
    """Two hundred boards of six equal teams: a share of one in twenty may err, on the board."""
    random = np.random.default_rng(5)
    erring = 0
    for _ in range(200):
        estimates = random.normal(0, 1.0, 6)
        samples = estimates[:, None] + random.normal(0, 1.0, (6, 800))
        erring += bool(compare_all(estimates, samples, units=72).can_be_told_apart().any())

    assert erring <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


@given(st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=12))
def test_holm_equals_its_definition(p_list):
    p = np.array(p_list)
    found = holm(p)

    order = sorted(range(p.size), key=lambda i: p[i])
    highest = 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (p.size - place) * p[index]))
        assert found[index] == pytest.approx(highest, abs=1e-15)


def test_benjamini_hochberg_is_scipys_and_takes_none():
    p = np.array([0.01, 0.04, 0.03, 0.5])

    assert benjamini_hochberg(p).tolist() == stats.false_discovery_control(p).tolist()
    assert benjamini_hochberg(np.array([])).size == 0
