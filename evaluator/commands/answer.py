"""What a command found: for people, for programs, and as pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """The result of one command.

    Attributes
    ----------
    document : dict
        For programs, as JSON; no NaN anywhere.
    text : str
        The same for people, as lines and tables.
    figures : dict of str to dict
        Vega-Lite specifications by the name of their file.
    """

    document: Mapping[str, Any]
    text: str
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
