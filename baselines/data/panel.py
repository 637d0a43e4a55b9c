"""A simulated panel of 21 raters: what people would say of images of known latent quality."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RATERS = tuple(f"P{number}" for number in range(1, 22))

# A linear model of each rater, `rating = round(gain * quality + bias + sd * noise)`, fitted to the
# published ratings of the ISRGen-QA dataset. Parameters of the model, not ratings.
GAIN = (
    1.4526, 0.9265, 1.0527, 1.1782, 0.8288, 1.0038, 0.9915, 0.6269, 1.1749, 1.0557, 1.0707,
    0.6664, 1.0377, 0.7547, 0.9278, 0.974, 1.376, 0.668, 0.9222, 1.0931, 1.2181,
)  # fmt: skip
BIAS = (
    -1.9974, 0.572, -0.1314, -0.6144, -0.2314, 0.3325, 0.181, 1.0983, -0.7488, 0.1245, -0.3159,
    1.3519, -0.1972, 0.6577, 0.1234, -0.2687, -1.2599, 1.8263, 0.1514, 0.0026, -0.6563,
)  # fmt: skip
SD = (
    0.6117, 0.605, 0.6257, 0.5209, 0.8663, 0.7032, 0.6622, 0.6828, 0.5396, 0.6547, 0.6246,
    0.7029, 0.8829, 0.7003, 0.9653, 0.5401, 0.7314, 0.5783, 0.7854, 1.0488, 0.7487,
)  # fmt: skip


@dataclass(frozen=True)
class Latent:
    """Mean and spread of latent quality at one scale, in the same model's units."""

    mean: float
    sd: float


LATENT = {
    2: Latent(4.143, 0.325),
    3: Latent(3.407, 0.353),
    4: Latent(2.903, 0.624),
    8: Latent(0.715, 0.805),
}


def ratings(quality: Floats, random: np.random.Generator) -> NDArray[np.int64]:
    """Let the panel rate images.

    Parameters
    ----------
    quality : array, (N,)
        Latent quality; see `LATENT` for its range.
    random : numpy.random.Generator
        Where the raters' inconsistency comes from.

    Returns
    -------
    array, (N, 21)
        Whole numbers 1 (bad) to 5 (excellent).
    """
    noise = random.standard_normal((len(quality), len(RATERS)))
    said = np.array(GAIN) * quality[:, None] + np.array(BIAS) + np.array(SD) * noise
    whole: NDArray[np.int64] = np.clip(np.rint(said), 1, 5).astype(np.int64)
    return whole
