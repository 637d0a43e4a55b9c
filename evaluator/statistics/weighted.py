"""Metrics of many resamples at once, from how often each image was drawn.

Everything here has a column per resample and a row per image. Ranks under resampling need no
sorting: along the once-sorted images, the place of a value is the number of draws up to it.
A resample on which a metric does not exist gives NaN, which the callers leave out and count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from evaluator.arrays import FloatArray, IntArray, exponent, scaled

THREADS = ThreadpoolController()
# Above it, ten thousand resamples of the table of all pairs of images take a worker too long.
MOST_FOR_PAIRS = 500
# Adding up row by row is faster while a row holds many resamples, which it does for few images.
MOST_FOR_ROWS = 4096


@dataclass(frozen=True)
class Sorted:
    """One value per image, and where the value stands among all.

    Attributes
    ----------
    values : ndarray, shape (n,)
    order : ndarray, shape (n,)
        The images from the lowest value to the highest.
    below, up_to : ndarray, shape (n,)
        For each image, how many images have a lower value, and how many one that is not higher.
    """

    values: FloatArray
    order: IntArray
    below: IntArray
    up_to: IntArray

    @classmethod
    def of(cls, values: FloatArray) -> "Sorted":
        order = np.argsort(values, kind="stable")
        ordered = values[order]
        return cls(
            values=values,
            order=order,
            below=np.searchsorted(ordered, values, side="left"),
            up_to=np.searchsorted(ordered, values, side="right"),
        )

    @cached_property
    def standard(self) -> FloatArray:
        """The values over a power of two, about their middle: safe to square and to sum."""
        small = scaled(self.values)
        return scaled(small - small.mean())

    @cached_property
    def has_ties(self) -> bool:
        return bool((self.up_to - self.below > 1).any())

    @cached_property
    def signs(self) -> NDArray[np.float32]:
        """Sign of the difference of each pair, shape (n, n)."""
        values = self.below  # of equal values equal, and no difference of them can overflow
        signs: NDArray[np.float32] = np.sign(values[:, None] - values).astype(np.float32)
        return signs


class Counts:
    """How often each image was drawn, shape (n, resamples), and what follows from it alone."""

    def __init__(self, counts: FloatArray) -> None:
        self.of_images = counts
        self.sizes: FloatArray = counts.sum(axis=0)

    @cached_property
    def small(self) -> NDArray[np.float32]:
        return self.of_images.astype(np.float32)

    @cached_property
    def untied_ranks_spread(self) -> FloatArray:
        """Sum of squares of the ranks of all draws where each image has its own value."""
        return _ranks_spread(self.sizes, self.of_images)


class Drawn:
    """One vector under the counts of a block of resamples."""

    def __init__(self, of: Sorted, counts: Counts) -> None:
        self.of = of
        self.drawn = counts
        self.counts = counts.of_images
        self.sizes = counts.sizes

    @cached_property
    def cumulative(self) -> FloatArray:
        """Draws among the k lowest images, shape (n + 1, resamples)."""
        sums = np.empty((self.counts.shape[0] + 1, self.counts.shape[1]))
        sums[0] = 0.0
        if self.of.order.size > MOST_FOR_ROWS:
            np.cumsum(self.counts[self.of.order], axis=0, out=sums[1:])
            return sums
        for place, image in enumerate(self.of.order):
            np.add(sums[place], self.counts[image], out=sums[place + 1])
        return sums

    @cached_property
    def ranks(self) -> FloatArray:
        """Mid ranks less their mean, shape (n, resamples)."""
        ranks = self.cumulative[self.of.below]
        ranks += self.cumulative[self.of.up_to]
        ranks -= self.sizes
        ranks *= 0.5
        return ranks

    @cached_property
    def weighted_ranks(self) -> FloatArray:
        return self.counts * self.ranks

    @cached_property
    def groups(self) -> FloatArray:
        """Draws of each distinct value, shape (distinct values, resamples)."""
        if not self.of.has_ties:
            return self.counts
        _, first = np.unique(self.of.below, return_index=True)
        groups: FloatArray = (
            self.cumulative[self.of.up_to[first]] - self.cumulative[self.of.below[first]]
        )
        return groups

    @cached_property
    def ranks_spread(self) -> FloatArray:
        """Sum of squares of the ranks of all draws, shape (resamples,).

        It follows from how many draws share each value, as in the tie correction of Spearman's
        coefficient; where no two images do, it is the same for all teams.
        """
        if not self.of.has_ties:
            return self.drawn.untied_ranks_spread
        return _ranks_spread(self.sizes, self.groups)

    @cached_property
    def deviations(self) -> FloatArray:
        """Values less the resample's mean, shape (n, resamples)."""
        values = self.of.standard[:, None]
        means = _sum_of_products(self.counts, values) / self.sizes
        deviations: FloatArray = values - means
        return deviations

    @cached_property
    def weighted_deviations(self) -> FloatArray:
        return self.counts * self.deviations

    @cached_property
    def spread(self) -> FloatArray:
        return _sum_of_products(self.weighted_deviations, self.deviations)

    @cached_property
    def untied_pairs(self) -> FloatArray:
        """Twice the number of pairs of draws with different values, shape (resamples,)."""
        untied: FloatArray = self.sizes**2 - _sum_of_products(self.groups, self.groups)
        return untied

    @property
    def is_constant(self) -> NDArray[np.bool_]:
        constant: NDArray[np.bool_] = self.ranks_spread == 0.0
        return constant


