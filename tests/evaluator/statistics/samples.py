"""Ground truth and predictions as a challenge has them, made up from a seed."""

import numpy as np

from evaluator import Truth
from evaluator.arrays import FloatArray

IMAGES = 72
CONTENTS = 18


def truth(*, images: int = IMAGES, contents: int = CONTENTS, seed: int = 1) -> Truth:
    """MOS of 21 raters, with the ties that whole ratings bring, and four images a content."""
    random = np.random.default_rng(seed)
    targets = np.clip(np.round(random.normal(2.5, 0.8, images) * 21) / 21, 1, 5)
    return Truth(
        names=tuple(f"{number:04}.png" for number in range(images)),
        targets=targets,
        subsets={"content": tuple(f"c{number % contents}" for number in range(images))},
    )


def predictions(of: Truth, *, noise: float, seed: int = 2) -> FloatArray:
    random = np.random.default_rng(seed)
    return np.asarray(of.targets + random.normal(0, noise, of.targets.size), dtype=np.float64)
