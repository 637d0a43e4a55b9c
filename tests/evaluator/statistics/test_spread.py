import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from evaluator import UndefinedMetric
from evaluator.statistics.spread import Pairs, distinguishable, sos, spread
from tests.evaluator.statistics.panels import ratings


@pytest.mark.parametrize("share_missing", [0.0, 0.3])
def test_spread_equals_scipy(share_missing):
    table = ratings(30, 6, share_missing=share_missing)

    found = spread(table)

    for place, row in enumerate(found.rows):
        given_ = table[row][~np.isnan(table[row])]
        error = stats.sem(given_)
        mean, sd, half = found.means[place], found.sds[place], found.half_widths[place]
        assert found.counts[place] == given_.size
        assert (mean, sd) == pytest.approx((given_.mean(), given_.std(ddof=1)), abs=1e-12)
        if error:
            ends = stats.t.interval(0.95, given_.size - 1, mean, error)
            assert (mean - half, mean + half) == pytest.approx(ends, abs=1e-10)
    floor = np.sqrt(np.mean(found.sds**2 / found.counts))
    assert found.noise_floor == pytest.approx(floor, abs=1e-12)


def test_images_with_one_rating_are_left_out():
    assert spread([[1, 2], [3, np.nan], [4, 5]]).rows.tolist() == [0, 2]


def test_nothing_is_known_from_one_rating_each():
    with pytest.raises(UndefinedMetric, match="two ratings"):
        spread([[1, np.nan], [np.nan, 3]])


def test_the_true_quality_has_the_noise_floor_as_rmse():
    generator = np.random.default_rng(0)
    quality = generator.normal(0, 1, 5000)
    table = quality[:, None] + generator.normal(0, 1, (5000, 4))

    rmse = np.sqrt(np.mean((table.mean(axis=1) - quality) ** 2))

    assert spread(table).noise_floor == pytest.approx(rmse, rel=0.03)


@pytest.mark.parametrize(("is_sample", "ddof"), [(False, 0), (True, 1)])
def test_sos_is_the_least_squares_fit_of_the_papers_parabola(is_sample, ddof):
    table = ratings(40, 8)
    x, variance = table.mean(axis=1), table.var(axis=1, ddof=ddof)

    (fitted,), _ = optimize.curve_fit(lambda x, a: a * (-(x**2) + 6 * x - 5), x, variance, p0=[0.5])

    assert sos(table, is_sample=is_sample) == pytest.approx(fitted, abs=1e-7)


def test_sos_is_one_where_only_the_ends_are_used():
    assert sos([[1, 1, 5, 5], [1, 5, 5, 5], [1, 1, 1, 5]]) == pytest.approx(1, abs=1e-12)


def test_sos_is_zero_where_all_agree():
    assert sos([[2, 2, 2], [3, 3, 3]]) == 0


@given(seed=st.integers(0, 1000), factor=st.sampled_from([0.25, 25.0]), shift=st.integers(-9, 9))
def test_sos_ignores_the_unit_of_the_scale(seed, factor, shift):
    table = ratings(10, 5, seed=seed)
    scale = (1 * factor + shift, 5 * factor + shift)

    assert sos(table * factor + shift, scale=scale) == pytest.approx(sos(table), abs=1e-9)


def test_sos_refuses_mos_at_the_ends():
    with pytest.raises(UndefinedMetric, match="end of the scale"):
        sos([[1, 1], [5, 5]])


@pytest.mark.parametrize("share_missing", [0.0, 0.2])
def test_share_of_pairs_equals_a_test_of_each_pair(share_missing):
    table = ratings(25, 8, share_missing=share_missing)
    p_values = []
    for i in range(25):
        for j in range(i):
            a, b = (row[~np.isnan(row)] for row in (table[i], table[j]))
            z = (a.mean() - b.mean()) / np.hypot(stats.sem(a), stats.sem(b))
            p_values.append(2 * stats.norm.sf(abs(z)))

    found = distinguishable(table)

    assert found.pairs == 300
    assert found.two_sided == np.mean(np.array(p_values) <= 0.05)
    assert found.one_sided == np.mean(np.array(p_values) <= 0.10)


def test_pairs_without_spread_differ_unless_they_are_tied():
    assert distinguishable([[2, 2], [2, 2], [3, 3]]) == Pairs(3, 1, 2 / 3, 2 / 3)


def test_a_single_image_has_no_pairs():
    with pytest.raises(UndefinedMetric, match="two images"):
        distinguishable([[1, 2]])
