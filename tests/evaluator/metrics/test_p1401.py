import math

import numpy as np
import pytest
from scipy import stats

from evaluator import UndefinedMetric
from evaluator.errors import UndefinedByTruth
from evaluator.metrics import fit, outlier_ratio, rmse_star
from evaluator.metrics.p1401 import rating_margins


def sample(seed, images=40, raters=15):
    rng = np.random.default_rng(seed)
    level = rng.uniform(1, 5, images)
    ratings = np.clip(np.round(level[:, None] + rng.normal(0, 0.8, (images, raters))), 1, 5)
    ratings[rng.random(ratings.shape) < 0.1] = np.nan
    return level + rng.normal(0, 0.6, images), np.nanmean(ratings, axis=1), ratings


def test_margin_is_half_of_the_interval_that_scipy_gives_the_mean():
    _, targets, ratings = sample(0)

    margins = rating_margins(ratings)

    for margin, target, row in zip(margins, targets, ratings, strict=True):
        given = row[~np.isnan(row)]
        low, high = stats.t.interval(
            0.95, given.size - 1, loc=target, scale=given.std(ddof=1) / math.sqrt(given.size)
        )
        assert margin == pytest.approx((high - low) / 2, abs=1e-12)


@pytest.mark.parametrize(
    ("mapping", "degrees"),
    [("none", 1), ("linear", 2), ("cubic", 4), ("logistic4", 4), ("logistic5", 5)],
)
@pytest.mark.parametrize("seed", range(3))
def test_errors_beyond_the_margins_are_those_of_the_definition(mapping, degrees, seed):
    x, targets, ratings = sample(seed)
    errors = np.abs(fit(mapping, x, targets)(x) - targets)
    margins = rating_margins(ratings)
    assert fit(mapping, x, targets).used == mapping

    excess = np.where(errors > margins, errors - margins, 0)
    expected = math.sqrt((excess**2).sum() / (40 - degrees))
    assert rmse_star(x, targets, ratings, mapping=mapping) == pytest.approx(expected, abs=1e-12)
    assert outlier_ratio(x, targets, ratings, mapping=mapping) == (errors > margins).sum() / 40


def test_the_cubic_is_the_recommendations_own():
    x, targets, ratings = sample(1)

    assert rmse_star(x, targets, ratings) == rmse_star(x, targets, ratings, mapping="cubic")
    assert outlier_ratio(x, targets, ratings) == outlier_ratio(x, targets, ratings, mapping="cubic")


def test_errors_on_the_margin_are_no_outliers():
    ratings = [[1.0, 3.0], [2.0, 4.0], [3.0, 5.0]]
    margin = rating_margins(ratings)[0]
    inside = np.array([2 + margin, 3.0, 4.0 - margin])

    assert rmse_star(inside, [2, 3, 4], ratings, mapping="none") == 0
    assert outlier_ratio(inside, [2, 3, 4], ratings, mapping="none") == 0
    beyond = inside + np.array([1e-9, 0, 0])
    assert outlier_ratio(beyond, [2, 3, 4], ratings, mapping="none") == 1 / 3


def test_images_of_one_rating_are_counted():
    ratings = [[1.0, np.nan], [2.0, 3.0], [np.nan, np.nan]]

    with pytest.raises(UndefinedByTruth, match="2 of the 3 images have fewer"):
        rmse_star([1, 2, 3], [1, 2, 3], ratings)


def test_rmse_star_needs_degrees_of_freedom():
    with pytest.raises(UndefinedByTruth, match=r"RMSE[*] needs more images"):
        rmse_star([1, 2], [1, 2], [[1.0, 2.0], [2.0, 3.0]])


def test_errors_too_large_for_a_number_are_undefined():
    with pytest.raises(UndefinedMetric, match="too large"):
        rmse_star([1e300, 2], [1, 2], [[1.0, 2.0], [2.0, 3.0]], mapping="none")
