import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sureal.subjective_model import SubjrejMosModel

from evaluator.statistics.screening import Screened, screen
from tests.evaluator.statistics.panels import names_of, ratings
from tests.evaluator.statistics.test_projection import by_sureal


def careless(images=60, raters=12, *, seed=0):
    """A panel whose last rater rates at random."""
    table = ratings(images, raters, seed=seed)
    table[:, -1] = np.random.default_rng(seed + 1).integers(1, 6, images)
    return table


def by_the_book(table):
    """P and Q with plain loops, from the text of BT.500."""
    above, below = np.zeros(table.shape[1], int), np.zeros(table.shape[1], int)
    for row in table:
        mean, sd = np.mean(row), np.std(row, ddof=1)
        factor = 2 if 2 <= stats.kurtosis(row, fisher=False) <= 4 else np.sqrt(20)
        for rater, rating in enumerate(row):
            above[rater] += rating >= mean + factor * sd
            below[rater] += rating <= mean - factor * sd
    return above, below


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_the_recommendation(seed):
    table = careless(seed=seed)
    assert (np.ptp(table, axis=1) > 0).all()

    found = screen(table, names_of(table))

    above, below = by_the_book(table)
    assert [one.above for one in found] == above.tolist()
    assert [one.below for one in found] == below.tolist()


def test_a_careless_rater_is_rejected_as_sureal_says():
    table = careless(100, 20, seed=2)
    with np.errstate(invalid="ignore"):  # sureal divides 0 by 0 for a rater without outliers
        reference = by_sureal(SubjrejMosModel, table)

    found = screen(table, names_of(table))

    assert reference["observer_rejected"] == [False] * 19 + [True]
    assert [one.is_rejected for one in found] == reference["observer_rejected"]


def test_ratios_and_rule_of_one_rater():
    # Seven ratings around 3 and one far off: kurtosis above 4, so sqrt(20) sigmas are needed,
    # which eight ratings cannot reach; with 24 the far one is 4.69 sample sigmas off.
    calm = [2, 3, 3, 4] * 6
    rows = [calm] * 17 + [[3] * 23 + [5]] * 2 + [[3] * 23 + [1]]

    found = screen(np.array(rows, float), [f"P{i}" for i in range(24)])

    assert found[23] == Screened("P23", 20, 2, 1, 0.15, 1 / 3, False)
    assert found[0] == Screened("P0", 20, 0, 0, 0.0, None, False)


@pytest.mark.parametrize(
    ("images", "high", "low", "is_rejected"),
    [
        (30, 2, 2, True),
        (30, 4, 0, False),  # to one side
        (39, 1, 1, True),
        (40, 1, 1, False),  # a twentieth and no more
        (60, 13, 7, False),  # three tenths and no less
        (60, 12, 7, True),
        (30, 0, 0, False),
    ],
)
def test_often_off_to_both_sides_is_rejected(images, high, low, is_rejected):
    off = [[3] * 23 + [5]] * high + [[3] * 23 + [1]] * low
    rows = [[2, 3, 3, 4] * 6] * (images - len(off)) + off

    found = screen(np.array(rows, float), [f"P{i}" for i in range(24)])

    assert [one.is_rejected for one in found] == [False] * 23 + [is_rejected]


def test_an_image_that_all_rate_alike_counts_only_to_the_letter():
    table = np.vstack([careless(30, 12), [[1] * 12]])

    found = screen(table, names_of(table))
    literal = screen(table, names_of(table), counts_unanimous=True)

    assert [
        (b.above - a.above, b.below - a.below) for a, b in zip(found, literal, strict=True)
    ] == [(1, 1)] * 12


@given(seed=st.integers(0, 10_000), share_missing=st.sampled_from([0.0, 0.2]))
def test_screening_ignores_order_and_turns_with_the_scale(seed, share_missing):
    table = ratings(20, 6, seed=seed, share_missing=share_missing)
    columns = np.random.default_rng(seed).permutation(6)
    names = names_of(table)

    found = screen(table, names)
    other = screen(6 - table[::-1][:, columns], [names[i] for i in columns])

    by_name = {one.rater: (one.below, one.above, one.is_rejected) for one in other}
    assert by_name == {one.rater: (one.above, one.below, one.is_rejected) for one in found}


def test_missing_ratings_shrink_the_first_ratio_s_base():
    table = ratings(20, 6)
    table[:5, 0] = np.nan

    assert screen(table, names_of(table))[0].images == 15
