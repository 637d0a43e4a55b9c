"""What is let out of the exact scores of a phase: all of them, rounded ones, or the Ladder's.

The one module of this app that imports the evaluator, which holds the mechanism itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from competitions.models import Phase
from evaluator import ladder

Control = Phase.LeakControl


@dataclass(frozen=True)
class Scores:
    """What an evaluation says: the score, each metric, and the metrics by subset."""

    score: float
    metrics: Mapping[str, float]
    subsets: Mapping[str, Any] = field(default_factory=dict)


def released(exact: Scores, phase: Phase, *, best: float | None) -> Scores:
    """What participants and the public may see of `exact`, as the phase is set now.

    Subsets are never released rounded: they are many values of few images each. The Ladder keeps
    the metrics back too, for each would be one more answer about the same upload.

    Parameters
    ----------
    best : float or None
        The best score released to the team so far; None before its first. Only the Ladder asks.
    """
    step = phase.score_step
    if phase.leak_control == Control.ROUNDED:
        metrics = {name: ladder.rounded(value, step) for name, value in exact.metrics.items()}
        return Scores(ladder.rounded(exact.score, step), metrics)
    if phase.leak_control == Control.LADDER:
        higher = phase.profile.higher_is_better
        score = ladder.released(exact.score, best=best, step=step, higher_is_better=higher)
        return Scores(score, {})
    return exact


def log_of(log: str, phase: Phase) -> str:
    """What may be kept of a worker's log: nothing that an older worker wrote scores into."""
    return KEPT_BACK if log and phase.holds_scores_back else log


KEPT_BACK = "This phase does not release exact scores, and so no log of the scoring."
