"""One score from one cell, and why it is none."""

import math
import re

from evaluator.readers.table import DATE, FORMULA, Cell, is_empty
from evaluator.wording import shown

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
PERCENTAGE = re.compile(r"[+-]?\d+([.,]\d+)?\s*%", re.ASCII)
NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|1\.#(inf|ind|qnan))", re.IGNORECASE)
GIVE = "Give every image a number with a decimal point, such as 3.14."
REASONS = {
    DATE: (
        "the score is a date, which the spreadsheet program made of the number",
        "Format the column as numbers, enter the score again, or upload CSV.",
    ),
    FORMULA: (
        "the score is a formula without a value",
        "Open the file in a spreadsheet program and save it, or write the number itself.",
    ),
}


class Refused(Exception):
    """Why a cell is no score; `what` completes a sentence that starts with the place."""

    def __init__(self, code: str, what: str, advice: str) -> None:
        super().__init__(code, what, advice)
        self.code = code
        self.what = what
        self.advice = advice


def score_of(cell: Cell) -> float:
    """The finite number in a cell; Refused if there is none."""
    if isinstance(cell, float):
        value = cell
    elif isinstance(cell, str) and NUMBER.fullmatch(cell.strip()):
        value = float(cell)
    else:
        raise _refusal(cell)
    if not math.isfinite(value):
        raise _not_finite(cell)
    return value


def _refusal(cell: Cell) -> Refused:
    if is_empty(cell):
        return Refused("empty_score", "the score is empty", "Give every image a score.")
    if isinstance(cell, bool):
        return Refused("not_a_number", f"the score {str(cell).lower()} is not a number", GIVE)
    text = str(cell).strip()
    if text in REASONS:
        return Refused("not_a_number", *REASONS[text])
    if NOT_FINITE.fullmatch(text):
        return _not_finite(text)
    if DECIMAL_COMMA.fullmatch(text):
        advice = "Write numbers with a decimal point, such as 3.14."
        return Refused("decimal_comma", f"the score {shown(text)} has a decimal comma", advice)
    if PERCENTAGE.fullmatch(text):
        advice = "Write the number alone."
        return Refused("not_a_number", f"the score {shown(text)} has a percent sign", advice)
    return Refused("not_a_number", f"the score {shown(text)} is not a number", GIVE)


def _not_finite(cell: object) -> Refused:
    return Refused(
        "not_finite",
        f"the score {shown(cell)} is not a finite number",
        "Give every image a finite score.",
    )
