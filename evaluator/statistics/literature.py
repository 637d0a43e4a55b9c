"""What the tests of the literature say of two methods, for the metrics that a profile has."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.metrics import fit, metric_of, plcc, srcc
from evaluator.metrics.krasula import differences, pair_outcomes
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics import dependent
from evaluator.statistics.delong import areas, compare_areas
from evaluator.statistics.intervals import LEVEL
from evaluator.statistics.outcome import Outcome
from evaluator.statistics.p1401 import compare_outlier_ratios, compare_rmse

DEPENDENT = (dependent.williams, dependent.steiger, dependent.meng)
CORRELATIONS: Mapping[str, Callable[[FloatArray, FloatArray], float]] = {"srcc": srcc, "plcc": plcc}
Found = dict[str, Any]


def tests_of(first: FloatArray, second: FloatArray, truth: Truth, profile: Profile) -> list[Found]:
    """All tests of two methods that exist for the profile's metrics, as JSON objects.

    Williams, Steiger, Meng–Rosenthal–Rubin and Zou's interval for SRCC and PLCC; DeLong for AUC-DS
    and AUC-BW; the comparisons of ITU-T P.1401 for RMSE* and the outlier ratio, which take the two
    methods for independent. A test that does not exist for these predictions is left out.

    Parameters
    ----------
    first, second : ndarray, shape (n,)
        Predictions in the order of the ground truth.
    truth : Truth
    profile : Profile

    Returns
    -------
    list of dict
        Each with ``name``, ``metric``, ``statistic``, ``symbol``, ``df``, ``p`` and ``interval``;
        what a test has not is None.
    """
    found: list[Found] = []
    for name in profile.metrics:
        if name not in MADE_FOR:
            continue
        try:
            found += MADE_FOR[name](name, first, second, truth)
        except UndefinedMetric:
            continue
    return found


def _correlations(
    name: str, first: FloatArray, second: FloatArray, truth: Truth
) -> Iterator[Found]:
    correlate, n = CORRELATIONS[name], truth.targets.size
    targets = truth.targets
    r = correlate(first, targets), correlate(second, targets), correlate(first, second)
    tests = [test(*r, n) for test in DEPENDENT]
    interval = dependent.zou_interval(*r, n, level=LEVEL)
    for test in tests:
        outcome = Outcome(test.statistic, test.p)
        yield _found(test.name, name, outcome, symbol=test.symbol, df=test.df)
    yield _found("Zou", name, None) | {"interval": list(interval)}


def _areas(name: str, first: FloatArray, second: FloatArray, truth: Truth) -> Iterator[Found]:
    if truth.ratings is None:
        return
    outcomes = pair_outcomes(truth.targets, truth.ratings)
    apart = np.array([differences(first), differences(second)])  # (2, pairs)
    is_different = outcomes != 0
    if name == "auc_ds":
        samples = np.abs(apart[:, is_different]), np.abs(apart[:, ~is_different])
    else:
        better = (apart * outcomes)[:, is_different]
        samples = better, -better
    yield _found("DeLong", name, compare_areas(areas(*samples)), symbol="z")


def _beyond_noise(
    name: str, first: FloatArray, second: FloatArray, truth: Truth
) -> Iterator[Found]:
    images = truth.targets.size
    values = [metric_of(name).measure(each, truth) for each in (first, second)]
    if name == "outlier_ratio":
        outcome = compare_outlier_ratios(*values, first_images=images, second_images=images)
        yield _found("P.1401", name, outcome, symbol="z")
        return
    left = [images - fit("cubic", each, truth.targets).degrees for each in (first, second)]
    outcome = compare_rmse(*values, first_degrees=left[0], second_degrees=left[1])
    yield _found("P.1401", name, outcome, symbol="F")


def _found(
    name: str, metric: str, outcome: Outcome | None, *, symbol: str | None = None,
    df: int | None = None,
) -> Found:  # fmt: skip
    return {
        "name": name,
        "metric": metric,
        "statistic": outcome.statistic if outcome else None,
        "symbol": symbol,
        "df": df,
        "p": outcome.p if outcome else None,
        "interval": None,
    }


MADE_FOR: Mapping[str, Callable[[str, FloatArray, FloatArray, Truth], Iterator[Found]]] = {
    "srcc": _correlations,
    "plcc": _correlations,
    "auc_ds": _areas,
    "auc_bw": _areas,
    "rmse_star": _beyond_noise,
    "outlier_ratio": _beyond_noise,
}
