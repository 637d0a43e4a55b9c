"""Where this app computes with the evaluator; called by tasks, never by a request.

`COMPUTED` names the function of each kind of computation. It gets the row with its inputs and
returns the document, and the details that only some pages show. Both are plain JSON, and depend
on nothing but the inputs.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from datasets import truths
from datasets.models import DataFile, GroundTruth
from evaluator import Profile, Truth, UndefinedMetric
from evaluator.statistics.audit import audit
from evaluator.statistics.board import Entry, board_statistics
from evaluator.statistics.comparison import compare
from evaluator.statistics.panel import panel
from leaderboards.models import Computation
from submissions.models import AlignedPredictions

SCORE = "score"
# Of a comparison's images: those disagreed on most, and so many in all of the others.
MOST_DISPUTED = 100
MOST_IMAGES = 2_000


class Computed(NamedTuple):
    """What a computation found."""

    document: dict[str, Any]
    details: dict[str, Any] | None = None


class InputGone(Exception):
    """Something that the inputs name is not there any more."""


def compute(computation: Computation) -> Computed:
    """Do the work of this row.

    Raises
    ------
    ValueError
        If the document holds NaN or an infinity, which JSON has not.
    """
    computed = COMPUTED[computation.kind](computation)
    json.dumps(computed, allow_nan=False)
    return computed


def board(computation: Computation) -> Computed:
    """The statistics of a board; its inputs are `standards.board_inputs`."""
    inputs = computation.inputs
    predictions = predictions_of([evaluation for evaluation, _, _ in inputs["evaluations"]])
    entries = [
        Entry(key=str(evaluation), predictions=predictions[evaluation], is_ranked=is_ranked)
        for evaluation, _, is_ranked in inputs["evaluations"]
    ]
    statistics = board_statistics(
        entries,
        truth_of(computation),
        Profile.from_dict(inputs["profile"]),
        training=training_of(computation),
    )
    return _split(statistics)


def comparison(computation: Computation) -> Computed:
    """Two teams' predictions, image by image; its inputs are `comparing`'s."""
    inputs = computation.inputs
    first, second = (evaluation for evaluation, _ in inputs["evaluations"])
    predictions = predictions_of([first, second])
    profile = Profile.from_dict(inputs["profile"])
    document = compare(predictions[first], predictions[second], truth_of(computation), profile)
    images = document.pop("images")
    step = -(-len(images) // MOST_IMAGES)
    kept = [*images[:MOST_DISPUTED], *images[MOST_DISPUTED::step]]
    return Computed(document, {"images": kept})


def check(computation: Computation) -> Computed:
    """What is found in a phase's data; its inputs are `auditing.inputs_of`."""
    truth = truth_of(computation)
    profile = Profile.from_dict(computation.inputs["profile"])
    findings = audit(
        truth,
        training=training_of(computation),
        others=others_of(computation),
        profile=profile,
    )
    return Computed(
        {
            "findings": [finding.to_dict() for finding in findings],
            "raters": _panel(truth, profile),
        }
    )


def _panel(truth: Truth, profile: Profile) -> dict[str, Any] | None:
    """What the ratings say of the raters; None without any, or of a single one."""
    if truth.ratings is None:
        return None
    try:
        return panel(truth, profile)
    except UndefinedMetric:
        return None


def predictions_of(evaluations: list[int]) -> dict[int, np.ndarray]:
    """Each evaluation's predictions in the order of its ground truth, float64.

    Raises
    ------
    InputGone
        If one has none.
    """
    rows = AlignedPredictions.objects.filter(evaluation__in=evaluations)
    found = {row.evaluation_id: np.frombuffer(row.values, dtype="<f8") for row in rows}
    if len({len(values) for values in found.values()}) > 1:
        raise InputGone("The stored predictions are not all of the same images.")
    if missing := sorted(set(evaluations) - set(found)):
        raise InputGone(f"No predictions are stored for the evaluations {missing}.")
    return found


def truth_of(computation: Computation) -> Truth:
    """The ground truth that the inputs name by its hash."""
    named = GroundTruth.objects.filter(
        phase=computation.phase_id, sha256=computation.inputs["truth"]
    )
    row = named.order_by("-is_active", "-version").first()
    if row is None:
        raise InputGone("The ground truth is not there any more.")
    return truths.truth_of(row)


def training_of(computation: Computation) -> Truth | None:
    """The training labels that the inputs name by their hash; None where they name none."""
    sha256 = computation.inputs["training"]
    if sha256 is None:
        return None
    files = DataFile.objects.filter(
        dataset__competition=computation.phase.competition_id, sha256=sha256
    )
    file = files.order_by("-holds_training_labels", "pk").first()
    if file is None:
        raise InputGone("The training labels are not there any more.")
    return truths.read_labels(file)


def others_of(computation: Computation) -> dict[str, Truth]:
    """The ground truths of the competition's other phases, by title."""
    asked = {title: pk for title, pk, _ in computation.inputs["others"]}
    rows = GroundTruth.objects.in_bulk(list(asked.values()))
    if len(rows) < len(asked):
        raise InputGone("Another phase's ground truth is not there any more.")
    return {title: truths.truth_of(rows[pk]) for title, pk in asked.items()}


def _split(statistics: Mapping[str, Any]) -> Computed:
    """What every view of the board needs, as short as can be, apart from what few pages show."""
    rows, details = {}, {}
    for key, entry in statistics["entries"].items():
        rows[key] = {
            "interval": entry["intervals"].get(SCORE),
            "cluster_interval": entry["cluster_intervals"].get(SCORE),
            "rank_range": entry["rank_range"],
            "group": entry["group"],
        }
        apart = ("intervals", "cluster_intervals", "rank_probabilities")
        details[key] = {name: entry[name] for name in apart}
    pairs = statistics["neighbours"]
    document = {name: part for name, part in statistics.items() if name != "neighbours"} | {
        "entries": rows,
        "flips": [[pair["better"], pair["worse"], pair["flip"]] for pair in pairs],
    }
    return Computed(document, {"entries": details, "neighbours": pairs})


Compute = Callable[[Computation], Computed]
COMPUTED: Mapping[str, Compute] = {
    Computation.Kind.BOARD: board,
    Computation.Kind.COMPARISON: comparison,
    Computation.Kind.AUDIT: check,
}
