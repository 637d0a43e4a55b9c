"""Predictors that never open an image: what names and columns alone tell of quality.

Where methods and scales are known, a table of means is a strong predictor. What it reaches is
the floor for every entry that looks at pixels, and is shown on the board as a reference line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evaluator.arrays import FloatArray, IntArray
from evaluator.errors import UndefinedMetric
from evaluator.metrics import metric_of
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics import ridge
from evaluator.statistics.groupings import (
    Terms,
    different_pairs,
    numbered,
    pooled,
    titled,
    usable,
)

FEWEST_IMAGES = 3
STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0)
# Above these the table of indicators is not worth its memory and time.
MOST_COLUMNS = 2_000
MOST_ENTRIES = 20_000_000
# Two cells whose means are equal must tie in whatever order their images were added up.
DECIMALS = 9
METHOD = ("algorithm", "scale")
CONTENT = ("content",)
# Finer terms stand beside the coarser ones they divide, so that a small cell is drawn towards
# the mean of the larger one around it, and not towards the mean of all images.
INTERACTIONS = (
    ("scale",),
    METHOD,
    CONTENT,
    ("content", "scale"),
    ("content", "family", "scale"),
)


@dataclass(frozen=True)
class MetadataPredictor:
    """Predictions from groupings alone.

    Attributes
    ----------
    name : str
        What it is, in words.
    predictions : ndarray, shape (n,)
        For the images of the phase, in MOS.
    error : float
        Root of the mean squared error, in MOS, of predicting each training image from all
        other training images; lower is better.
    unseen : int
        Images of the phase whose finest cell holds no training image, so that a coarser mean
        stood in.
    """

    name: str
    predictions: FloatArray
    error: float
    unseen: int


@dataclass(frozen=True)
class MetadataLine:
    """What a predictor from metadata reaches on a phase.

    Attributes
    ----------
    name : str
    score : float
        The profile's score on the phase.
    metrics : dict of str to float
        In the profile's order; a metric that does not exist is left out.
    error : float
        See `MetadataPredictor.error`; what the choice of one predictor goes by.
    unseen : int
    """

    name: str
    score: float
    metrics: dict[str, float]
    error: float
    unseen: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def best_metadata(training: Truth, truth: Truth, profile: Profile) -> MetadataLine | None:
    """The reference line of a board: the best predictor that never opens an image.

    The predictor is the one with the least leave-one-out error on the training set. To take
    the best of several by their scores on the phase itself would flatter it.

    Returns
    -------
    MetadataLine or None
        None where no grouping is shared, or no predictor has a score.
    """
    return next(iter(metadata_lines(training, truth, profile)), None)


def metadata_lines(training: Truth, truth: Truth, profile: Profile) -> tuple[MetadataLine, ...]:
    """All predictors that have a score on the phase, by their error on the training set."""
    return lines_of(metadata_predictors(training, truth), truth, profile)


def lines_of(
    predictors: Sequence[MetadataPredictor], truth: Truth, profile: Profile
) -> tuple[MetadataLine, ...]:
    """What these predictors reach, in their order, without those that have no score."""
    lines = (_line(predictor, truth, profile) for predictor in predictors)
    return tuple(line for line in lines if line is not None)


def metadata_predictors(training: Truth, truth: Truth) -> tuple[MetadataPredictor, ...]:
    """Means per group and per pair of groups, and ridge regressions; the best one first.

    Everything is learned from the training set; of the phase's truth only the groupings are
    used. See `evaluator.statistics.groupings.usable` for the columns that count.
    """
    if len(training.names) < FEWEST_IMAGES:
        return ()
    groupings = usable(training, truth)
    predictors = [*_means(training, truth, groupings), *_ridges(training, truth, groupings)]
    return tuple(sorted(predictors, key=lambda predictor: predictor.error))


def scored(
    predictions: FloatArray, truth: Truth, profile: Profile
) -> tuple[float, dict[str, float]]:
    """The profile's score and those of its metrics that exist; UndefinedMetric for no score."""
    metrics = {}
    for name in profile.metrics:
        try:
            metrics[name] = metric_of(name).measure(predictions, truth)
        except UndefinedMetric:
            if name in profile.ranking_metrics:
                raise
    return profile.score(metrics), metrics


