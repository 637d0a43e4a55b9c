"""What can be wrong, in words for the person who can mend it."""

from collections.abc import Sequence


class EvaluatorError(Exception):
    """Root of everything the evaluator refuses."""


class InvalidPredictions(EvaluatorError):
    """The participant's file cannot be scored.

    Attributes
    ----------
    code : str
        A stable slug, listed in docs/participants/predictions.md.
    message : str
        Full sentences: what is wrong, where, and what to do. Also ``str(error)``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class InvalidTruth(EvaluatorError):
    """The organizer's ground truth cannot be used; `problems` lists every reason found."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class InvalidProfile(EvaluatorError, ValueError):
    """The metric profile, or the limits beside it, make no sense."""


class InvalidFormula(InvalidProfile):
    """The score formula is not an expression over the profile's metrics."""


class UndefinedMetric(EvaluatorError):
    """The value does not exist for these numbers, such as a correlation with a constant."""


class ConstantPredictions(UndefinedMetric):
    """The predictions put the images, or those of one group, in no order."""


class UndefinedByTruth(UndefinedMetric):
    """No predictions would have a value: the ground truth is to blame, or what it lacks."""
