"""Where a table keeps its names and scores: by its header, or else in its first two columns."""

from collections.abc import Sequence
from typing import NamedTuple

from evaluator.errors import InvalidPredictions
from evaluator.readers.columns import columns_of, is_header
from evaluator.readers.scores import NOT_FINITE, NUMBER
from evaluator.readers.table import Cell, Row, Table, is_empty, text_of
from evaluator.wording import brief, numbered, shown

IMAGE = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")


class Layout(NamedTuple):
    """The rows that hold predictions and the positions of the two cells in them."""

    note: str
    body: list[Row]
    name: int
    score: int
    width: int


def layout_of(table: Table) -> Layout:
    """Tell header from data; InvalidPredictions if the columns cannot be told."""
    if table.is_resolved:
        return Layout("", table.rows, 0, 1, 2)
    first = table.rows[0]
    place = f"{table.unit.capitalize()} {first.number}"
    name, score = 0, 1
    _check_spaced_header(table, first, place)
    if is_header(first.cells) and not _is_pair(first.cells):
        name, score = columns_of([text_of(cell) for cell in first.cells], place)
    elif not _is_unnamed_header(table.rows):
        _check_order(first, place)
        return Layout("no header", table.rows, 0, 1, 2)
    titles = f"{brief(text_of(first.cells[name]))},{brief(text_of(first.cells[score]))}"
    return Layout(f"header {titles}", table.rows[1:], name, score, len(first.cells))


def check_widths(layout: Layout, unit: str) -> None:
    """Refuse rows with too few cells to hold both, or more than the header names."""
    short = [row.number for row in layout.body if len(row.cells) < 2]
    if short:
        raise InvalidPredictions(
            "too_few_columns",
            f"{numbered(unit, short)}: expected a name and a score, found one column. "
            f"Write both, {'separated by a comma' if unit == 'line' else 'in two columns'}.",
        )
    wide = [row for row in layout.body if len(row.cells) > layout.width]
    if wide:
        raise _too_wide(wide, layout, unit)


def _is_pair(cells: Sequence[Cell]) -> bool:
    """A first row whose second cell is a number is data, even if an image is called `image`."""
    return len(cells) == 2 and _is_score_like(cells[1])


def _is_score_like(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(NUMBER.fullmatch(cell) or NOT_FINITE.fullmatch(cell))
    return isinstance(cell, float | bool)


def _is_unnamed_header(rows: Sequence[Row]) -> bool:
    """Two titles we do not know, above a row whose second cell is a number."""
    if len(rows) < 2 or len(rows[0].cells) != 2 or len(rows[1].cells) != 2:
        return False
    name, title = (text_of(cell) for cell in rows[0].cells)
    is_title = title[:1].isalpha() and not name.lower().endswith(IMAGE)
    return is_title and not _is_score_like(rows[0].cells[1]) and _is_score_like(rows[1].cells[1])


def _check_spaced_header(table: Table, first: Row, place: str) -> None:
    """With spaces between the columns a third one cannot be told from part of a name."""
    words = text_of(first.cells[0]).split()
    is_spaced = table.format.startswith("txt with spaces") and not _is_pair(first.cells)
    if is_spaced and len(words) > 1 and is_header(words):
        raise InvalidPredictions(
            "too_many_columns",
            f"{place}: the header has more than two columns with only spaces between them. "
            "Separate the columns with commas.",
        )


def _check_order(first: Row, place: str) -> None:
    cells = first.cells
    if len(cells) == 2 and _is_score_like(cells[0]) and text_of(cells[1]).lower().endswith(IMAGE):
        raise InvalidPredictions(
            "swapped_columns",
            f"{place}: the score stands before the name. Write the name first, or add the header "
            "score,name.",
        )


def _too_wide(wide: Sequence[Row], layout: Layout, unit: str) -> InvalidPredictions:
    cells = wide[0].cells
    place = numbered(unit, [row.number for row in wide])
    if layout.width == 2 and len(cells) == 3 and _is_cut_number(cells[1:]):
        return InvalidPredictions(
            "decimal_comma",
            f"{place}: the score {shown(f'{cells[1]},{cells[2]}')} has a decimal comma. "
            "Write numbers with a decimal point, such as 3.14.",
        )
    if layout.note == "no header":
        return InvalidPredictions(
            "too_many_columns",
            f"{place}: expected a name and a score, found {len(cells)} columns and no header. "
            "Keep two columns, or add a header that names them name and score.",
        )
    return InvalidPredictions(
        "too_many_columns",
        f"{place}: found {len(cells)} columns under a header of {layout.width}. "
        "Give every row the columns of the header.",
    )


def _is_cut_number(cells: Sequence[Cell]) -> bool:
    """The halves of a number that was written with a decimal comma between commas."""
    return all(
        isinstance(cell, str) and not is_empty(cell) and cell.lstrip("+-").isdecimal()
        for cell in cells
    )
