import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import ConstantPredictions, UndefinedByTruth
from evaluator.metrics import krcc, mean_within, plcc, srcc

LABELS = ["x2"] * 4 + ["x3"] * 3 + ["x4"] * 7 + ["x8"] * 2


def sample(seed):
    x, y = np.random.default_rng(seed).normal(size=(2, len(LABELS)))
    return x, y


@pytest.mark.parametrize("metric", [srcc, plcc, krcc])
@pytest.mark.parametrize("seed", range(3))
def test_value_is_the_mean_over_groups_of_three_or_more(metric, seed):
    x, y = sample(seed)

    value = mean_within(metric, x, y, groups=LABELS)

    each = [metric(x[:4], y[:4]), metric(x[4:7], y[4:7]), metric(x[7:14], y[7:14])]
    assert value == pytest.approx(sum(each) / 3, abs=1e-15)


def test_one_group_is_the_metric_itself():
    x, y = sample(1)

    assert mean_within(srcc, x, y, groups=["a"] * len(x)) == srcc(x, y)


@given(st.integers(0, 1000), st.lists(st.floats(-100, 100), min_size=4, max_size=4))
def test_what_differs_between_groups_is_no_help(seed, shifts):
    x, y = sample(seed)
    shift = np.repeat(shifts, [4, 3, 7, 2])

    shifted = mean_within(srcc, x.round(3) + shift.round(), y, groups=LABELS)

    assert shifted == pytest.approx(mean_within(srcc, x.round(3), y, groups=LABELS), abs=1e-12)


def test_order_of_the_images_does_not_matter():
    x, y = sample(2)
    order = np.random.default_rng(0).permutation(len(x))

    shuffled = mean_within(srcc, x[order], y[order], groups=[LABELS[index] for index in order])

    assert shuffled == pytest.approx(mean_within(srcc, x, y, groups=LABELS), abs=1e-15)


def test_group_of_equal_targets_and_images_without_a_group_are_left_out():
    x, y = sample(3)
    y[4:7] = 2.5
    labels = [label.replace("x2", "") for label in LABELS]

    assert mean_within(srcc, x, y, groups=labels) == srcc(x[7:14], y[7:14])


def test_group_of_equal_predictions_is_named():
    x, y = sample(4)
    x[4:7] = 2.5

    with pytest.raises(ConstantPredictions) as undefined:
        mean_within(srcc, x, y, groups=LABELS)

    assert str(undefined.value) == "The scores of the 3 images of x3 are all the same."


def test_without_a_group_to_measure_the_truth_is_to_blame():
    with pytest.raises(UndefinedByTruth, match="No group has 3 images or more"):
        mean_within(srcc, [1, 2, 3], [1, 2, 3], groups=["a", "a", "b"])
