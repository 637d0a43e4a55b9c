"""What was measured against what is wanted, as a table."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    what: str
    measured: str
    target: str
    is_met: bool


def at_most(what: str, value: float, limit: float, unit: str) -> Result:
    return Result(what, f"{value:.2f} {unit}", f"≤ {limit:g} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str) -> Result:
    return Result(what, f"{value:.1f} {unit}", f"≥ {limit:g} {unit}", value >= limit)


def percentile(values: Sequence[float], share: int) -> float:
    """The `share`-th percentile, by linear interpolation between the values."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def as_table(results: Sequence[Result]) -> str:
    heads = ("what", "measured", "target", "")
    lines = [
        heads,
        *((r.what, r.measured, r.target, "met" if r.is_met else "MISSED") for r in results),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(_line(line, widths, str.ljust) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], pad: Callable[[str, int], str]) -> str:
    return "  ".join(pad(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()
