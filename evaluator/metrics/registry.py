"""The metrics by name: how each is measured, shown and ranked, and what it needs."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray
from evaluator.errors import InvalidProfile, UndefinedByTruth
from evaluator.metrics.correlation import krcc, plcc, srcc
from evaluator.metrics.deviation import mae, rmse
from evaluator.metrics.krasula import auc_bw, auc_ds, cc_0
from evaluator.metrics.mapped import mapped_mae, mapped_plcc, mapped_rmse
from evaluator.metrics.mapping import Kind
from evaluator.metrics.p1401 import outlier_ratio, rmse_star
from evaluator.metrics.within import mean_within
from evaluator.readers.truth import Truth

Plain = Callable[[ArrayLike, ArrayLike], float]
Rated = Callable[[ArrayLike, ArrayLike, ArrayLike], float]

WITHIN = re.compile(r"(?P<metric>srcc|plcc|krcc)_within_(?P<grouping>\w+)", re.ASCII)
WITHIN_WORDS = "srcc_within_…, plcc_within_… and krcc_within_… of a column that groups the images"
MAPPINGS: Mapping[Kind, str] = {
    "linear": "linear",
    "cubic": "cubic",
    "logistic4": "logistic 4",
    "logistic5": "logistic 5",
}


@dataclass(frozen=True)
class Metric:
    """A metric of the registry.

    Attributes
    ----------
    name : str
        As in a metric profile and its formula.
    title : str
        As the field writes it.
    measure : callable
        From scores, shape (n,), and their truth to the value; UndefinedMetric where there is
        none, and its kind UndefinedByTruth where that is not the predictions' doing.
    lower_is_better : bool
        Whether it is an error.
    needs_ratings : bool
        Whether the truth must hold what each rater gave.
    grouping : str
        The column of the truth it needs; empty for none.
    mapping : str
        What maps the scores onto the scale of the MOS before; "none" for nothing.
    """

    name: str
    title: str
    measure: Callable[[FloatArray, Truth], float]
    lower_is_better: bool = False
    needs_ratings: bool = False
    grouping: str = ""
    mapping: Kind = "none"


def metric_of(name: str) -> Metric:
    """The metric of this name; for `<metric>_within_<grouping>` it is made on demand.

    Raises
    ------
    InvalidProfile
        If there is none.

    Examples
    --------
    >>> metric_of("srcc_within_scale").title
    'SRCC within scale'
    """
    if name in METRICS:
        return METRICS[name]
    found = WITHIN.fullmatch(name)
    if found is None:
        known = ", ".join(METRICS)
        raise InvalidProfile(f"Unknown metric: {name}. There are: {known}; {WITHIN_WORDS}.")
    return _within(name, found["metric"], found["grouping"])


def _plain(name: str, function: Plain, *, title: str = "", mapping: Kind = "none") -> Metric:
    def measure(scores: FloatArray, truth: Truth) -> float:
        return function(scores, truth.targets)

    is_error = name.startswith(("rmse", "mae"))
    return Metric(name, title or name.upper(), measure, lower_is_better=is_error, mapping=mapping)


def _rated(
    name: str, title: str, function: Rated, *, lower_is_better: bool = False, mapping: Kind = "none"
) -> Metric:
    def measure(scores: FloatArray, truth: Truth) -> float:
        if truth.ratings is None:
            raise UndefinedByTruth(f"{title} needs the ratings of each rater in the ground truth.")
        return function(scores, truth.targets, truth.ratings)

    return Metric(
        name, title, measure, lower_is_better=lower_is_better, needs_ratings=True, mapping=mapping
    )


def _within(name: str, base: str, grouping: str) -> Metric:
    title = f"{base.upper()} within {grouping}"

    def measure(scores: FloatArray, truth: Truth) -> float:
        if grouping not in truth.subsets:
            raise UndefinedByTruth(f"{title} needs the column {grouping} in the ground truth.")
        groups = truth.subsets[grouping]
        return mean_within(PLAIN[base], scores, truth.targets, groups=groups)

    return Metric(name, title, measure, grouping=grouping)


def _mapped() -> Iterator[Metric]:
    families = (("plcc", mapped_plcc), ("rmse", mapped_rmse), ("mae", mapped_mae))
    for base, function in families:
        for mapping, words in MAPPINGS.items():
            mapped = partial(function, mapping=mapping)
            title = f"{base.upper()} ({words})"
            yield _plain(f"{base}_{mapping}", mapped, title=title, mapping=mapping)


PLAIN: Mapping[str, Plain] = {"srcc": srcc, "plcc": plcc, "krcc": krcc}
METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        *(_plain(name, function) for name, function in PLAIN.items()),
        _plain("rmse", rmse),
        _plain("mae", mae),
        *_mapped(),
        _rated("rmse_star", "RMSE*", rmse_star, lower_is_better=True, mapping="cubic"),
        _rated(
            "outlier_ratio", "Outlier ratio", outlier_ratio, lower_is_better=True, mapping="cubic"
        ),
        _rated("auc_ds", "AUC-DS", auc_ds),
        _rated("auc_bw", "AUC-BW", auc_bw),
        _rated("cc_0", "CC-0", cc_0),
    )
}
# Metrics where a smaller value is a better one.
LOWER_IS_BETTER = frozenset(metric.name for metric in METRICS.values() if metric.lower_is_better)
