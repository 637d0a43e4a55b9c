"""What a board can be measured by: one human, half the panel, metadata alone, the ceiling."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reference:
    """A line beside the scores: its name, its label in the drawing, and a sentence's part."""

    name: str
    label: str
    words: str
    score: float


def references_of(found: Mapping[str, Any]) -> list[Reference]:
    """The reference lines of a board's statistics that there are, weakest claim first."""
    known = {name: value for name in WORDS if (value := found.get(name))}
    return [
        Reference(
            name=name,
            label=LABELS[name],
            words=f"{WORDS[name]} {short(value['score'])}{_range(value)}",
            score=value["score"],
        )
        for name, value in known.items()
    ]


def short(value: float) -> str:
    """A reference value as the heading and the caption print it: three decimals."""
    return f"{value:.3f}".replace("-", "−")


LABELS = {
    "human": "one human",
    "metadata": "metadata",
    "panel_half": "half the panel",
    "ceiling": "ceiling",
}
WORDS = {
    "human": "one human",
    "metadata": "metadata alone",
    "panel_half": "half of the panel",
    "ceiling": "the most that these ratings allow",
}


def _range(value: Mapping[str, Any]) -> str:
    low, high = value.get("low"), value.get("high")
    if low is None or high is None:
        return ""
    return f" ({short(low)} to {short(high)})"