class Block:
    """The targets under the counts of a block of resamples, shared by all teams.

    Parameters
    ----------
    targets : Sorted
    counts : ndarray, shape (n, resamples)
    """

    def __init__(self, targets: Sorted, counts: FloatArray) -> None:
        self.counts = Counts(counts)
        self.targets = Drawn(targets, self.counts)

    def measure(self, predictions: Sorted, metrics: tuple[str, ...]) -> dict[str, FloatArray]:
        """The metrics of each resample, each of shape (resamples,); NaN where undefined."""
        drawn = Drawn(predictions, self.counts)
        # A second thread costs more to wake than these small products take.
        with np.errstate(all="ignore"), THREADS.limit(limits=1, user_api="blas"):
            return {name: MEASURES[name](drawn, self.targets) for name in metrics}


def _srcc(predictions: Drawn, targets: Drawn) -> FloatArray:
    agreement = _sum_of_products(targets.weighted_ranks, predictions.ranks)
    return _defined(agreement / np.sqrt(predictions.ranks_spread * targets.ranks_spread))


def _plcc(predictions: Drawn, targets: Drawn) -> FloatArray:
    agreement = _sum_of_products(targets.weighted_deviations, predictions.deviations)
    correlation = agreement / np.sqrt(predictions.spread) / np.sqrt(targets.spread)
    # Whether all draws are alike is told by the ranks, which are exact.
    undefined = predictions.is_constant | targets.is_constant
    return _defined(np.where(undefined, np.nan, np.clip(correlation, -1.0, 1.0)))


def _krcc(predictions: Drawn, targets: Drawn) -> FloatArray:
    # Sums of whole numbers below 2**24: exact in float32, in whatever order a BLAS takes them.
    agreement = predictions.of.signs * targets.of.signs
    concordance = _sum_of_products(agreement @ predictions.drawn.small, predictions.counts)
    untied = np.sqrt(predictions.untied_pairs) * np.sqrt(targets.untied_pairs)
    return _defined(concordance / untied)


def _rmse(predictions: Drawn, targets: Drawn) -> FloatArray:
    errors, power = _errors(predictions, targets)
    squares = _sum_of_products(predictions.counts, (errors**2)[:, None])
    return _defined(np.ldexp(np.sqrt(squares / predictions.sizes), power))


def _mae(predictions: Drawn, targets: Drawn) -> FloatArray:
    errors, power = _errors(predictions, targets)
    sums = _sum_of_products(predictions.counts, np.abs(errors)[:, None])
    return _defined(np.ldexp(sums / predictions.sizes, power))


MEASURES: Mapping[str, Callable[[Drawn, Drawn], FloatArray]] = {
    "srcc": _srcc,
    "plcc": _plcc,
    "krcc": _krcc,
    "rmse": _rmse,
    "mae": _mae,
}


def _errors(predictions: Drawn, targets: Drawn) -> tuple[FloatArray, int]:
    x, y = predictions.of.values, targets.of.values
    power = max(exponent(x), exponent(y))
    return np.ldexp(x, -power) - np.ldexp(y, -power), power


def _sum_of_products(first: FloatArray, second: FloatArray) -> FloatArray:
    # Column by column in the order of the rows, so that no library adds in an order of its own.
    sums: FloatArray = np.einsum("ij,ij->j", *np.broadcast_arrays(first, second), optimize=False)
    return sums


def _ranks_spread(sizes: FloatArray, groups: FloatArray) -> FloatArray:
    spread: FloatArray = (sizes**3 - _sum_of_products(groups**2, groups)) / 12.0
    return spread


def _defined(values: FloatArray) -> FloatArray:
    """Infinite for 'too large', 0 / 0 for 'undefined': neither is a value."""
    values[~np.isfinite(values)] = np.nan
    return values
