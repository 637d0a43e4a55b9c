import numpy as np
import pytest

from evaluator import Profile, Truth, UndefinedMetric
from evaluator.errors import UndefinedByTruth
from evaluator.statistics.precision import images_for_half, precision

PLCC = Profile(metrics=("plcc",), formula="plcc")
RMSE = Profile(metrics=("rmse",), formula="rmse", higher_is_better=False)


def without_ratings(targets):
    return Truth(names=(), targets=np.asarray(targets, dtype=float))


@pytest.fixture(scope="module")
def mos():
    return without_ratings(np.random.default_rng(0).normal(3, 0.8, 2_000))


def test_width_of_a_correlation_is_fishers(mos):
    """Normal MOS and normal errors are what Fisher's transformation is exact for."""
    found = precision(mos, PLCC, images=72, seed=1)

    half = 1.96 / np.sqrt(72 - 3)
    low, high = np.tanh(np.arctanh(0.93) + np.array([-half, half]))
    assert found.score == pytest.approx(0.93, abs=0.003)
    assert found.width == pytest.approx(high - low, rel=0.1)


def test_smallest_difference_is_that_of_dependent_correlations(mos):
    """Variance of a difference of correlations with one variable: Olkin and Siotani, 1976."""
    found = precision(mos, PLCC, images=72, seed=1)

    r = 0.93
    between = r * r + 0.5 * (1 - r * r)  # of two predictions whose errors correlate by 0.5
    covariance = between * (1 - 2 * r * r) - 0.5 * r * r * (1 - 2 * r * r - between**2)
    variance = 2 * ((1 - r * r) ** 2 - covariance) / 72
    assert found.difference == pytest.approx((1.959964 + 0.841621) * np.sqrt(variance), rel=0.1)


def test_four_times_the_images_halve_the_interval(mos):
    now = precision(mos, Profile(), images=72, seed=1)
    more = precision(mos, Profile(), images=images_for_half(72), seed=1)

    assert images_for_half(72) == 279
    assert more.width == pytest.approx(now.width / 2, rel=0.12)
    assert more.difference == pytest.approx(now.difference / 2, rel=0.12)


def test_very_many_images_are_not_drawn_but_worked_out(mos):
    drawn = precision(mos, PLCC, images=3_000, seed=1)
    worked_out = precision(mos, PLCC, images=300_000, seed=1)

    assert worked_out.width == pytest.approx(drawn.width / 10, rel=1e-9)


def test_an_error_has_an_interval_in_its_own_unit(mos):
    found = precision(mos, RMSE, images=72, seed=1)

    noise = mos.targets.std() * np.sqrt(1 / 0.93**2 - 1)
    assert found.score == pytest.approx(noise, rel=0.02)
    assert found.width == pytest.approx(2 * 1.96 * noise / np.sqrt(2 * 72), rel=0.1)


def test_the_same_seed_gives_the_same_figures(mos):
    assert precision(mos, PLCC, images=40, seed=3) == precision(mos, PLCC, images=40, seed=3)
    assert precision(mos, PLCC, images=40, seed=3) != precision(mos, PLCC, images=40, seed=4)


@pytest.mark.parametrize(
    ("targets", "images"),
    [(np.full(10, 3.0), 10), (np.arange(3.0), 3), (np.append(np.zeros(5000), 1.0), 20)],
)
def test_without_a_score_there_is_no_precision(targets, images):
    with pytest.raises(UndefinedMetric):
        precision(without_ratings(targets), Profile(), images=images, seed=1)


def rated_in_groups():
    random = np.random.default_rng(1)
    quality = random.normal(3, 0.8, 60)
    ratings = quality[:, None] + 0.7 * random.standard_normal((60, 15))
    return Truth((), ratings.mean(axis=1), ratings, ("P",) * 15, {"scale": ("x2", "x4") * 30})


@pytest.mark.parametrize("metric", ["srcc_within_scale", "auc_bw", "plcc_logistic4"])
def test_scores_by_groups_raters_and_curves_have_an_interval(metric):
    profile = Profile(metrics=(metric,), formula=metric)
    found = precision(rated_in_groups(), profile, images=60, seed=1)

    assert found.score == pytest.approx(0.93, abs=0.01)
    assert 0.8 < found.low < found.score < found.high < 1.0


@pytest.mark.parametrize("metric", ["srcc_within_scale", "auc_bw"])
def test_what_the_truth_lacks_is_told(metric, mos):
    with pytest.raises(UndefinedByTruth):
        precision(mos, Profile(metrics=(metric,), formula=metric), images=60, seed=1)
