import warnings

import krippendorff
import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator import UndefinedMetric
from evaluator.statistics.reliability import intraclass, krippendorff_alpha
from tests.evaluator.statistics.panels import ratings

# Shrout and Fleiss 1979, Table 2: six targets, four judges; Table 4 prints the coefficients.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    dtype=float,
)


@pytest.fixture(autouse=True)
def _unrounded(monkeypatch):
    monkeypatch.setitem(pingouin.options, "round.column.CI95", None)


def by_pingouin(table):
    long = pd.DataFrame(
        [(i, j, x) for (i, j), x in np.ndenumerate(table)], columns=["image", "rater", "rating"]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pingouin.intraclass_corr(long, targets="image", raters="rater", ratings="rating")
    return found.set_index("Type")


def test_intraclass_gives_the_printed_values_of_shrout_and_fleiss():
    found = intraclass(SHROUT_FLEISS)

    values = [found.icc_2_1, found.icc_3_1, found.icc_2_k, found.icc_3_k]
    assert [round(one.value, 2) for one in values] == [0.29, 0.71, 0.62, 0.91]


@pytest.mark.parametrize("seed", range(5))
def test_intraclass_equals_pingouin(seed):
    table = ratings(12 + seed, 3 + seed, seed=seed)
    reference = by_pingouin(table)

    found = intraclass(table)

    pairs = [("A,1", "icc_2_1"), ("C,1", "icc_3_1"), ("A,k", "icc_2_k"), ("C,k", "icc_3_k")]
    for title, name in pairs:
        theirs, ours = reference.loc[f"ICC({title})"], getattr(found, name)
        assert ours.value == pytest.approx(theirs["ICC"], abs=1e-10)
        assert [ours.low, ours.high] == pytest.approx(list(theirs["CI95"]), abs=1e-10)


def test_intraclass_leaves_out_images_that_a_rater_skipped():
    table = ratings(20, 5)
    gaps = np.vstack([table, [[1, np.nan, 3, 4, 5]]])

    found, complete = intraclass(gaps), intraclass(table)

    assert (found.images, found.left_out) == (20, 1)
    assert found.icc_2_1 == complete.icc_2_1


def test_variance_components_add_up_to_the_coefficients():
    found = intraclass(ratings(40, 6))

    total = found.image_variance + found.rater_variance + found.residual_variance
    within = found.image_variance + found.residual_variance
    assert found.icc_2_1.value == pytest.approx(found.image_variance / total, abs=1e-12)
    assert found.icc_3_1.value == pytest.approx(found.image_variance / within, abs=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.95])
def test_intervals_of_a_consistent_panel_cover_at_their_level(level):
    generator = np.random.default_rng(0)
    covered = 0
    for _ in range(1000):
        table = generator.normal(0, 1, (30, 1)) + generator.normal(0, 1, (30, 4))
        found = intraclass(table, level=level).icc_3_1
        covered += found.low <= 0.5 <= found.high

    assert covered / 1000 == pytest.approx(level, abs=0.04)


def test_intraclass_refuses_raters_who_differ_by_bias_only():
    with pytest.raises(UndefinedMetric, match="nothing but their bias"):
        intraclass([[1, 2], [2, 3], [4, 5]])


def test_intraclass_refuses_a_single_complete_image():
    with pytest.raises(UndefinedMetric, match="two images"):
        intraclass([[1, 2], [2, np.nan]])


@pytest.mark.parametrize("share_missing", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(4))
def test_alpha_equals_krippendorff(seed, share_missing):
    table = ratings(25, 6, seed=seed, share_missing=share_missing)

    found = krippendorff_alpha(table)

    reference = krippendorff.alpha(reliability_data=table.T, level_of_measurement="interval")
    assert found == pytest.approx(reference, abs=1e-10)


def test_alpha_refuses_ratings_that_are_all_the_same():
    with pytest.raises(UndefinedMetric, match="no two ratings differ"):
        krippendorff_alpha([[3, 3], [3, 3]])


@given(seed=st.integers(0, 10_000), shift=st.integers(-3, 3), factor=st.sampled_from([0.5, 2.0]))
def test_reliability_ignores_order_shift_and_unit(seed, shift, factor):
    table = ratings(10, 4, seed=seed)
    generator = np.random.default_rng(seed)
    rows, columns = generator.permutation(10), generator.permutation(4)

    other = factor * table[rows][:, columns] + shift

    assert krippendorff_alpha(other) == pytest.approx(krippendorff_alpha(table), abs=1e-9)
    mine, theirs = intraclass(table), intraclass(other)
    for name in ("icc_2_1", "icc_2_k", "icc_3_1", "icc_3_k"):
        assert getattr(theirs, name).value == pytest.approx(getattr(mine, name).value, abs=1e-9)


@given(seed=st.integers(0, 10_000))
def test_consistency_ignores_each_raters_bias(seed):
    table = ratings(10, 4, seed=seed)

    biased = table + np.array([0.0, 1.0, -2.0, 5.0])

    assert intraclass(biased).icc_3_k.value == pytest.approx(
        intraclass(table).icc_3_k.value, abs=1e-9
    )
