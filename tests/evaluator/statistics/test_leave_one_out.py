import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluator import Profile, UndefinedMetric
from evaluator.statistics.leave_one_out import Summary, leave_one_out, pairwise
from tests.evaluator.statistics.panels import names_of, ratings


@pytest.mark.parametrize("share_missing", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(3))
def test_each_rater_scores_as_scipy_says(seed, share_missing):
    table = ratings(40, 6, seed=seed, share_missing=share_missing)

    found = leave_one_out(table, names_of(table))

    assert found.undefined == {}
    for column, one in enumerate(found.raters):
        rest = np.delete(table, column, axis=1)
        both = ~np.isnan(table[:, column]) & ~np.isnan(rest).all(axis=1)
        x, y = table[both, column], np.nanmean(rest[both], axis=1)
        rho = stats.spearmanr(x, y).statistic
        r, tau = stats.pearsonr(x, y).statistic, stats.kendalltau(x, y).statistic
        assert (one.rater, one.images) == (f"P{column + 1}", both.sum())
        assert one.values == pytest.approx(
            {"srcc": rho, "plcc": r, "krcc": tau, "score": 0.6 * rho + 0.4 * r}, abs=1e-10
        )
        assert one.slope == pytest.approx(stats.linregress(y, x).slope, abs=1e-10)


def test_images_that_no_other_rater_rated_are_left_out():
    table = ratings(10, 3)
    table[:4, 1:] = np.nan

    assert [one.images for one in leave_one_out(table, names_of(table)).raters] == [6, 6, 6]


def test_summary_names_both_ends():
    table = ratings(50, 5)
    table[:, 1] = np.random.default_rng(1).integers(1, 6, 50)
    found = leave_one_out(table, names_of(table))
    values = [one.values["score"] for one in found.raters]

    summary = found.summary("score")

    best = int(np.argmax(values))
    assert summary == Summary(
        mean=pytest.approx(np.mean(values)),
        sd=pytest.approx(np.std(values, ddof=1)),
        low=values[1],
        low_rater="P2",
        high=values[best],
        high_rater=f"P{best + 1}",
    )


def test_a_constant_rater_is_named_and_left_out():
    table = ratings(20, 4)
    table[:, 2] = 3

    found = leave_one_out(table, names_of(table))

    assert [one.rater for one in found.raters] == ["P1", "P2", "P4"]
    assert found.undefined == {
        "P3": "P3 gave 3 to every image, so no correlation exists; left out."
    }


def test_a_rater_of_two_images_is_named_and_left_out():
    table = ratings(20, 4)
    table[2:, 0] = np.nan

    found = leave_one_out(table, names_of(table))

    assert found.undefined == {
        "P1": "P1 is left out: Fewer than 3 images have both ratings.",
    }


def test_a_formula_of_other_metrics_gives_no_score():
    table = ratings()

    found = leave_one_out(table, names_of(table), Profile(formula="plcc - rmse"))

    assert set(found.raters[0].values) == {"srcc", "plcc", "krcc"}
    with pytest.raises(UndefinedMetric):
        found.summary("score")


def test_two_raters_score_alike():
    table = ratings(20, 2)

    first, second = leave_one_out(table, names_of(table)).raters

    assert first.values == pytest.approx(second.values)


def test_one_rater_cannot_be_judged():
    with pytest.raises(UndefinedMetric, match="two raters"):
        leave_one_out(np.ones((5, 1)), ["P1"])


@given(seed=st.integers(0, 10_000), shift=st.integers(-3, 3))
def test_scores_ignore_order_and_shift(seed, shift):
    table = ratings(15, 5, seed=seed)
    generator = np.random.default_rng(seed)
    rows, columns = generator.permutation(15), generator.permutation(5)
    names = names_of(table)

    found = leave_one_out(table, names)
    other = leave_one_out(table[rows][:, columns] + shift, [names[i] for i in columns])

    by_name = {one.rater: one.values for one in other.raters}
    assert set(by_name) == {one.rater for one in found.raters}
    for one in found.raters:
        assert by_name[one.rater] == pytest.approx(one.values, abs=1e-9)


def test_pairwise_equals_scipy_and_numpy():
    table = ratings(30, 5)

    found = pairwise(table)

    above = np.triu_indices(5, 1)
    assert (found.pairs, found.left_out) == (10, 0)
    assert found.srcc == pytest.approx(stats.spearmanr(table).statistic[above].mean(), abs=1e-10)
    assert found.plcc == pytest.approx(np.corrcoef(table.T)[above].mean(), abs=1e-10)


def test_pairwise_counts_pairs_without_a_correlation():
    table = ratings(30, 5)
    table[:, 0] = 2
    table[:15, 1] = np.nan
    table[14:, 2] = np.nan

    found = pairwise(table)

    assert (found.pairs, found.left_out) == (5, 5)


def test_pairwise_refuses_constant_raters():
    with pytest.raises(UndefinedMetric, match="No two raters"):
        pairwise(np.full((5, 3), 2.0))
