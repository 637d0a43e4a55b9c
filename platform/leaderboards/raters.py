"""What the ratings of a ground truth say of its raters, for the organizers' page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leaderboards.verdict import number

NOTHING = "–"


@dataclass(frozen=True)
class RaterRow:
    """One rater: how well they alone say what the others say, and what screening finds."""

    name: str
    images: int
    score: str
    bias: str
    inconsistency: str
    is_rejected: bool


@dataclass(frozen=True)
class Raters:
    """The panel in a few figures with their words, and rater by rater."""

    sentence: str
    facts: list[tuple[str, str, str]]
    rows: list[RaterRow]
    notes: list[str]


def present(panel: Mapping[str, Any] | None) -> Raters | None:
    """Put the panel's document into words; None where the ground truth has no ratings."""
    if panel is None:
        return None
    return Raters(
        sentence=_sentence(panel),
        facts=[fact for fact in _facts(panel) if fact[1]],
        rows=[_row(rater) for rater in panel["raters"]],
        notes=panel["notes"],
    )


def _sentence(panel: Mapping[str, Any]) -> str:
    raters = len(panel["raters"])
    rejected = [rater["rater"] for rater in panel["raters"] if rater["bt500"]["is_rejected"]]
    found = f"{raters} people rated {panel['images']} images"
    if not rejected:
        return f"{found}, and the screening of ITU-R BT.500 would keep all of them."
    return f"{found}; the screening of ITU-R BT.500 would leave out {', '.join(rejected)}."


def _facts(panel: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Name, value and meaning; without a value where it does not exist."""
    halves, ceiling = panel["split_half"] or {}, (panel["split_half"] or {}).get("ceiling") or {}
    icc, sos = panel["intraclass"] or {}, panel["sos"] or {}
    alone = panel["leave_one_out"].get("score")
    return [
        (
            "One rater against the others",
            f"{number(alone['mean'])} ({number(alone['low'])} to {number(alone['high'])})"
            if alone
            else "",
            "The score that one person would have reached: the mean, and from the least to the "
            "best.",
        ),
        (
            "Half against half",
            _range(halves.get("values", {}).get("score")),
            "The score of one half of the panel against the other, over random halves.",
        ),
        (
            "Ceiling",
            number(ceiling["score"]) if ceiling.get("score") is not None else "",
            "What a perfect predictor would be expected to reach, given the noise in these MOS.",
        ),
        (
            "ICC(2,1)",
            _range(icc.get("icc_2_1"), "value"),
            "How far single ratings agree, each rater's leniency counted as disagreement.",
        ),
        (
            f"ICC(2,{icc['raters']})" if icc else "ICC(2,k)",
            _range(icc.get("icc_2_k"), "value"),
            "The same of the panel's mean: how far another panel would give the same MOS.",
        ),
        (
            "SOS",
            f"{sos['population']:.3f}" if sos.get("population") is not None else "",
            "How much raters differ on an image: 0 not at all, 1 as much as the scale allows.",
        ),
    ]


def _range(found: Mapping[str, Any] | None, name: str = "mean") -> str:
    if not found:
        return ""
    return f"{number(found[name])} ({number(found['low'])} to {number(found['high'])})"


def _row(rater: Mapping[str, Any]) -> RaterRow:
    values, behaviour = rater["values"] or {}, rater["p910"] or {}
    score = values.get("score")
    return RaterRow(
        name=rater["rater"],
        images=rater["images"],
        score=NOTHING if score is None else number(score),
        bias=_signed(behaviour.get("bias")),
        inconsistency=_plain(behaviour.get("inconsistency")),
        is_rejected=rater["bt500"]["is_rejected"],
    )


def _signed(value: float | None) -> str:
    return NOTHING if value is None else f"{value:+.2f}".replace("-", "−")


def _plain(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"
