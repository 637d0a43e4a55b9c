"""One method's predictions, ready to be measured on any resample: every metric of a profile.

Plain metrics, those inside groups and those after a mapping are computed from counts for many
resamples at once. A mapping is that of all the images and is not fitted anew to each resample.
What is left, metrics of pairs of images, is measured resample by resample.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from evaluator.arrays import FloatArray, IntArray, is_constant
from evaluator.errors import UndefinedMetric
from evaluator.metrics import Metric, fit, metric_of
from evaluator.metrics.mapping import Kind
from evaluator.metrics.p1401 import rating_margins
from evaluator.metrics.registry import PLAIN, WITHIN
from evaluator.metrics.within import SMALLEST_GROUP, groups_of
from evaluator.readers import Truth
from evaluator.statistics.weighted import MEASURES, MOST_FOR_PAIRS, Block, Sorted

Measured = dict[str, FloatArray]


class Pool:
    """What the resamples are drawn from: a ground truth, prepared once for all methods."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.targets = Sorted.of(truth.targets)
        self._groups: dict[str, list[tuple[IntArray, Sorted]]] = {}

    def groups(self, grouping: str) -> list[tuple[IntArray, Sorted]]:
        """The members and the targets of each group that is large enough to be measured in."""
        if grouping not in self._groups:
            self._groups[grouping] = [
                (members, Sorted.of(self.truth.targets[members]))
                for group, members in groups_of(self.truth.subsets[grouping])
                if group
                and members.size >= SMALLEST_GROUP
                and not is_constant(self.truth.targets[members])
            ]
        return self._groups[grouping]

    @cached_property
    def margins(self) -> FloatArray:
        """Half the width of each MOS' 95% interval, shape (n,)."""
        ratings = self.truth.ratings
        assert ratings is not None  # noqa: S101 - `resampleable` asks before
        return rating_margins(ratings)


class Resamples:
    """A block of resamples of a pool: what all methods share."""

    def __init__(self, pool: Pool, counts: FloatArray) -> None:
        self.pool = pool
        self.counts = counts
        self.block = Block(pool.targets, counts)
        self._inside: dict[str, list[Block]] = {}

    def inside(self, grouping: str) -> list[Block]:
        """The same resamples, of the images of one group each."""
        if grouping not in self._inside:
            self._inside[grouping] = [
                Block(targets, self.counts[members])
                for members, targets in self.pool.groups(grouping)
            ]
        return self._inside[grouping]

    def rows(self) -> Iterator[IntArray]:
        """The images of each resample, written out."""
        images = np.arange(self.counts.shape[0])
        for column in self.counts.T:
            yield np.repeat(images, column.astype(np.int64))


class Part(Protocol):
    """Some of a method's metrics, which are computed together."""

    def measure(self, resamples: Resamples) -> Measured:
        """Values of shape (resamples,); NaN where one does not exist."""


class Method:
    """One method's predictions, and how each of the metrics comes of them.

    Parameters
    ----------
    predictions : ndarray, shape (n,)
        In the order of the ground truth, finite.
    pool : Pool
    metrics : sequence of str
        Those of `resampleable`, in the order they are wanted.
    """

    def __init__(self, predictions: FloatArray, pool: Pool, metrics: Sequence[str]) -> None:
        self.metrics = tuple(metrics)
        self.parts = list(_parts(predictions, pool, self.metrics))

    def measure(self, resamples: Resamples) -> Measured:
        """Each metric of each resample, shape (resamples,); NaN where undefined."""
        found: Measured = {}
        for part in self.parts:
            found |= part.measure(resamples)
        return {name: found[name] for name in self.metrics}


def resampleable(name: str, truth: Truth) -> bool:
    """Whether the metric can be had of resamples of this truth, many at a time or one by one."""
    metric = metric_of(name)
    if metric.needs_ratings and not _is_rated_throughout(truth):
        return False
    if metric.grouping and metric.grouping not in truth.subsets:
        return False
    is_of_pairs = metric.name.startswith("krcc") or is_slow(name)
    return not is_of_pairs or len(truth.names) <= MOST_FOR_PAIRS


def is_slow(name: str) -> bool:
    """Whether the metric is measured resample by resample."""
    return _part_of(metric_of(name)) == "slow"


def _is_rated_throughout(truth: Truth) -> bool:
    if truth.ratings is None:
        return False
    return bool(((~np.isnan(truth.ratings)).sum(axis=1) >= 2).all())


def _part_of(metric: Metric) -> str:
    if metric.name in MEASURES:
        return "plain"
    if metric.grouping:
        return "within"
    return "mapped" if metric.mapping != "none" else "slow"


def _parts(predictions: FloatArray, pool: Pool, metrics: Sequence[str]) -> Iterator[Part]:
    by_part: dict[tuple[str, str], list[str]] = {}
    for name in metrics:
        metric = metric_of(name)
        part = _part_of(metric)
        which = metric.grouping if part == "within" else metric.mapping
        by_part.setdefault((part, which), []).append(name)
    for (part, which), names in by_part.items():
        if part == "plain":
            yield _Plain(predictions, pool, names)
        elif part == "within":
            yield _Within(predictions, pool, which, names)
        elif part == "slow":
            yield _Slow(predictions, pool, names)
        else:
            yield _Mapped(predictions, pool, metric_of(names[0]).mapping, names)


