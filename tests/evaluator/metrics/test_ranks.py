import numpy as np
import pytest
from scipy import stats

from evaluator.metrics.ranks import dense_ranks, inversions, mid_ranks, tied_pairs


@pytest.mark.parametrize("seed", range(20))
def test_ranks_equal_scipy(seed):
    values = np.random.default_rng(seed).integers(0, 1 + seed * 3, 60) / 3

    assert mid_ranks(values).tolist() == stats.rankdata(values).tolist()
    assert (dense_ranks(values) + 1).tolist() == stats.rankdata(values, "dense").tolist()


def test_negative_zero_ties_with_zero():
    assert mid_ranks(np.array([0.0, -0.0, 1.0])).tolist() == [1.5, 1.5, 3.0]


@pytest.mark.parametrize("seed", range(20))
def test_inversions_and_ties_equal_a_count_of_all_pairs(seed):
    ranks = dense_ranks(np.random.default_rng(seed).integers(0, 1 + seed * 2, 40) * 1.0)
    pairs = [(a, b) for i, a in enumerate(ranks) for b in ranks[i + 1 :]]

    assert inversions(ranks) == sum(a > b for a, b in pairs)
    assert tied_pairs(ranks) == sum(a == b for a, b in pairs)
