"""Files in, checked values out. Everything a stranger sends is read here."""

from evaluator.readers.predictions import Predictions, read_predictions
from evaluator.readers.truth import Truth, read_truth

__all__ = ["Predictions", "Truth", "read_predictions", "read_truth"]
