"""The metric profile: what a phase measures and what it ranks by."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from evaluator import formula as formulas
from evaluator.errors import InvalidFormula, InvalidProfile
from evaluator.metrics import metric_of


@dataclass(frozen=True)
class Profile:
    """Which metrics are computed, the score formula, and the subsets reported apart.

    Attributes
    ----------
    metrics : tuple of str
        Names that `evaluator.metrics.metric_of` knows, in the order they are shown.
    formula : str
        Arithmetic over those names: numbers, + - * /, parentheses, min and max.
    higher_is_better : bool
        Which end of the score is the winning one.
    subsets : tuple of str
        Columns of the ground truth whose values group the images.
    """

    metrics: tuple[str, ...] = ("srcc", "plcc", "krcc", "rmse", "mae")
    formula: str = "0.6*srcc + 0.4*plcc"
    higher_is_better: bool = True
    subsets: tuple[str, ...] = ("algorithm", "family", "scale")

    def __post_init__(self) -> None:
        _check_names("metrics", self.metrics)
        _check_names("subsets", self.subsets)
        if not self.metrics:
            raise InvalidProfile("A metric profile needs at least one metric.")
        for name in self.metrics:
            metric_of(name)
        if not isinstance(self.formula, str):
            raise InvalidFormula("The formula must be text.")
        if not isinstance(self.higher_is_better, bool):
            raise InvalidProfile("higher_is_better must be true or false.")
        absent = sorted(formulas.names_in(self.formula) - set(self.metrics))
        if absent:
            raise InvalidFormula(
                f"The formula needs {', '.join(absent)}, which the profile's metrics leave out."
            )

    @property
    def ranking_metrics(self) -> frozenset[str]:
        """The metrics the score depends on."""
        return formulas.names_in(self.formula)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Self:
        """A profile from a JSON object; what it leaves out keeps its default.

        Raises
        ------
        InvalidProfile
            If a key or value is not understood (also a ValueError).
        InvalidFormula
            If the formula is at fault.

        Examples
        --------
        >>> Profile.from_dict({"metrics": ["rmse"], "formula": "rmse"}).ranking_metrics
        frozenset({'rmse'})
        """
        if not isinstance(document, Mapping):
            raise InvalidProfile("A metric profile must be an object with named values.")
        unknown = sorted(set(document) - {field.name for field in fields(cls)})
        if unknown:
            raise InvalidProfile(f"Unknown keys in the metric profile: {', '.join(unknown)}.")
        return cls(**{key: _frozen(value) for key, value in document.items()})

    def to_dict(self) -> dict[str, Any]:
        """The same as a JSON object; `from_dict` takes it back."""
        return {
            "metrics": list(self.metrics),
            "formula": self.formula,
            "higher_is_better": self.higher_is_better,
            "subsets": list(self.subsets),
        }

    def score(self, metrics: Mapping[str, float]) -> float:
        """The score of these metric values; UndefinedMetric where it does not exist."""
        return formulas.value_of(self.formula, metrics)


def _frozen(value: object) -> Any:  # Any: __post_init__ checks what came in
    return tuple(value) if isinstance(value, list) else value


def _check_names(key: str, names: object) -> None:
    if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names):
        raise InvalidProfile(f"{key} must be a list of names.")
    if len(set(names)) < len(names):
        raise InvalidProfile(f"{key} holds a name twice.")
