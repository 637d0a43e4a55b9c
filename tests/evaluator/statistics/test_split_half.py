import itertools
import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluator import Profile, UndefinedMetric
from evaluator.metrics.registry import PLAIN
from evaluator.statistics.split_half import ceiling, spearman_brown, split_half
from tests.evaluator.statistics.panels import ratings


def all_splits(table):
    """Every split of five raters in two and three, by scipy."""
    for first in itertools.combinations(range(5), 2):
        second = [i for i in range(5) if i not in first]
        x, y = table[:, first].mean(axis=1), table[:, second].mean(axis=1)
        rho, r = stats.spearmanr(x, y).statistic, stats.pearsonr(x, y).statistic
        yield rho, r, stats.kendalltau(x, y).statistic, 0.6 * rho + 0.4 * r


def test_means_and_ends_are_those_of_all_splits():
    table = ratings(40, 5)
    splits = np.array(list(all_splits(table)))

    found = split_half(table, seed=1, draws=4000)

    assert (found.sizes, found.draws, found.undefined) == ((2, 3), 4000, 0)
    assert list(found.values) == ["srcc", "plcc", "krcc", "score"]
    for column, one in enumerate(found.values.values()):
        assert one.mean == pytest.approx(splits[:, column].mean(), abs=4 * one.error)
        # A tenth of the draws falls on each split, so the ends are the extreme splits.
        ends = [splits[:, column].min(), splits[:, column].max()]
        assert [one.low, one.high] == pytest.approx(ends, abs=1e-10)


def test_the_seed_decides_the_bits():
    table = ratings()

    assert split_half(table, seed=3, draws=100) == split_half(table, seed=3, draws=100)
    assert split_half(table, seed=3, draws=100) != split_half(table, seed=4, draws=100)


def test_images_with_one_half_only_are_left_out_of_that_draw():
    table = ratings(30, 4)
    gaps = np.vstack([table, [[1, np.nan, np.nan, np.nan]]])  # never on both sides

    assert split_half(gaps, seed=0, draws=50) == split_half(table, seed=0, draws=50)


def test_draws_with_a_constant_half_are_left_out_and_counted():
    table = ratings(20, 3)
    table[:, 0] = 3  # alone in a third of the draws

    found = split_half(table, seed=0, draws=3000)

    assert found.draws + found.undefined == 3000
    assert found.undefined == pytest.approx(1000, abs=100)


def test_constant_ratings_are_refused():
    with pytest.raises(UndefinedMetric, match="Halves"):
        split_half(np.full((9, 4), 3.0), draws=20)


def test_2000_splits_of_72_images_take_well_under_a_second():
    table = ratings(72, 21)

    started = time.process_time()
    split_half(table)

    assert time.process_time() - started < 1


@given(correlation=st.floats(0.01, 1))
def test_spearman_brown_of_equal_halves_is_the_usual_formula(correlation):
    found = spearman_brown(correlation, (7, 7))

    assert found == pytest.approx(2 * correlation / (1 + correlation), rel=1e-12)


@given(first=st.integers(1, 30), second=st.integers(1, 30), one=st.floats(0.01, 0.99))
def test_spearman_brown_of_unequal_parts_undoes_parallel_raters(first, second, one):
    def of_mean(raters):
        return raters * one / (1 + (raters - 1) * one)

    between = math.sqrt(of_mean(first) * of_mean(second))

    found = spearman_brown(between, (first, second))

    assert found == pytest.approx(of_mean(first + second), rel=1e-9)


@given(correlation=st.floats(0.01, 1))
def test_spearman_brown_is_horst_s_formula(correlation):
    p, q, rest = 10 / 21, 11 / 21, 1 - correlation**2
    if rest < 1e-6:
        return
    root = math.sqrt(correlation**2 + 4 * p * q * rest)
    horst = (correlation * root - correlation**2) / (2 * p * q * rest)

    assert spearman_brown(correlation, (10, 11)) == pytest.approx(horst, rel=1e-7)


@pytest.mark.parametrize("correlation", [0.0, -0.5])
def test_spearman_brown_refuses_halves_that_disagree(correlation):
    with pytest.raises(UndefinedMetric, match="do not agree"):
        spearman_brown(correlation, (3, 3))


def test_the_true_quality_reaches_the_ceiling():
    generator = np.random.default_rng(0)
    quality = generator.normal(0, 1, 3000)
    table = quality[:, None] + generator.normal(0, 2, (3000, 9))
    mos = table.mean(axis=1)

    found = ceiling(split_half(table, draws=100))

    reached = {name: PLAIN[name](quality, mos) for name in ("srcc", "plcc", "krcc")}
    reached["score"] = 0.6 * reached["srcc"] + 0.4 * reached["plcc"]
    assert found == pytest.approx(reached, abs=0.01)
    assert found["plcc"] == pytest.approx(math.sqrt(9 / (9 + 4)), abs=0.01)


def test_raters_who_never_disagree_leave_no_noise():
    table = np.tile(np.arange(10.0)[:, None], (1, 4))

    assert ceiling(split_half(table, draws=10)) == pytest.approx(
        {"srcc": 1, "plcc": 1, "krcc": 1, "score": 1}, abs=1e-12
    )


def test_a_formula_of_other_metrics_has_no_score():
    halves = split_half(ratings(), Profile(formula="rmse"), draws=20)

    assert list(halves.values) == ["srcc", "plcc", "krcc"]
    assert list(ceiling(halves, Profile(formula="rmse"))) == ["srcc", "plcc", "krcc"]
