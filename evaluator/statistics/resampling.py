"""Which images a resample holds, as counts: how often each image, or each content, was drawn.

A metric of a resample is then a weighted metric of the images there are, so nothing is copied and
nothing sorted anew. Teams that are measured by the same counts are compared on the same images.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluator.arrays import FloatArray, IntArray

RESAMPLES = 10_000
# Counts of one block, 0.6 MB of float64: what is computed from them stays in a core's cache.
BLOCK_COUNTS = 72 * 1024
FEWEST_A_BLOCK = 8


@dataclass(frozen=True)
class Resampling:
    """How a sample is drawn again, with replacement: image by image, or content by content.

    Attributes
    ----------
    size : int
        Images in the sample.
    resamples : int
    seed : int
        The same seed gives the same draws on every machine.
    contents : ndarray, shape (size,), int64, or None
        The number of each image's content, from 0 without gaps. If given, whole contents are
        drawn: images of one scene are not independent of each other.
    """

    size: int
    resamples: int
    seed: int
    contents: IntArray | None = None

    @property
    def units(self) -> int:
        """How many things are drawn: images, or contents."""
        return self.size if self.contents is None else int(self.contents.max()) + 1

    def blocks(self) -> Iterator[FloatArray]:
        """Counts of a few resamples at a time, each of shape (size, resamples of the block)."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        most = max(FEWEST_A_BLOCK, BLOCK_COUNTS // self.size)
        for begin in range(0, self.resamples, most):
            yield self._drawn(random, min(most, self.resamples - begin))

    def _drawn(self, random: np.random.Generator, resamples: int) -> FloatArray:
        units = self.units
        drawn = random.integers(0, units, size=(resamples, units))
        drawn += units * np.arange(resamples)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=resamples * units)
        of_units = np.ascontiguousarray(counts.reshape(resamples, units).T, dtype=np.float64)
        return of_units if self.contents is None else of_units[self.contents]

    def left_out(self) -> FloatArray:
        """The jackknife's counts, shape (size, units): each unit left out once."""
        if self.contents is None:
            return 1.0 - np.eye(self.size)
        others: FloatArray = (self.contents[:, None] != np.arange(self.units)).astype(np.float64)
        return others


def numbered(groups: Sequence[str]) -> IntArray:
    """The number of each image's group, from 0 without gaps, in the order of first appearance."""
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([numbers[group] for group in groups], dtype=np.int64)


def seed_of(*contents: FloatArray) -> int:
    """A seed made from numbers: what is computed from the same numbers is the same."""
    digest = hashlib.sha256()
    for values in contents:
        digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return int.from_bytes(digest.digest()[:8], "little")
