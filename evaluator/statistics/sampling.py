"""A profile's metrics and score under resampling, for one method or for all of a board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluator import formula as formulas
from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.intervals import (
    FEWEST_UNITS,
    MOST_UNDEFINED,
    Interval,
    bca_interval,
    percentile_interval,
)
from evaluator.statistics.resampling import RESAMPLES, Resampling, numbered, seed_of
from evaluator.statistics.weighted import MEASURES, MOST_FOR_PAIRS, Block, Sorted

CONTENT = "content"
# Above it the jackknife, which leaves out each unit once, would outgrow the memory.
MOST_FOR_JACKKNIFE = 2_000
SCORE = "score"


@dataclass(frozen=True)
class Measuring:
    """What is measured on each resample of a ground truth's images.

    Attributes
    ----------
    truth : Truth
    profile : Profile
    """

    truth: Truth
    profile: Profile

    @property
    def metrics(self) -> tuple[str, ...]:
        """The profile's metrics that can be had under resampling, in its order."""
        return tuple(name for name in self.profile.metrics if self._has(name))

    @property
    def has_score(self) -> bool:
        return self.profile.ranking_metrics <= set(self.metrics)

    def _has(self, name: str) -> bool:
        is_small = name != "krcc" or len(self.truth.names) <= MOST_FOR_PAIRS
        return name in MEASURES and is_small

    def resampling(self, *, resamples: int = RESAMPLES, by_content: bool = False) -> Resampling:
        """How the images are drawn, seeded by the targets: all teams meet the same resamples.

        Raises
        ------
        UndefinedMetric
            If the ground truth does not say which content its images show.
        """
        contents = None
        if by_content:
            if CONTENT not in self.truth.subsets:
                raise UndefinedMetric("The ground truth has no column content.")
            contents = numbered(self.truth.subsets[CONTENT])
        size = len(self.truth.names)
        return Resampling(size, resamples, seed_of(self.truth.targets), contents)

    def samples(
        self, predictions: Sequence[FloatArray], resampling: Resampling
    ) -> list[dict[str, FloatArray]]:
        """Each method's metrics and, as "score", the formula; shape (resamples,) each.

        NaN marks a resample on which a value does not exist.
        """
        pieces: list[list[dict[str, FloatArray]]] = [[] for _ in predictions]
        targets = Sorted.of(self.truth.targets)
        methods = [Sorted.of(values) for values in predictions]
        for counts in resampling.blocks():
            block = Block(targets, counts)
            for piece, method in zip(pieces, methods, strict=True):
                piece.append(self._measured(block, method))
        return [_joined(piece) for piece in pieces]

    def estimates(self, predictions: FloatArray) -> dict[str, float]:
        """The metrics and the score of the sample itself; undefined ones are left out."""
        once = np.ones((predictions.size, 1))
        measured = self._measured(self._block(once), Sorted.of(predictions))
        return {name: float(value[0]) for name, value in measured.items() if np.isfinite(value[0])}

    def left_out(self, predictions: FloatArray, resampling: Resampling) -> dict[str, FloatArray]:
        """The metrics and the score with each unit left out once, shape (units,) each."""
        return self._measured(self._block(resampling.left_out()), Sorted.of(predictions))

    def _block(self, counts: FloatArray) -> Block:
        return Block(Sorted.of(self.truth.targets), counts)

    def _measured(self, block: Block, method: Sorted) -> dict[str, FloatArray]:
        measured = block.measure(method, self.metrics)
        if self.has_score:
            measured[SCORE] = formulas.values_of(self.profile.formula, measured)
        return measured


def intervals(
    measuring: Measuring,
    predictions: FloatArray,
    samples: Mapping[str, FloatArray],
    resampling: Resampling,
) -> dict[str, Interval | None]:
    """95% intervals of a method's metrics and score: BCa, or percentiles for a large sample.

    Parameters
    ----------
    measuring : Measuring
    predictions : ndarray, shape (n,)
    samples : mapping of str to ndarray, shape (resamples,)
        What `measuring` found for these predictions under `resampling`.
    resampling : Resampling

    Returns
    -------
    dict of str to (float, float) or None
        None where there are too few units, or too many resamples leave a metric undefined.
    """
    units = resampling.units
    if units < FEWEST_UNITS:
        return dict.fromkeys(samples)
    estimates = measuring.estimates(predictions)
    has_jackknife = units <= MOST_FOR_JACKKNIFE
    left_out = measuring.left_out(predictions, resampling) if has_jackknife else {}
    return {
        name: interval_of(values, estimates.get(name), left_out.get(name), units=units)
        for name, values in samples.items()
    }


def interval_of(
    values: FloatArray, estimate: float | None, left_out: FloatArray | None, *, units: int
) -> Interval | None:
    """BCa, or percentiles where there is no jackknife; None where too little is defined."""
    defined = defined_of(values)
    if estimate is None or defined is None:
        return None
    if left_out is None or not np.isfinite(left_out).all():
        return percentile_interval(defined, units=units)
    return bca_interval(defined, estimate=estimate, left_out=left_out)


def defined_of(values: FloatArray) -> FloatArray | None:
    """The values that exist; None if too many do not, for then the rest are a selection."""
    defined = values[np.isfinite(values)]
    return defined if defined.size >= (1 - MOST_UNDEFINED) * values.size else None


def _joined(pieces: Sequence[Mapping[str, FloatArray]]) -> dict[str, FloatArray]:
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