def _line(predictor: MetadataPredictor, truth: Truth, profile: Profile) -> MetadataLine | None:
    try:
        score, metrics = scored(predictor.predictions, truth, profile)
    except UndefinedMetric:
        return None
    return MetadataLine(predictor.name, score, metrics, predictor.error, predictor.unseen)


def _means(training: Truth, truth: Truth, groupings: Sequence[str]) -> Iterator[MetadataPredictor]:
    singles = {grouping: _mean(training, truth, [(grouping,)]) for grouping in groupings}
    yield from singles.values()
    for pair in different_pairs(pooled(training, truth), groupings):
        coarser = min(pair, key=lambda grouping: singles[grouping].error)
        yield _mean(training, truth, [pair, (coarser,)])


def _mean(training: Truth, truth: Truth, chain: Sequence[Terms]) -> MetadataPredictor:
    """The mean of the first cell of the chain that holds training images, else of all."""
    targets, size = training.targets, len(training.names)
    predictions = np.full(len(truth.names), targets.mean())
    left_out = (targets.sum() - targets) / (size - 1)
    seen = np.ones(len(truth.names), dtype=np.bool_)
    for terms in reversed(chain):
        learned, asked = _numbers(training, truth, terms)
        counts = np.bincount(learned, minlength=int(asked.max(initial=0)) + 1)
        sums = np.bincount(learned, weights=targets, minlength=counts.size)
        seen = counts[asked] > 0
        predictions[seen] = (sums[asked] / np.maximum(counts[asked], 1))[seen]
        several = counts[learned] > 1
        others = (sums[learned] - targets) / np.maximum(counts[learned] - 1, 1)
        left_out[several] = others[several]
    return MetadataPredictor(
        name=f"mean per {titled(chain[0])}",
        predictions=predictions.round(DECIMALS),
        error=_root_mean_square(left_out - targets),
        unseen=int((~seen).sum()),
    )


def _ridges(training: Truth, truth: Truth, groupings: Sequence[str]) -> Iterator[MetadataPredictor]:
    pairs = tuple(different_pairs(pooled(training, truth), groupings))
    singles = tuple((grouping,) for grouping in groupings)
    every = (*singles, *pairs) if len(singles) > 1 else ()
    candidates = [
        ("algorithm × scale + content", (METHOD, CONTENT), (0.3,)),
        ("algorithm × scale + content × family × scale", INTERACTIONS, STRENGTHS),
        ("every grouping and pair", every, STRENGTHS),
    ]
    for name, terms, strengths in candidates:
        needed = {grouping for term in terms for grouping in term}
        if needed and needed <= set(groupings):
            numbers = [_numbers(training, truth, term) for term in terms]
            predictor = _ridge(f"ridge on {name}", training.targets, numbers, strengths)
            if predictor is not None:
                yield predictor


def _ridge(
    name: str,
    targets: FloatArray,
    numbers: Sequence[tuple[IntArray, IntArray]],
    strengths: Sequence[float],
) -> MetadataPredictor | None:
    """From the cells of both sets in each term; None where the table would be too large."""
    columns = sum(int(learned.max()) + 1 for learned, _ in numbers)
    rows = max(both.size for both in numbers[0])
    if columns > MOST_COLUMNS or columns * rows > MOST_ENTRIES:
        return None
    fitted = ridge.fit(_indicators(numbers, 0), targets, strengths)
    asked = _indicators(numbers, 1)
    return MetadataPredictor(
        name=name,
        predictions=fitted.predict(asked).round(DECIMALS),
        error=_root_mean_square(fitted.left_out - targets),
        unseen=int((asked.sum(axis=1) < len(numbers)).sum()),
    )


def _numbers(training: Truth, truth: Truth, terms: Terms) -> tuple[IntArray, IntArray]:
    """The numbers of the cells of both; those the training set has come first."""
    numbers = numbered(pooled(training, truth), terms)
    return numbers[: len(training.names)], numbers[len(training.names) :]


def _indicators(numbers: Sequence[tuple[IntArray, IntArray]], which: int) -> FloatArray:
    """One column for each cell with training images, a block of them for each term."""
    return np.concatenate(
        [
            (both[which][:, None] == np.arange(int(both[0].max()) + 1)).astype(np.float64)
            for both in numbers
        ],
        axis=1,
    )


def _root_mean_square(values: FloatArray) -> float:
    return float(np.sqrt(np.square(values).mean()))
