import numpy as np
import pytest
from scipy import stats

from evaluator.metrics import plcc, srcc
from evaluator.profile import Profile
from evaluator.statistics.intervals import bca_interval, percentile_interval
from evaluator.statistics.sampling import Measuring, intervals
from tests.evaluator.statistics import samples

TRUTH = samples.truth()
PREDICTIONS = samples.predictions(TRUTH, noise=0.3)
# The expansion for a small sample vanishes as the sample grows: SciPy has none.
MANY = 10**9


def test_percentiles_of_a_very_large_sample_are_the_plain_ones():
    values = np.random.default_rng(1).normal(size=5000)

    found = percentile_interval(values, units=MANY)

    expected = np.quantile(values, [0.025, 0.975], method="weibull")
    assert found == pytest.approx(tuple(expected), abs=1e-6)


def test_percentiles_of_a_small_sample_are_expanded_by_hesterbergs_factor():
    values = np.random.default_rng(1).normal(size=5000)
    tail = stats.norm.cdf(np.sqrt(18 / 17) * stats.t.ppf(0.025, 17))

    found = percentile_interval(values, units=18)

    expected = np.quantile(values, [tail, 1 - tail], method="weibull")
    assert found == pytest.approx(tuple(expected), abs=1e-12)
    assert tail < 0.025


def test_bca_equals_scipys_but_for_the_expansion(monkeypatch):
    """SciPy's own BCa on its own resamples; ours from the same bootstrap distribution."""
    y = TRUTH.targets
    by_scipy = stats.bootstrap(
        (PREDICTIONS, y), lambda a, b: stats.pearsonr(a, b).statistic, paired=True,
        vectorized=False, n_resamples=3000, method="BCa", rng=np.random.default_rng(4),
    )  # fmt: skip
    rows = np.arange(y.size)
    left_out = np.array([plcc(PREDICTIONS[rows != row], y[rows != row]) for row in rows])
    # Without the expansion: the tail that SciPy takes.
    monkeypatch.setattr("evaluator.statistics.intervals._tail", lambda units, level: 0.025)

    found = bca_interval(
        by_scipy.bootstrap_distribution, estimate=plcc(PREDICTIONS, y), left_out=left_out
    )

    low, high = by_scipy.confidence_interval
    values = np.sort(by_scipy.bootstrap_distribution)
    # SciPy takes another definition of a sample's quantile: at most one value further on.
    for ours, theirs in zip(found, (low, high), strict=True):
        place = np.searchsorted(values, theirs)
        assert values[max(place - 2, 0)] <= ours <= values[min(place + 2, values.size - 1)]


def test_bca_of_a_statistic_that_never_varies_is_a_point():
    assert bca_interval(np.ones(100), estimate=1.0, left_out=np.ones(72)) == (1.0, 1.0)


def test_an_estimate_outside_the_bootstrap_still_has_an_interval():
    values = np.linspace(0, 1, 101)

    low, high = bca_interval(values, estimate=2.0, left_out=np.linspace(1.9, 2.1, 72))

    assert 0 <= low <= high <= 1


def found_intervals(truth, predictions, **options):
    measuring = Measuring(truth, Profile())
    method = measuring.method(predictions)
    resampling = measuring.resampling(**options)
    drawn = measuring.samples([method], resampling)[0]
    return intervals(measuring, method, drawn, resampling)


def test_intervals_hold_the_estimate_and_all_metrics_have_one():
    found = found_intervals(TRUTH, PREDICTIONS, resamples=2000)

    values = {"srcc": srcc(PREDICTIONS, TRUTH.targets), "plcc": plcc(PREDICTIONS, TRUTH.targets)}
    values["score"] = 0.6 * values["srcc"] + 0.4 * values["plcc"]
    assert list(found) == ["srcc", "plcc", "krcc", "rmse", "mae", "score"]
    for name, value in values.items():
        low, high = found[name]
        assert low < value < high
        assert value - low > high - value  # skewed: the lower arm is the longer one


def test_intervals_get_narrower_with_more_images():
    large = samples.truth(images=1152, contents=288)

    of_72 = found_intervals(TRUTH, PREDICTIONS, resamples=2000)["rmse"]
    of_1152 = found_intervals(large, samples.predictions(large, noise=0.3), resamples=2000)["rmse"]

    ratio = (of_72[1] - of_72[0]) / (of_1152[1] - of_1152[0])
    assert 3 < ratio < 5.5  # sixteen times the images: about a quarter of the width


@pytest.mark.parametrize(("images", "has_intervals"), [(9, False), (10, True)])
def test_fewer_than_ten_images_have_no_interval(images, has_intervals):
    few = samples.truth(images=images, contents=images)

    found = found_intervals(few, samples.predictions(few, noise=0.3), resamples=500)

    assert (found["rmse"] is not None) is has_intervals


def test_a_metric_that_many_resamples_leave_undefined_has_none():
    """All predictions but one are the same: every third resample misses that one."""
    lonely = np.zeros(72)
    lonely[0] = 1.0

    found = found_intervals(TRUTH, lonely, resamples=500)

    assert found["srcc"] is None
    assert found["rmse"] is not None


@pytest.mark.parametrize(("images", "resamples"), [(2000, 10_000), (2001, 9995), (60_000, 1000)])
def test_very_many_images_are_resampled_less_often(images, resamples):
    large = samples.truth(images=images, contents=images)

    assert Measuring(large, Profile()).resampling().resamples == resamples


def test_values_whose_cubes_no_float_holds_have_the_interval_of_smaller_ones():
    values = np.random.default_rng(1).exponential(size=5000)
    left_out, estimate = values[:72], float(values.mean())
    small = bca_interval(values, estimate=estimate, left_out=left_out)

    power = 2.0**900
    huge = bca_interval(values * power, estimate=estimate * power, left_out=left_out * power)

    assert huge == (small[0] * power, small[1] * power)
