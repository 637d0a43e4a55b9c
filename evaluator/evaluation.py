"""One file against one ground truth: the whole of what a worker asks for."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evaluator.arrays import FloatArray, IntArray, is_constant
from evaluator.errors import (
    ConstantPredictions,
    InvalidPredictions,
    UndefinedByTruth,
    UndefinedMetric,
)
from evaluator.limits import Limits
from evaluator.matching import Siblings, match
from evaluator.metrics import fit, metric_of
from evaluator.metrics.mapping import Kind
from evaluator.metrics.within import SMALLEST_GROUP, groups_of
from evaluator.profile import Profile
from evaluator.readers import Predictions, Truth, read_predictions
from evaluator.version import __version__
from evaluator.wording import counted


@dataclass(frozen=True)
class Report:
    """What one evaluation found.

    Attributes
    ----------
    score : float
        The value of the profile's formula; what ranks.
    metrics : dict of str to float
        In the profile's order; a metric the score does not need is left out where undefined.
    subsets : dict
        Per grouping and group ``{"n": images, "metrics": {name: value or None}}``; None where
        undefined and where the group has fewer than three images.
    rows : int
        Predictions in the file.
    predictions : tuple of float
        In the order of the ground truth.
    log : tuple of str
        What was done, for the participant.
    evaluator_version : str
    """

    score: float
    metrics: dict[str, float]
    subsets: dict[str, dict[str, dict[str, Any]]]
    rows: int
    predictions: tuple[float, ...]
    log: tuple[str, ...]
    evaluator_version: str = __version__

    def to_dict(self) -> dict[str, Any]:
        """The same as a JSON object: lists for tuples, no NaN anywhere."""
        document = asdict(self)
        return document | {"predictions": list(self.predictions), "log": list(self.log)}


def evaluate(
    path: str | os.PathLike[str],
    *,
    file_name: str,
    truth: Truth,
    profile: Profile | None = None,
    limits: Limits | None = None,
    siblings: Siblings = (),
) -> Report:
    """Score a predictions file.

    Parameters
    ----------
    path : path
        Where the file lies.
    file_name : str
        What the participant called it.
    truth : Truth
    profile : Profile, optional
        What to measure; by default 0.6 SRCC + 0.4 PLCC with all five metrics.
    limits : Limits, optional
        How much is read before the file is refused.
    siblings : sequence of (title, names), optional
        The competition's other phases, to recognise a file meant for one of them.

    Returns
    -------
    Report

    Raises
    ------
    InvalidPredictions
        If the file breaks a rule, or its scores leave the score undefined.
    UndefinedMetric
        If the ground truth leaves the score undefined, which is not the participant's fault.
    """
    profile = profile or Profile()
    predictions = read_predictions(path, file_name=file_name, limits=limits or Limits())
    scores = match(predictions, truth, siblings)
    metrics, absent = _metrics(scores, truth, profile)
    score = _score(metrics, profile)
    remarks = [*_fallbacks(scores, truth, metrics), *absent]
    return Report(
        score=score,
        metrics=metrics,
        subsets=_subsets(scores, truth, profile),
        rows=len(predictions.names),
        predictions=tuple(scores.tolist()),
        log=tuple(_log(predictions, metrics, score, remarks)),
    )


def _metrics(
    scores: FloatArray, truth: Truth, profile: Profile
) -> tuple[dict[str, float], list[str]]:
    """The values, and a remark on each metric that has none."""
    ranking = profile.ranking_metrics
    metrics, absent = {}, []
    for name in profile.metrics:
        try:
            metrics[name] = metric_of(name).measure(scores, truth)
        except UndefinedMetric as error:
            if name in ranking:
                raise _undefined(scores, error) from error
            absent.append(f"left out {name}: {error}")
    return metrics, absent


def _undefined(scores: FloatArray, error: UndefinedMetric) -> InvalidPredictions | UndefinedMetric:
    """The participant's fault, unless the truth's, or their scores vary and are within reason."""
    if isinstance(error, UndefinedByTruth):
        return error
    if is_constant(scores):
        return InvalidPredictions(
            "constant_predictions",
            f"All {scores.size:,} scores are the same ({scores[0]:.6g}), or differ by rounding "
            "noise only, so they put the images in no order. Give better images higher scores.",
        )
    if isinstance(error, ConstantPredictions):
        return InvalidPredictions(
            "constant_predictions",
            f"{error} This phase ranks by the order inside each group. Give better images of a "
            "group higher scores.",
        )
    if float(np.abs(scores).max()) > 1e100:
        return InvalidPredictions(
            "undefined_score",
            f"{error} Scale the scores to the range of the mean opinion scores.",
        )
    return error


def _fallbacks(scores: FloatArray, truth: Truth, metrics: Mapping[str, float]) -> Iterator[str]:
    """A remark on each mapping that came out as a straight line though it was to be a curve."""
    names: dict[Kind, list[str]] = {}
    for name in metrics:
        names.setdefault(metric_of(name).mapping, []).append(name)
    for kind, users in names.items():
        if kind != "none" and fit(kind, scores, truth.targets).has_fallen_back:
            yield f"{', '.join(users)}: the {kind} mapping fell back to a straight line"


def _score(metrics: Mapping[str, float], profile: Profile) -> float:
    try:
        return profile.score(metrics)
    except UndefinedMetric as error:
        raise InvalidPredictions(
            "undefined_score",
            f"These predictions have no score: {error} Tell the organizers, whose formula it is.",
        ) from error


def _subsets(
    scores: FloatArray, truth: Truth, profile: Profile
) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        grouping: {
            group: {"n": int(members.size), "metrics": _group(scores, truth, members, profile)}
            for group, members in groups_of(truth.subsets[grouping])
        }
        for grouping in profile.subsets
        if grouping in truth.subsets
    }


def _group(
    scores: FloatArray, truth: Truth, members: IntArray, profile: Profile
) -> dict[str, float | None]:
    if members.size < SMALLEST_GROUP:
        return dict.fromkeys(profile.metrics)
    part = _part(truth, members, profile)
    return {name: _value(name, scores[members], part) for name in profile.metrics}


def _part(truth: Truth, members: IntArray, profile: Profile) -> Truth:
    """Of these images what the metrics need: a million names are not copied for each group."""
    groupings = {metric_of(name).grouping for name in profile.metrics} & set(truth.subsets)
    return Truth(
        names=(),
        targets=truth.targets[members],
        ratings=None if truth.ratings is None else truth.ratings[members],
        raters=truth.raters,
        subsets={
            grouping: tuple(truth.subsets[grouping][index] for index in members)
            for grouping in sorted(groupings)
        },
    )


def _value(name: str, scores: FloatArray, truth: Truth) -> float | None:
    try:
        return metric_of(name).measure(scores, truth)
    except UndefinedMetric:
        return None


def _log(
    predictions: Predictions, metrics: Mapping[str, float], score: float, remarks: Sequence[str]
) -> Iterator[str]:
    total = len(predictions.names)
    yield f"received {counted(predictions.size, 'byte')}, {predictions.format}"
    yield f"matched {total:,} of {total:,} names"
    values = [f"{name} {_rounded(value)}" for name, value in metrics.items()]
    yield "  ".join([*values, f"score {_rounded(score)}"])
    yield from remarks
    if metrics.get("srcc", 0.0) < 0:
        yield "srcc is negative: a higher score must mean a better image"


def _rounded(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 1e6 else f"{value:.4g}"
