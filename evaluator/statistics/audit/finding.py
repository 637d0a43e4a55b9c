"""What a check of a competition's data found, and what it looked at."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.groupings import Terms, pooled
from evaluator.statistics.metadata import MetadataPredictor, metadata_predictors

Severity = Literal["act", "look", "fine"]
SEVERITIES: tuple[Severity, ...] = ("act", "look", "fine")
PHASE = "this phase"
TRAINING = "training"


@dataclass(frozen=True)
class Finding:
    """One answer of the audit.

    Attributes
    ----------
    code : str
        A stable slug.
    severity : {"act", "look", "fine"}
        Mend it before the phase opens; know about it; nothing to do.
    title : str
        What was found, in one line.
    detail : str
        Sentences with the figures.
    advice : str
        What to do.
    values : dict
        The same figures for programs; fit for JSON.
    """

    code: str
    severity: Severity
    title: str
    detail: str
    advice: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Case:
    """What an audit looks at.

    Attributes
    ----------
    truth : Truth
        The phase in question.
    training : Truth or None
        What participants learn from.
    others : dict of str to Truth
        The competition's other phases, by title.
    profile : Profile
    seed : int
        For permutations and made-up predictors.
    """

    truth: Truth
    training: Truth | None
    others: Mapping[str, Truth]
    profile: Profile
    seed: int

    @cached_property
    def splits(self) -> dict[str, Truth]:
        """Every set of images by its title, the training set first and the phase last."""
        training = {} if self.training is None else {TRAINING: self.training}
        return training | dict(self.others) | {PHASE: self.truth}

    @cached_property
    def pool(self) -> Truth:
        """All images of all splits."""
        return pooled(*self.splits.values())

    @cached_property
    def predictors(self) -> tuple[MetadataPredictor, ...]:
        """Those from metadata, the best on training first; none without a training set."""
        return () if self.training is None else metadata_predictors(self.training, self.truth)

    @property
    def strata(self) -> Terms:
        """The groupings within which splits are compared: method and scale, where known."""
        known = tuple(name for name in ("algorithm", "scale") if name in self.pool.subsets)
        return known or self.reported[:2]

    @property
    def reported(self) -> Terms:
        """The profile's groupings that every split has."""
        return tuple(name for name in self.profile.subsets if name in self.pool.subsets)


def chance(p: float) -> str:
    """A p-value in words: two digits, and never a plain zero."""
    if p < 1e-300:
        return "p < 1e-300"
    if p < 0.001:
        return f"p = {p:.1e}"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def severity_of(number: float, *, look: float, act: float) -> Severity:
    """How urgent a number is that is the worse the larger it is."""
    if number >= act:
        return "act"
    return "look" if number >= look else "fine"
