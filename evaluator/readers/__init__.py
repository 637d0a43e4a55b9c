"""Files in, checked values out. Everything a stranger sends is read here."""

from evaluator.readers.names import opaque_name
from evaluator.readers.predictions import Predictions, read_predictions
from evaluator.readers.truth import Truth, read_truth

__all__ = ["Predictions", "Truth", "opaque_name", "read_predictions", "read_truth"]
