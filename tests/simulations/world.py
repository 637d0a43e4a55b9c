"""Images, raters and methods drawn from laws fitted to the real ratings of ISRGen-QA.

Quality is a normal mixture over the four scales in the test split's mix; twenty-one raters of
their own severity, slope and care give whole marks from 1 to 5, so the MOS has the real ties. In a
clustered world the images of one content share a part of their quality and of a method's error.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluator import Truth
from evaluator.arrays import FloatArray, IntArray

IMAGES = 72
CONTENTS = 18
RATERS = 21
SCALES = ("x2", "x3", "x4", "x8")
# Of the test split: how many images of each scale, and their latent quality's mean and SD.
MIX = np.array([4, 10, 48, 10]) / 72
MEANS = np.array([4.143, 3.407, 2.903, 0.715])
SPREADS = np.array([0.325, 0.353, 0.624, 0.805])
# The panel: slopes, offsets at the mean quality, and log-normal inconsistencies.
MIDDLE, SLOPES, OFFSETS, LOG_CARE = 3.103, 0.217, 0.341, (-0.369, 0.189)
# The part of quality, and of a method's error, that all images of a content share.
SHARED = 0.3
ERROR = 0.28  # a method's error, in MOS: its score is then near 0.93


@dataclass(frozen=True)
class World:
    """Where samples of images come from.

    Attributes
    ----------
    is_clustered : bool
        Whether the images show contents, four of each, or are independent of each other.
    """

    is_clustered: bool

    def draw(
        self, random: np.random.Generator, *, images: int = IMAGES, methods: int = 1,
        alike: float = 0.0,
    ) -> tuple[Truth, list[FloatArray]]:  # fmt: skip
        """A sample: its ground truth, and what each method predicts.

        Parameters
        ----------
        images : int
        methods : int
            All of the same quality in the population.
        alike : float
            The correlation of two methods' errors, in [0, 1).
        """
        contents = np.arange(images) * CONTENTS // IMAGES
        scales = random.choice(4, size=images, p=MIX)
        quality = MEANS[scales] + SPREADS[scales] * self._noise(random, contents)
        common = self._noise(random, contents)
        predictions = [
            quality
            + ERROR * (np.sqrt(alike) * common + np.sqrt(1 - alike) * self._noise(random, contents))
            for _ in range(methods)
        ]
        return _truth(_rated(random, quality), contents, scales), predictions

    def _noise(self, random: np.random.Generator, contents: IntArray) -> FloatArray:
        alone: FloatArray = random.normal(size=contents.size)
        if not self.is_clustered:
            return alone
        shared = random.normal(size=int(contents.max()) + 1)[contents]
        noise: FloatArray = np.sqrt(SHARED) * shared + np.sqrt(1 - SHARED) * alone
        return noise


def _rated(random: np.random.Generator, quality: FloatArray) -> FloatArray:
    """MOS of one panel, the same for every sample: it is the images that are drawn."""
    of_panel = np.random.default_rng(5)
    slopes = 1 + SLOPES * of_panel.normal(size=RATERS)
    offsets = OFFSETS * of_panel.normal(size=RATERS)
    care = np.exp(LOG_CARE[0] + LOG_CARE[1] * of_panel.normal(size=RATERS))
    total = np.zeros(quality.size)
    for slope, offset, spread in zip(slopes, offsets, care, strict=True):
        seen = MIDDLE + slope * (quality - MIDDLE) + offset
        total += np.clip(np.rint(seen + spread * random.normal(size=quality.size)), 1, 5)
    mos: FloatArray = total / RATERS
    return mos


def _truth(mos: FloatArray, contents: IntArray, scales: NDArray[np.int64]) -> Truth:
    return Truth(
        names=tuple(map(str, range(mos.size))),
        targets=mos,
        subsets={
            "content": tuple(map(str, contents.tolist())),
            "scale": tuple(SCALES[scale] for scale in scales.tolist()),
        },
    )
