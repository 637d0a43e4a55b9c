"""Lines to measure a board by: people, and a predictor that never opens an image."""

from collections.abc import Mapping
from typing import Any

from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.human import human_lines
from evaluator.statistics.metadata import best_metadata


def reference_lines(truth: Truth, profile: Profile, *, training: Truth | None) -> dict[str, Any]:
    """The reference lines that this ground truth allows, as a JSON object.

    Parameters
    ----------
    truth : Truth
    profile : Profile
    training : Truth or None
        The training images with their MOS, which the predictor from metadata learns from.

    Returns
    -------
    dict
        ``human``, ``panel_half`` and ``ceiling`` from the ratings, ``metadata`` from the training
        set; null where there is none.
    """
    lines = human_lines(truth, profile, seed=0) or {}
    return {
        "human": _scored(lines.get("human")),
        "panel_half": _scored(lines.get("panel_half")),
        "ceiling": _scored(lines.get("ceiling")),
        "metadata": _metadata(truth, profile, training),
    }


def _scored(line: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A line that has a place on the board's axis; one without a score has none."""
    if line is None or line["score"] is None:
        return None
    return {key: value for key, value in line.items() if key != "reason"}


def _metadata(truth: Truth, profile: Profile, training: Truth | None) -> dict[str, Any] | None:
    line = best_metadata(training, truth, profile) if training is not None else None
    return {"name": line.name, "score": line.score, "metrics": line.metrics} if line else None
