"""Ridge regression on indicators, with every leave-one-out prediction in closed form."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluator.arrays import FloatArray


@dataclass(frozen=True)
class Ridge:
    """A fit, and what it would have predicted for each image without that image.

    Attributes
    ----------
    strength : float
        The penalty on the sum of squared coefficients.
    coefficients : ndarray, shape (d,)
    centre : ndarray, shape (d,)
        Means of the features.
    mean : float
        Mean of the targets; it is not penalised.
    left_out : ndarray, shape (n,)
        The prediction for each image by a fit to all others.
    """

    strength: float
    coefficients: FloatArray
    centre: FloatArray
    mean: float
    left_out: FloatArray

    def predict(self, features: FloatArray) -> FloatArray:
        """Predictions, shape (m,), for features of shape (m, d)."""
        predictions: FloatArray = (features - self.centre) @ self.coefficients + self.mean
        return predictions


def fit(features: FloatArray, targets: FloatArray, strengths: Sequence[float]) -> Ridge:
    """Fit with the strength whose leave-one-out predictions have the least squared error.

    Parameters
    ----------
    features : ndarray, shape (n, d), n >= 2
    targets : ndarray, shape (n,)
    strengths : sequence of float
        Penalties to choose from, each > 0; of equally good ones the first.

    References
    ----------
    .. [1] D. M. Allen, "The Relationship between Variable Selection and Data Augmentation and a
       Method for Prediction", Technometrics 16 (1), 1974, pp. 125-127. doi:10.2307/1267500
    """
    centre, mean = features.mean(axis=0), float(targets.mean())
    centred, about_mean = features - centre, targets - mean
    values, vectors = np.linalg.eigh(centred.T @ centred)
    rotated = centred @ vectors  # (n, d)
    projected = rotated.T @ about_mean  # (d,)
    fits = []
    for strength in strengths:
        weights = 1.0 / (np.maximum(values, 0.0) + strength)
        residuals = about_mean - rotated @ (weights * projected)
        # The mean takes up one image's worth of every fit.
        leverages = (rotated**2 @ weights) + 1.0 / targets.size
        left_out = targets - residuals / (1.0 - leverages)
        coefficients = vectors @ (weights * projected)
        fits.append(Ridge(float(strength), coefficients, centre, mean, left_out))
    return min(fits, key=lambda one: float(np.square(one.left_out - targets).sum()))
