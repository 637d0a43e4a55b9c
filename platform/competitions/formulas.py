"""A score formula as people write it."""

import re

from competitions.profiles import metric_title

FUNCTIONS = {"min", "max"}


def formula_words(formula: str) -> str:
    """`0.6*srcc + 0.4*plcc` becomes `0.6 × SRCC + 0.4 × PLCC`."""
    spaced = re.sub(r"\s*\*\s*", " × ", formula).replace("-", "−")
    return re.sub(r"[a-z_]\w*", _name, spaced)  # last: a title such as RMSE* is no product


def _name(match: re.Match[str]) -> str:
    word = match.group()
    return word if word in FUNCTIONS else metric_title(word)
