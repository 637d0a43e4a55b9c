"""A profile's metrics and score under resampling, for one method or for all of a board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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
from evaluator.statistics.methods import Method, Pool, Resamples, is_slow, resampleable
from evaluator.statistics.resampling import RESAMPLES, Resampling, numbered, seed_of

CONTENT = "content"
# Above it the jackknife, which leaves out each unit once, would outgrow the memory.
MOST_FOR_JACKKNIFE = 2_000
SCORE = "score"
# Of large samples, and of metrics that are measured one resample after the other.
FEWEST_RESAMPLES = 1_000
# Of images: 10,000 resamples of up to 2,000, fewer of more, whose intervals are narrow anyway.
MOST_DRAWS = 20_000_000


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

    @cached_property
    def pool(self) -> Pool:
        return Pool(self.truth)

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The profile's metrics that can be had under resampling, in its order.

        Those that must be measured resample by resample are left out where the score can do
        without them.
        """
        needed = self.profile.ranking_metrics
        return tuple(
            name
            for name in self.profile.metrics
            if resampleable(name, self.truth) and (name in needed or not is_slow(name))
        )

    @property
    def has_score(self) -> bool:
        return self.profile.ranking_metrics <= set(self.metrics)

    def method(self, predictions: FloatArray) -> Method:
        """A method by its predictions, shape (n,), ready to be measured."""
        return Method(predictions, self.pool, self.metrics)

    def resampling(self, *, resamples: int = RESAMPLES, by_content: bool = False) -> Resampling:
        """How the images are drawn, seeded by the targets: all teams meet the same resamples.

        Of very many images there are fewer resamples than asked for.

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
        most = max(FEWEST_RESAMPLES, MOST_DRAWS // size)
        if any(is_slow(name) for name in self.metrics):
            most = FEWEST_RESAMPLES
        resamples = min(resamples, most)
        return Resampling(size, resamples, seed_of(self.truth.targets), contents)

    def samples(
        self, methods: Sequence[Method], resampling: Resampling
    ) -> list[dict[str, FloatArray]]:
        """Each method's metrics and, as "score", the formula; shape (resamples,) each.

        NaN marks a resample on which a value does not exist.
        """
        pieces: list[list[dict[str, FloatArray]]] = [[] for _ in methods]
        for counts in resampling.blocks():
            resamples = Resamples(self.pool, counts)
            for piece, method in zip(pieces, methods, strict=True):
                piece.append(self._measured(method, resamples))
        return [_joined(piece) for piece in pieces]

    def estimates(self, method: Method) -> dict[str, float]:
        """The metrics and the score of the sample itself; undefined ones are left out."""
        once = np.ones((len(self.truth.names), 1))
        measured = self._measured(method, Resamples(self.pool, once))
        return {name: float(value[0]) for name, value in measured.items() if np.isfinite(value[0])}

    def left_out(self, method: Method, resampling: Resampling) -> dict[str, FloatArray]:
        """The metrics and the score with each unit left out once, shape (units,) each."""
        return self._measured(method, Resamples(self.pool, resampling.left_out()))

    def _measured(self, method: Method, resamples: Resamples) -> dict[str, FloatArray]:
        measured = method.measure(resamples)
        if self.has_score:
            measured[SCORE] = formulas.values_of(self.profile.formula, measured)
        return measured


def intervals(
    measuring: Measuring,
    method: Method,
    samples: Mapping[str, FloatArray],
    resampling: Resampling,
) -> dict[str, Interval | None]:
    """95% intervals of a method's metrics and score: BCa, or percentiles for a large sample.

    Parameters
    ----------
    measuring : Measuring
    method : Method
    samples : mapping of str to ndarray, shape (resamples,)
        What `measuring` found for this method under `resampling`.
    resampling : Resampling

    Returns
    -------
    dict of str to (float, float) or None
        None where there are too few units, or too many resamples leave a metric undefined.
    """
    units = resampling.units
    if units < FEWEST_UNITS:
        return dict.fromkeys(samples)
    estimates = measuring.estimates(method)
    has_jackknife = units <= MOST_FOR_JACKKNIFE
    left_out = measuring.left_out(method, resampling) if has_jackknife else {}
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
