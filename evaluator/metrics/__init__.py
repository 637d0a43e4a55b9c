"""Metrics by name, and as functions. All are signed and in float64; predictions come first."""

from evaluator.metrics.correlation import krcc, plcc, srcc
from evaluator.metrics.deviation import mae, rmse
from evaluator.metrics.krasula import auc_bw, auc_ds, cc_0, difference_threshold
from evaluator.metrics.mapped import mapped_mae, mapped_plcc, mapped_rmse
from evaluator.metrics.mapping import Mapping, fit
from evaluator.metrics.p1401 import outlier_ratio, rmse_star
from evaluator.metrics.registry import LOWER_IS_BETTER, METRICS, Metric, metric_of
from evaluator.metrics.within import mean_within

__all__ = [
    "LOWER_IS_BETTER",
    "METRICS",
    "Mapping",
    "Metric",
    "auc_bw",
    "auc_ds",
    "cc_0",
    "difference_threshold",
    "fit",
    "krcc",
    "mae",
    "mapped_mae",
    "mapped_plcc",
    "mapped_rmse",
    "mean_within",
    "metric_of",
    "outlier_ratio",
    "plcc",
    "rmse",
    "rmse_star",
    "srcc",
]
