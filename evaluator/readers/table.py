"""What every file format is turned into: numbered rows of cells."""

from dataclasses import dataclass
from typing import NamedTuple

Cell = str | float | bool | None

# What stands for a workbook's cell that shows a number and holds none.
DATE = "<date>"
FORMULA = "<formula>"

# More columns than any predictions file needs; bounds the memory a hostile row can take.
MOST_COLUMNS = 100


class Row(NamedTuple):
    """One row that is not empty, with its number in the file, counted from 1."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """The rows of a file.

    Attributes
    ----------
    rows : list of Row
        Without empty rows; empty cells at a row's end are cut off.
    format : str
        For the log, such as "csv" or "xlsx, sheet 'Sheet1'".
    unit : str
        What a row is called: "line", "row" or "entry".
    is_resolved : bool
        The rows are already (name, score) pairs and none is a header.
    """

    rows: list[Row]
    format: str
    unit: str
    is_resolved: bool = False


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def trimmed(cells: list[Cell]) -> list[Cell]:
    """The cells without the empty ones from the third on; nothing if all are empty."""
    end = len(cells)
    while end and is_empty(cells[end - 1]):
        end -= 1
    return cells[: max(end, 2)] if end else []


def text_of(cell: Cell) -> str:
    """A cell as text: a whole number from a workbook without its decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()
