"""Can two methods be told apart? Differences, their intervals, and tests."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.metrics.ranks import mid_ranks
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics import separation
from evaluator.statistics.intervals import FEWEST_UNITS, LEVEL, Interval, percentile_interval
from evaluator.statistics.literature import tests_of
from evaluator.statistics.permutation import PERMUTATIONS, permutation_p_values
from evaluator.statistics.resampling import RESAMPLES, Resampling, seed_of
from evaluator.statistics.sampling import (
    CONTENT,
    SCORE,
    Measuring,
    defined_of,
)

# Sorting as many permutations of more images as usual would take minutes.
MOST_PERMUTED_NUMBERS = 20_000_000
FEWEST_PERMUTATIONS = 1_000


def compare(
    first: FloatArray,
    second: FloatArray,
    truth: Truth,
    profile: Profile,
    *,
    resamples: int = RESAMPLES,
) -> dict[str, Any]:
    """Compare two methods on the same images, as a JSON object.

    Parameters
    ----------
    first, second : ndarray, shape (n,)
        Predictions in the order of the ground truth, finite.
    truth : Truth
    profile : Profile
    resamples : int

    Returns
    -------
    dict
        ``n``, ``level``, ``resamples``, ``permutations``; ``first`` and ``second``, each with
        ``score`` and ``metrics``; ``differences``, first less second, per metric and for the
        score: ``value``, ``interval`` over images and ``cluster_interval`` over contents,
        ``p_bootstrap``, ``p_permutation`` and ``flip``, the share of resamples in which the order
        turns round; ``tests`` of the literature; ``is_separable``, whether the
        score's difference has p at most 0.05; ``notes``; ``images``, each with both predictions
        and their places, the most disputed first. What does not exist is null.
    """
    measuring = Measuring(truth, profile)
    pair = _Pair(measuring, first, second)
    images = measuring.resampling(resamples=resamples)
    permutations = _permutations(len(truth.names))
    differences = _differences(pair, images)
    for name, p in _permuted(pair, permutations).items():
        differences[name]["p_permutation"] = p
    for name, interval in _over_contents(pair, resamples).items():
        differences[name]["cluster_interval"] = interval
    p_of_score = differences.get(SCORE, {}).get("p_bootstrap")
    return {
        "n": len(truth.names),
        "level": LEVEL,
        "resamples": images.resamples,
        "permutations": permutations,
        "first": _values(pair.estimates[0]),
        "second": _values(pair.estimates[1]),
        "differences": differences,
        "tests": tests_of(first, second, truth, profile),
        "is_separable": p_of_score is not None and p_of_score <= separation.ALPHA,
        "notes": _notes(measuring),
        "images": _images(first, second, truth),
    }


class _Pair:
    """Two methods, measured alike."""

    def __init__(self, measuring: Measuring, first: FloatArray, second: FloatArray) -> None:
        self.measuring = measuring
        self.predictions = (first, second)
        self.methods = [measuring.method(each) for each in self.predictions]
        self.estimates = [measuring.estimates(method) for method in self.methods]

    @property
    def names(self) -> list[str]:
        """What exists for both."""
        return [name for name in self.estimates[0] if name in self.estimates[1]]

    def difference(self, name: str) -> float:
        return self.estimates[0][name] - self.estimates[1][name]

    def samples(self, resampling: Resampling) -> dict[str, FloatArray]:
        """Of the differences, shape (resamples,) each; only where both are defined."""
        one, other = self.measuring.samples(self.methods, resampling)
        return {name: one[name] - other[name] for name in self.names}


def _differences(pair: _Pair, resampling: Resampling) -> dict[str, dict[str, Any]]:
    samples = pair.samples(resampling)
    intervals = _intervals(pair, samples, resampling)
    return {
        name: {
            "value": pair.difference(name),
            "interval": intervals[name],
            "cluster_interval": None,
            "p_permutation": None,
            **_turns(samples[name], pair.difference(name), resampling.units),
        }
        for name in pair.names
    }


def _intervals(
    pair: _Pair, samples: Mapping[str, FloatArray], resampling: Resampling
) -> dict[str, Interval | None]:
    """Percentiles: they leave out zero just where the p-value says so."""
    units = resampling.units
    if units < FEWEST_UNITS:
        return dict.fromkeys(samples)
    defined = {name: defined_of(values) for name, values in samples.items()}
    return {
        name: None if values is None else percentile_interval(values, units=units)
        for name, values in defined.items()
    }


def _turns(values: FloatArray, estimate: float, units: int) -> dict[str, float | None]:
    """How often resamples turn the order round, and the p-value that follows."""
    defined = defined_of(values)
    if defined is None or units < FEWEST_UNITS:
        return {"flip": None, "p_bootstrap": None}
    flip = separation.flips(defined, estimate)
    p = separation.p_values(np.array(flip), resamples=defined.size, units=units)
    return {"flip": flip, "p_bootstrap": float(p)}


def _over_contents(pair: _Pair, resamples: int) -> dict[str, Interval | None]:
    if CONTENT not in pair.measuring.truth.subsets:
        return {}
    resampling = pair.measuring.resampling(resamples=resamples, by_content=True)
    return _intervals(pair, pair.samples(resampling), resampling)


def _permutations(images: int) -> int:
    return min(PERMUTATIONS, max(FEWEST_PERMUTATIONS, MOST_PERMUTED_NUMBERS // images))


def _permuted(pair: _Pair, permutations: int) -> dict[str, float]:
    measuring = pair.measuring
    targets = measuring.truth.targets
    # The same draws whichever of the two comes first.
    either_way = sorted(pair.predictions, key=lambda predictions: predictions.tobytes())
    p_values = permutation_p_values(
        *pair.predictions,
        targets,
        profile=measuring.profile,
        seed=seed_of(targets, *either_way),
        permutations=permutations,
    )
    return {name: p for name, p in p_values.items() if name in pair.names}


def _values(estimates: Mapping[str, float]) -> dict[str, Any]:
    metrics = {name: value for name, value in estimates.items() if name != SCORE}
    return {"score": estimates.get(SCORE), "metrics": metrics}


def _notes(measuring: Measuring) -> list[str]:
    notes = []
    images = len(measuring.truth.names)
    if images < FEWEST_UNITS:
        notes.append(f"{images} images are too few for intervals: {FEWEST_UNITS} are needed.")
    without = [name for name in measuring.profile.metrics if name not in measuring.metrics]
    if without:
        notes.append(f"Not compared: {', '.join(without)}.")
    return notes


def _images(first: FloatArray, second: FloatArray, truth: Truth) -> list[dict[str, Any]]:
    """Places are mid ranks from 1; the two may predict on different scales."""
    places = mid_ranks(first), mid_ranks(second)
    of_targets = mid_ranks(truth.targets)
    order = np.argsort(-np.abs(places[0] - places[1]), kind="stable")
    return [
        {
            "name": truth.names[image],
            "mos": float(truth.targets[image]),
            "first": float(first[image]),
            "second": float(second[image]),
            "first_place": float(places[0][image]),
            "second_place": float(places[1][image]),
            "mos_place": float(of_targets[image]),
        }
        for image in order.tolist()
    ]
