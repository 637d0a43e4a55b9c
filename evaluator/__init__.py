"""What decides a score: files in, a report or a sentence out. Knows nothing of the site."""

from evaluator.errors import (
    EvaluatorError,
    InvalidFormula,
    InvalidPredictions,
    InvalidProfile,
    InvalidTruth,
    UndefinedMetric,
)
from evaluator.evaluation import Report, evaluate
from evaluator.limits import Limits
from evaluator.profile import Profile
from evaluator.readers import Predictions, Truth, opaque_name, read_predictions, read_truth
from evaluator.version import __version__

__all__ = [
    "EvaluatorError",
    "InvalidFormula",
    "InvalidPredictions",
    "InvalidProfile",
    "InvalidTruth",
    "Limits",
    "Predictions",
    "Profile",
    "Report",
    "Truth",
    "UndefinedMetric",
    "__version__",
    "evaluate",
    "opaque_name",
    "read_predictions",
    "read_truth",
]
