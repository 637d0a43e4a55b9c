"""Metrics by name. All are signed, in float64, and take (predictions, targets)."""

from collections.abc import Callable, Mapping

from numpy.typing import ArrayLike

from evaluator.metrics.correlation import krcc, plcc, srcc
from evaluator.metrics.deviation import mae, rmse

METRICS: Mapping[str, Callable[[ArrayLike, ArrayLike], float]] = {
    "srcc": srcc,
    "plcc": plcc,
    "krcc": krcc,
    "rmse": rmse,
    "mae": mae,
}

# Metrics where a smaller value is a better one.
LOWER_IS_BETTER = frozenset({"rmse", "mae"})

__all__ = ["LOWER_IS_BETTER", "METRICS", "krcc", "mae", "plcc", "rmse", "srcc"]
