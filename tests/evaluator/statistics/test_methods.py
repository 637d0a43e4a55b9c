"""Every metric of the registry under resampling."""

import dataclasses

import numpy as np
import pytest

from evaluator import Profile, Truth
from evaluator.metrics import METRICS, metric_of
from evaluator.statistics.methods import Method, Pool, Resamples, is_slow, resampleable
from evaluator.statistics.resampling import Resampling
from evaluator.statistics.sampling import FEWEST_RESAMPLES, Measuring, intervals
from tests.evaluator.statistics import samples

NAMES = [*METRICS, "srcc_within_content", "plcc_within_scale", "krcc_within_scale"]


def rated_truth() -> Truth:
    plain = samples.truth()
    noise = np.random.default_rng(8).normal(0, 0.7, (72, 21))
    ratings = np.clip(np.rint(plain.targets[:, None] + noise), 1, 5)
    scales = tuple(("x2", "x3", "x4")[number % 3] for number in range(72))
    return dataclasses.replace(
        plain,
        targets=ratings.mean(axis=1),
        ratings=ratings,
        raters=tuple(f"P{number}" for number in range(21)),
        subsets={**plain.subsets, "scale": scales},
    )


TRUTH = rated_truth()
POOL = Pool(TRUTH)
PREDICTIONS = np.exp(samples.predictions(TRUTH, noise=0.4))  # not on the scale of the MOS


@pytest.mark.parametrize("name", NAMES)
def test_of_all_images_once_it_is_the_metric_itself(name):
    method = Method(PREDICTIONS, POOL, [name])

    found = method.measure(Resamples(POOL, np.ones((72, 1))))[name]

    assert found[0] == pytest.approx(metric_of(name).measure(PREDICTIONS, TRUTH), abs=1e-10)


@pytest.mark.parametrize("name", ["srcc_within_scale", "auc_bw", "cc_0"])
def test_of_a_resample_it_is_that_of_the_images_written_out(name):
    counts = next(Resampling(72, 12, 3).blocks())

    found = Method(PREDICTIONS, POOL, [name]).measure(Resamples(POOL, counts))[name]

    for value, column in zip(found, counts.T, strict=True):
        rows = np.repeat(np.arange(72), column.astype(int))
        expected = metric_of(name).measure(PREDICTIONS[rows], TRUTH.take(rows))
        assert value == pytest.approx(expected, abs=1e-10)


def test_a_mapping_is_that_of_all_the_images():
    """The mapped errors of a resample are those of the sample's mapping, on its images."""
    counts = next(Resampling(72, 5, 3).blocks())
    method = Method(PREDICTIONS, POOL, ["mae_logistic5", "outlier_ratio"])
    errors = method.parts[0].errors

    found = method.measure(Resamples(POOL, counts))["mae_logistic5"]

    assert found == pytest.approx((counts * errors[:, None]).sum(axis=0) / 72, abs=1e-12)


def test_metrics_come_in_the_order_asked_for():
    names = ["auc_ds", "srcc", "rmse_cubic", "plcc_within_scale", "mae"]

    found = Method(PREDICTIONS, POOL, names).measure(Resamples(POOL, np.ones((72, 2))))

    assert list(found) == names


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_has_an_interval_where_the_score_needs_it(name):
    measuring = Measuring(TRUTH, Profile(metrics=(name,), formula=name))
    method = measuring.method(PREDICTIONS)
    resampling = measuring.resampling(resamples=300)
    drawn = measuring.samples([method], resampling)[0]

    low, high = intervals(measuring, method, drawn, resampling)["score"]

    assert low <= metric_of(name).measure(PREDICTIONS, TRUTH) <= high


def test_metrics_of_pairs_are_measured_a_thousand_times_at_most_and_only_if_needed():
    beside = Measuring(TRUTH, Profile(metrics=("srcc", "auc_bw"), formula="srcc"))
    needed = Measuring(TRUTH, Profile(metrics=("srcc", "auc_bw"), formula="srcc + auc_bw"))

    assert (beside.metrics, beside.resampling().resamples) == (("srcc",), 10_000)
    assert (needed.metrics, needed.resampling().resamples) == (("srcc", "auc_bw"), FEWEST_RESAMPLES)


def test_what_a_truth_lacks_cannot_be_resampled():
    bare = samples.truth()
    half = dataclasses.replace(TRUTH, ratings=np.where(np.arange(21) > 0, np.nan, TRUTH.ratings))

    assert resampleable("auc_ds", TRUTH)
    assert not resampleable("auc_ds", bare)
    assert not resampleable("rmse_star", half)  # one rating an image
    assert not resampleable("srcc_within_scale", bare)
    assert resampleable("srcc_within_content", bare)


def test_what_is_slow_is_told():
    assert [name for name in NAMES if is_slow(name)] == ["auc_ds", "auc_bw", "cc_0"]


def test_silence_in_a_group_leaves_its_mean_undefined():
    silent = PREDICTIONS.copy()
    silent[0::3] = 1.0  # all of x2

    found = Method(silent, POOL, ["srcc_within_scale"]).measure(Resamples(POOL, np.ones((72, 1))))

    assert np.isnan(found["srcc_within_scale"][0])


def test_rounding_noise_has_no_correlation_on_any_resample():
    noise = 2.0 + 1e-14 * np.random.default_rng(3).normal(size=TRUTH.targets.size)
    measuring = Measuring(TRUTH, Profile(formula="rmse", higher_is_better=False))

    assert set(measuring.estimates(measuring.method(noise))) == {"rmse", "mae", "score"}
