import math

import numpy as np
import pytest

from evaluator import InvalidProfile, Profile, Truth, UndefinedMetric
from evaluator.errors import UndefinedByTruth
from evaluator.metrics import (
    LOWER_IS_BETTER,
    METRICS,
    auc_bw,
    auc_ds,
    cc_0,
    krcc,
    mae,
    mapped_mae,
    mapped_plcc,
    mapped_rmse,
    metric_of,
    outlier_ratio,
    plcc,
    rmse,
    rmse_star,
    srcc,
)

RNG = np.random.default_rng(0)
RATINGS = np.clip(np.round(RNG.normal(0, 0.7, (40, 15)) + np.linspace(1, 5, 40)[:, None]), 1, 5)
TRUTH = Truth(
    names=tuple(f"{index}.png" for index in range(40)),
    targets=RATINGS.mean(axis=1),
    ratings=RATINGS,
    subsets={"scale": ("x2", "x4") * 20},
)
SCORES = TRUTH.targets**2 + RNG.normal(0, 1.5, 40)

TWO = {"srcc": srcc, "plcc": plcc, "krcc": krcc, "rmse": rmse, "mae": mae}
RATED = {
    "rmse_star": rmse_star,
    "outlier_ratio": outlier_ratio,
    "auc_ds": auc_ds,
    "auc_bw": auc_bw,
    "cc_0": cc_0,
}
MAPPED = {
    f"{base}_{mapping}": (function, mapping)
    for base, function in (("plcc", mapped_plcc), ("rmse", mapped_rmse), ("mae", mapped_mae))
    for mapping in ("linear", "cubic", "logistic4", "logistic5")
}


def test_every_name_measures_what_its_function_does():
    measured = {name: metric.measure(SCORES, TRUTH) for name, metric in METRICS.items()}

    assert measured == {
        **{name: function(SCORES, TRUTH.targets) for name, function in TWO.items()},
        **{
            name: function(SCORES, TRUTH.targets, mapping=mapping)
            for name, (function, mapping) in MAPPED.items()
        },
        **{name: function(SCORES, TRUTH.targets, RATINGS) for name, function in RATED.items()},
    }
    assert all(math.isfinite(value) for value in measured.values())


def test_titles_are_as_the_field_writes_them():
    names = ["srcc", "rmse", "plcc_linear", "rmse_logistic5", "rmse_star", "outlier_ratio"]
    names += ["auc_ds", "auc_bw", "cc_0", "krcc_within_scale"]

    assert [metric_of(name).title for name in names] == [
        "SRCC",
        "RMSE",
        "PLCC (linear)",
        "RMSE (logistic 5)",
        "RMSE*",
        "Outlier ratio",
        "AUC-DS",
        "AUC-BW",
        "CC-0",
        "KRCC within scale",
    ]


def test_smaller_is_better_for_errors_and_outliers_alone():
    errors = {name for name in METRICS if name.startswith(("rmse", "mae", "outlier"))}

    assert errors == LOWER_IS_BETTER
    assert len(errors) == 12


@pytest.mark.parametrize("name", METRICS)
def test_better_predictions_measure_better(name):
    good = METRICS[name].measure(TRUTH.targets + 0.02 * np.sin(np.arange(40)), TRUTH)
    poor = METRICS[name].measure(TRUTH.targets + 1.5 * np.sin(np.arange(40)), TRUTH)

    assert good < poor if METRICS[name].lower_is_better else good > poor


def test_registry_says_what_each_metric_needs():
    assert {name for name, metric in METRICS.items() if metric.needs_ratings} == set(RATED)
    assert metric_of("plcc_within_family").grouping == "family"
    assert {
        name: metric.mapping for name, metric in METRICS.items() if metric.mapping != "none"
    } == {
        **{name: mapping for name, (_, mapping) in MAPPED.items()},
        "rmse_star": "cubic",
        "outlier_ratio": "cubic",
    }


@pytest.mark.parametrize("name", sorted(RATED))
def test_metric_of_ratings_is_undefined_by_a_truth_without_them(name):
    bare = Truth(names=TRUTH.names, targets=TRUTH.targets)

    with pytest.raises(UndefinedByTruth, match="needs the ratings of each rater"):
        METRICS[name].measure(SCORES, bare)


@pytest.mark.parametrize(
    "name",
    ["", "SRCC", "psnr", "rmse_within_scale", "srcc_within_", "srcc_within_a b", "plcc_none"],
)
def test_unknown_name_is_refused_with_the_known_ones(name):
    with pytest.raises(InvalidProfile) as refused:
        metric_of(name)

    assert str(refused.value).startswith(f"Unknown metric: {name}. There are: srcc, plcc, krcc")
    assert "srcc_within_…" in str(refused.value)


def test_profile_ranks_by_any_of_them():
    names = (*METRICS, "srcc_within_scale")
    profile = Profile(metrics=names, formula="srcc_within_scale - rmse_star/4", subsets=())

    values = {name: metric_of(name).measure(SCORES, TRUTH) for name in names}

    assert profile.ranking_metrics == {"srcc_within_scale", "rmse_star"}
    assert profile.score(values) == values["srcc_within_scale"] - values["rmse_star"] / 4


@pytest.mark.parametrize("name", [*METRICS, "srcc_within_scale"])
def test_scores_of_any_size_give_a_number_or_a_sentence(name):
    for scores in ([1e300] * 39 + [0.0], np.linspace(-1, 1, 40) * 1.7e308, [5e-324] * 40):
        try:
            value = metric_of(name).measure(np.array(scores), TRUTH)
        except UndefinedMetric:
            continue
        assert math.isfinite(value)
