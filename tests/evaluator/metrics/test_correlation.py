import numpy as np
import pytest
from scipy import stats

from evaluator import UndefinedMetric
from evaluator.metrics import krcc, plcc, srcc
from evaluator.metrics.correlation import FEW

# The worked example of Wikipedia's article on Spearman's coefficient: rho = -29/165.
IQ = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
HOURS_OF_TV = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]

SCIPY = [
    pytest.param(srcc, lambda x, y: stats.spearmanr(x, y).statistic, id="srcc"),
    pytest.param(plcc, lambda x, y: stats.pearsonr(x, y).statistic, id="plcc"),
    pytest.param(krcc, lambda x, y: stats.kendalltau(x, y).statistic, id="krcc"),
]
ALL = [srcc, plcc, krcc]


def test_srcc_of_the_worked_example():
    assert srcc(IQ, HOURS_OF_TV) == pytest.approx(-29 / 165, abs=1e-12)


def test_srcc_gives_ties_their_mean_rank():
    # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
    assert srcc([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / np.sqrt(4.5 * 5), abs=1e-12)


def test_plcc_of_a_hand_computed_example():
    # Deviations -1, 0, 1 and -3, -1, 4: 7 / sqrt(2 * 26).
    assert plcc([1, 2, 3], [2, 4, 9]) == pytest.approx(7 / np.sqrt(52), abs=1e-12)


def test_krcc_corrects_for_ties_as_tau_b_does():
    # Of 6 pairs 5 agree, 1 ties in x: 5 / sqrt((6 - 1) * 6).
    assert krcc([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(5 / np.sqrt(5 * 6), abs=1e-12)


@pytest.mark.parametrize(("metric", "reference"), SCIPY)
@pytest.mark.parametrize("size", [2, 3, 7, 72, FEW, FEW + 1, 1000])
@pytest.mark.parametrize("ties", [1, 7, 1_000_000])
def test_metric_equals_scipy(metric, reference, size, ties):
    rng = np.random.default_rng(size * ties)
    x = np.append(rng.integers(0, ties + 1, size - 2), [0, 1]) / 7
    y = np.append(rng.integers(0, 21, size - 2), [3, 1]) / 21

    assert metric(x, y) == pytest.approx(reference(x, y), abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("metric", [srcc, krcc])
def test_rank_metric_ignores_monotone_rescaling(metric, seed):
    x, y = np.random.default_rng(seed).normal(size=(2, 50))

    assert metric(np.exp(3 * x), y) == metric(x, y)
    assert metric(-x, y) == pytest.approx(-metric(x, y), abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_plcc_ignores_linear_rescaling(seed):
    x, y = np.random.default_rng(seed).normal(size=(2, 50))

    assert plcc(5 * x - 3, y) == pytest.approx(plcc(x, y), abs=1e-12)
    assert plcc(-x, y) == pytest.approx(-plcc(x, y), abs=1e-12)


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize("size", [72, 500])
def test_metric_ignores_the_order_of_the_images(metric, size):
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 9, size) * 1.0, rng.normal(size=size)
    order = rng.permutation(size)

    assert metric(x[order], y[order]) == pytest.approx(metric(x, y), abs=1e-12)


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize("size", [2, 72, 500])
def test_metric_reaches_its_ends_and_never_passes_them(metric, size):
    y = np.random.default_rng(1).permutation(size) / 3 + 0.1

    assert metric(y, y) == pytest.approx(1, abs=1e-12)
    assert metric(-y, y) == pytest.approx(-1, abs=1e-12)
    assert -1 <= metric(-y, y) <= metric(y, y) <= 1


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize("factor", [1.7e308, 1e155, 1.0])
def test_metric_of_huge_values_is_that_of_small_ones(metric, factor):
    x = np.array([0.5, -1.0, 0.25, 1.0, 0.0])
    y = np.array([3.0, 1.0, 2.0, 4.0, 5.0])

    assert metric(x * factor, y) == pytest.approx(metric(x, y), abs=1e-12)
    assert metric(y, x * factor) == pytest.approx(metric(x, y), abs=1e-12)


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize(
    "constant",
    [
        [3.0, 3.0, 3.0],
        [0.0, 0.0, -0.0],
        [3.0, 3.0 + 1e-14, 3.0],
        [0.0, 0.99e-9, 0.0],
        [1e300, 1e300 * (1 + 1e-15), 1e300],
    ],
)
def test_metric_of_a_constant_is_undefined(metric, constant):
    with pytest.raises(UndefinedMetric, match="the predictions are all the same"):
        metric(constant, [1.0, 2.0, 3.0])
    with pytest.raises(UndefinedMetric, match="the targets are all the same"):
        metric([1.0, 2.0, 3.0], constant)


@pytest.mark.parametrize("metric", ALL)
def test_metric_is_defined_just_above_rounding_noise(metric):
    assert metric([0.0, 1.01e-9, 0.5e-9], [1.0, 3.0, 2.0]) == pytest.approx(1, abs=1e-3)
    assert metric([1e6, 1e6 + 2e-3, 1e6 + 1e-3], [1.0, 3.0, 2.0]) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("metric", ALL)
def test_metric_of_one_image_is_undefined(metric):
    with pytest.raises(UndefinedMetric, match="fewer than two images"):
        metric([1.0], [1.0])


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([1.0, 2.0], [1.0, 2.0, 3.0]),
        ([[1.0, 2.0]], [[1.0, 2.0]]),
        ([], []),
        ([1.0, np.nan], [1.0, 2.0]),
        ([1.0, 2.0], [1.0, -np.inf]),
    ],
)
def test_metric_refuses_what_is_not_two_finite_vectors(metric, x, y):
    with pytest.raises(ValueError, match=r"two vectors|finite"):
        metric(x, y)
