"""XLSX: the first sheet's values.

Read here and not by a spreadsheet library because the file is a stranger's: no document type
(entities), no formula, no style is processed, memory is bounded by what the limits let unpack,
and a cell placed at the far corner of the sheet does not make the million rows before it.
"""

import re

from evaluator.errors import InvalidPredictions
from evaluator.limits import Limits
from evaluator.readers.archive import Archive, read_member
from evaluator.readers.parts import (
    Attributes,
    Collector,
    DateStyles,
    Handler,
    Strings,
    damaged,
    parse,
)
from evaluator.readers.scores import NUMBER
from evaluator.readers.table import DATE, FORMULA, MOST_COLUMNS, Cell, Row, Table, trimmed
from evaluator.readers.text import too_many_rows
from evaluator.wording import shown

REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")


def read_workbook(archive: Archive, limits: Limits) -> Table:
    """The rows of the first sheet, numbered as the sheet numbers them."""
    title, part = _first_sheet(archive, limits)
    sheet = Sheet(_strings(archive, limits), _date_styles(archive, limits), limits)
    parse(_member(archive, part, limits), sheet)
    return Table(sheet.rows, f"xlsx, sheet {shown(title)}", "row")


def _first_sheet(archive: Archive, limits: Limits) -> tuple[str, str]:
    """Title of the first sheet and the name of its part of the archive."""
    book = Collector("sheet")
    parse(_member(archive, "xl/workbook.xml", limits), book)
    links = Collector("Relationship")
    parse(_member(archive, "xl/_rels/workbook.xml.rels", limits), links)
    targets = {link.get("Id", ""): link.get("Target", "") for link in links.found}
    for sheet in book.found:
        target = targets.get(sheet.get("id", ""), "")
        if target:
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return sheet.get("name", ""), part
    raise damaged()


def _strings(archive: Archive, limits: Limits) -> list[str]:
    """The texts that cells refer to by number."""
    for name in ("xl/sharedStrings.xml", "xl/SharedStrings.xml"):
        if archive.find(name) is not None:
            strings = Strings()
            parse(_member(archive, name, limits), strings)
            return strings.found
    return []


def _date_styles(archive: Archive, limits: Limits) -> list[bool]:
    if archive.find("xl/styles.xml") is None:
        return []
    styles = DateStyles()
    parse(_member(archive, "xl/styles.xml", limits), styles)
    return styles.found


def _member(archive: Archive, name: str, limits: Limits) -> bytes:
    info = archive.find(name)
    if info is None:
        raise damaged()
    return read_member(archive, info, limits)


class Sheet(Handler):
    """The rows of a sheet that hold anything."""

    def __init__(self, strings: list[str], dates: list[bool], limits: Limits) -> None:
        self.strings = strings
        self.date_styles = {str(style) for style, is_date in enumerate(dates) if is_date}
        self.limits = limits
        self.rows: list[Row] = []
        self.number = 0
        self.cells: list[Cell] = []
        self.column = 0
        self.type = "n"
        self.pieces: list[str] = []
        self.is_value = self.is_phonetic = self.is_formula = self.is_date = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.number = _row_number(attributes.get("r"), self.number + 1)
            self.cells = []
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self.is_formula = True
        elif name == "rPh":
            self.is_phonetic = True
        self.is_value = name in {"v", "t"} and not self.is_phonetic

    def text(self, data: str) -> None:
        if self.is_value:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        self.is_value = False
        if name == "c":
            self._put(self._value("".join(self.pieces)))
        elif name == "rPh":
            self.is_phonetic = False
        elif name == "row":
            self._keep()

    def _begin_cell(self, attributes: Attributes) -> None:
        style = attributes.get("s", "")
        self.column = self._column(attributes.get("r"))
        self.type = attributes.get("t", "n")
        self.is_date = style in self.date_styles
        self.is_formula = False
        self.pieces = []

    def _column(self, reference: str | None) -> int:
        match = REFERENCE.fullmatch(reference or "")
        column = _column_number(match[1]) if match else len(self.cells)
        if column >= MOST_COLUMNS:
            raise InvalidPredictions(
                "too_many_columns",
                f"Row {self.number}: there are more than {MOST_COLUMNS} columns. Keep two: the "
                "image's name and its score.",
            )
        return column

    def _put(self, value: Cell) -> None:
        self.cells += [None] * (self.column + 1 - len(self.cells))
        self.cells[self.column] = value

    def _keep(self) -> None:
        cells = trimmed(self.cells)
        if not cells:
            return
        if len(self.rows) > self.limits.rows:
            raise too_many_rows(self.limits)
        self.rows.append(Row(self.number, cells))

    def _value(self, text: str) -> Cell:
        if self.type == "s":
            return self._string(text)
        if self.type == "b":
            return text.strip() == "1"
        if self.type == "n" and NUMBER.fullmatch(text.strip()):
            return DATE if self.is_date else float(text)
        if self.type == "d":
            return DATE
        return text.strip() or (FORMULA if self.is_formula else None)

    def _string(self, index: str) -> str:
        if not index.strip().isdecimal():
            raise damaged()
        return self.strings[int(index)]


def _row_number(declared: str | None, default: int) -> int:
    if declared and declared.isdecimal() and len(declared) < 8:
        return int(declared)
    return default


def _column_number(letters: str) -> int:
    """`A` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
