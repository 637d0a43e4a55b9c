import pytest

from competitions.formulas import formula_words
from competitions.profiles import is_error, metric_title
from evaluator.metrics import METRICS
from leaderboards.table import label


def test_titles_and_directions_are_those_of_the_evaluator():
    assert {name: metric_title(name) for name in METRICS} == {
        name: metric.title for name, metric in METRICS.items()
    }
    assert {name for name in METRICS if is_error(name)} == {
        name for name, metric in METRICS.items() if metric.lower_is_better
    }


@pytest.mark.parametrize(
    ("name", "title", "error"),
    [
        ("srcc", "SRCC", False),
        ("rmse_cubic", "RMSE (cubic)", True),
        ("rmse_star", "RMSE*", True),
        ("auc_bw", "AUC-BW", False),
        ("srcc_within_scale", "SRCC within scale", False),
        ("of_old", "OF_OLD", False),  # an old evaluation may hold what is no metric any more
    ],
)
def test_columns_are_headed_as_the_field_writes(name, title, error):
    assert (label(name), is_error(name)) == (title, error)


def test_formula_reads_with_the_metrics_titles():
    formula = "0.5*srcc_within_scale + 0.5*plcc_logistic5 - min(rmse_star, 1)"

    assert formula_words(formula) == (
        "0.5 × SRCC within scale + 0.5 × PLCC (logistic 5) − min(RMSE*, 1)"
    )