class _Plain:
    def __init__(self, predictions: FloatArray, pool: Pool, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.side = Sorted.of(predictions)
        # What varies by rounding noise alone is in no order, as in `evaluator.metrics`.
        is_noise = is_constant(predictions) or is_constant(pool.truth.targets)
        self.undefined = [name for name in names if is_noise and name in PLAIN]

    def measure(self, resamples: Resamples) -> Measured:
        found = resamples.block.measure(self.side, self.names)
        nowhere = np.full(resamples.counts.shape[1], np.nan)
        return found | dict.fromkeys(self.undefined, nowhere)


class _Within:
    """The mean over the groups in which a resample has a value."""

    def __init__(
        self, predictions: FloatArray, pool: Pool, grouping: str, names: Sequence[str]
    ) -> None:
        self.grouping = grouping
        self.bases = {name: WITHIN.fullmatch(name)["metric"] for name in names}  # type: ignore[index]
        of_groups = [predictions[members] for members, _ in pool.groups(grouping)]
        self.sides = [Sorted.of(values) for values in of_groups]
        # Silence in a group is not passed over, as in `evaluator.metrics.within`.
        self.is_undefined = not of_groups or any(is_constant(values) for values in of_groups)

    def measure(self, resamples: Resamples) -> Measured:
        if self.is_undefined:
            nowhere = np.full(resamples.counts.shape[1], np.nan)
            return dict.fromkeys(self.bases, nowhere)
        bases = tuple(dict.fromkeys(self.bases.values()))
        blocks = resamples.inside(self.grouping)
        each = [block.measure(side, bases) for block, side in zip(blocks, self.sides, strict=True)]
        return {
            name: _mean_of_defined([found[base] for found in each], resamples)
            for name, base in self.bases.items()
        }


class _Mapped:
    """Correlation and errors after the mapping of all the images."""

    def __init__(
        self, predictions: FloatArray, pool: Pool, mapping: Kind, names: Sequence[str]
    ) -> None:
        self.names = tuple(names)
        self.pool = pool
        targets = pool.truth.targets
        self.fitted = fit(mapping, predictions, targets)
        self.mapped = self.fitted(predictions)
        self.side = Sorted.of(self.mapped)
        self.errors = np.abs(self.mapped - targets)

    def measure(self, resamples: Resamples) -> Measured:
        return {name: self._value(name, resamples) for name in self.names}

    def _value(self, name: str, resamples: Resamples) -> FloatArray:
        base = name.partition("_")[0]
        if name == "outlier_ratio":
            return _weighted_mean(self.errors > self.pool.margins, resamples)
        if name == "rmse_star":
            excess = np.maximum(0.0, self.errors - self.pool.margins)
            return self._root(excess**2, resamples)
        if base == "rmse":
            return self._root(self.errors**2, resamples)
        return resamples.block.measure(self.side, (base,))[base]

    def _root(self, squares: FloatArray, resamples: Resamples) -> FloatArray:
        """The root of the sum over N - d, as ITU-T P.1401 has it."""
        sizes = resamples.counts.sum(axis=0)
        left = sizes - self.fitted.degrees
        with np.errstate(all="ignore"):
            root = np.sqrt(_weighted_mean(squares, resamples) * sizes / left)
        return np.where(left > 0, root, np.nan)


class _Slow:
    """Measured one resample after the other."""

    def __init__(self, predictions: FloatArray, pool: Pool, names: Sequence[str]) -> None:
        self.metrics = {name: metric_of(name) for name in names}
        self.predictions = predictions
        self.truth = pool.truth

    def measure(self, resamples: Resamples) -> Measured:
        found: dict[str, list[float]] = {name: [] for name in self.metrics}
        for rows in resamples.rows():
            truth = self.truth.take(rows)
            for name, metric in self.metrics.items():
                found[name].append(_value_or_nan(metric, self.predictions[rows], truth))
        return {name: np.array(values) for name, values in found.items()}


def _value_or_nan(metric: Metric, predictions: FloatArray, truth: Truth) -> float:
    try:
        return metric.measure(predictions, truth)
    except UndefinedMetric:
        return float("nan")


def _weighted_mean(values: np.ndarray, resamples: Resamples) -> FloatArray:
    sums = np.einsum("ij,i->j", resamples.counts, values.astype(np.float64), optimize=False)
    mean: FloatArray = sums / resamples.counts.sum(axis=0)
    return mean


def _mean_of_defined(values: Sequence[FloatArray], resamples: Resamples) -> FloatArray:
    total = np.zeros(resamples.counts.shape[1])
    defined = np.zeros(resamples.counts.shape[1])
    for of_group in values:
        is_defined = np.isfinite(of_group)
        total += np.where(is_defined, of_group, 0.0)
        defined += is_defined
    with np.errstate(invalid="ignore"):
        mean: FloatArray = np.where(defined > 0, total / defined, np.nan)
    return mean
