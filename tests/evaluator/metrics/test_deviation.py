import numpy as np
import pytest

from evaluator import UndefinedMetric
from evaluator.metrics import mae, rmse


def test_errors_of_a_hand_computed_example():
    # Differences 3, 4 and 0.
    assert rmse([4, 6, 1], [1, 2, 1]) == pytest.approx(np.sqrt(25 / 3), abs=1e-12)
    assert mae([4, 6, 1], [1, 2, 1]) == pytest.approx(7 / 3, abs=1e-12)


@pytest.mark.parametrize("metric", [rmse, mae])
def test_error_is_zero_for_the_truth_and_defined_for_a_constant(metric):
    assert metric([1.5, 2.5], [1.5, 2.5]) == 0
    assert metric([0, 0], [0, 0]) == 0
    assert metric([2.0, 2.0], [1.0, 3.0]) == 1


@pytest.mark.parametrize("seed", range(10))
def test_errors_equal_their_definitions(seed):
    x, y = np.random.default_rng(seed).normal(3, 1, size=(2, 72))

    assert rmse(x, y) == pytest.approx(np.sqrt(np.mean((x - y) ** 2)), abs=1e-12)
    assert mae(x, y) == pytest.approx(np.mean(np.abs(x - y)), abs=1e-12)
    assert rmse(x + 1, y + 1) == pytest.approx(rmse(x, y), abs=1e-12)
    assert mae(x, y) <= rmse(x, y)


@pytest.mark.parametrize("metric", [rmse, mae])
def test_error_of_huge_values_does_not_overflow_on_the_way(metric):
    assert metric([1e300, 1e300], [1.0, 2.0]) == pytest.approx(1e300, rel=1e-12)


@pytest.mark.parametrize("metric", [rmse, mae])
def test_error_too_large_for_a_number_is_undefined(metric):
    with pytest.raises(UndefinedMetric, match="too large"):
        metric([1.7e308, 1.7e308], [-1.7e308, -1.7e308])
