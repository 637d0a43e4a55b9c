import numpy as np
import pytest

from evaluator import Profile
from evaluator.metrics import auc_bw, auc_ds, outlier_ratio, rmse_star
from evaluator.statistics.literature import tests_of as literature
from tests.evaluator.statistics import samples
from tests.evaluator.statistics.test_methods import TRUTH

GOOD = samples.predictions(TRUTH, noise=0.2, seed=12)
BAD = samples.predictions(TRUTH, noise=0.9, seed=13)
METRICS = ("srcc", "auc_ds", "auc_bw", "rmse_star", "outlier_ratio", "mae")
PROFILE = Profile(metrics=METRICS, formula="srcc")


def test_each_metric_has_the_tests_made_for_it():
    found = literature(GOOD, BAD, TRUTH, PROFILE)

    names = ["Williams", "Steiger", "Meng–Rosenthal–Rubin", "Zou"]
    assert [(test["metric"], test["name"]) for test in found] == [
        *(("srcc", name) for name in names),
        ("auc_ds", "DeLong"),
        ("auc_bw", "DeLong"),
        ("rmse_star", "P.1401"),
        ("outlier_ratio", "P.1401"),
    ]
    assert max(test["p"] for test in found if test["p"] is not None) < 0.05


def test_their_statistics_have_the_direction_of_the_metrics():
    by_metric = {test["metric"]: test for test in literature(GOOD, BAD, TRUTH, PROFILE)}
    targets, ratings = TRUTH.targets, TRUTH.ratings

    for metric in (auc_ds, auc_bw):
        difference = metric(GOOD, targets, ratings) - metric(BAD, targets, ratings)
        assert np.sign(by_metric[metric.__name__]["statistic"]) == np.sign(difference)
    worse = outlier_ratio(GOOD, targets, ratings) - outlier_ratio(BAD, targets, ratings)
    assert np.sign(by_metric["outlier_ratio"]["statistic"]) == np.sign(worse)
    ratio = rmse_star(BAD, targets, ratings) ** 2 / rmse_star(GOOD, targets, ratings) ** 2
    assert by_metric["rmse_star"]["statistic"] == pytest.approx(ratio, rel=1e-9)


def test_a_method_compared_with_itself_has_no_test_that_could_be_wrong():
    found = literature(GOOD, GOOD, TRUTH, PROFILE)

    assert [test["name"] for test in found if test["metric"] == "srcc"] == []
    assert all(test["p"] is None or test["p"] > 0.4 for test in found)


def test_without_ratings_what_needs_them_is_left_out():
    bare = samples.truth()

    found = literature(
        samples.predictions(bare, noise=0.2), samples.predictions(bare, noise=0.4), bare, PROFILE
    )

    assert {test["metric"] for test in found} == {"srcc"}
