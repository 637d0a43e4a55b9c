"""XLSX: the first sheet's values, read as a stream.

Read here and not by a spreadsheet library because the file is a stranger's: no document type
(entities), no formula, no style is processed, memory is bounded by what the limits let unpack,
and a cell placed at the far corner of the sheet does not make the million rows before it.
"""

import re
from collections.abc import Callable
from typing import Any, NoReturn
from xml.parsers import expat

from evaluator.errors import InvalidPredictions
from evaluator.limits import Limits
from evaluator.readers.archive import Archive, read_member
from evaluator.readers.scores import NUMBER
from evaluator.readers.table import MOST_COLUMNS, Cell, Row, Table, trimmed
from evaluator.readers.text import too_many_rows
from evaluator.wording import shown

Attributes = dict[str, str]
REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")


def read_workbook(archive: Archive, limits: Limits) -> Table:
    """The rows of the first sheet, numbered as the sheet numbers them."""
    title, part = _first_sheet(archive, limits)
    sheet = _Sheet(_strings(archive, limits), limits)
    _parse(_member(archive, part, limits), sheet)
    return Table(sheet.rows, f"xlsx, sheet {shown(title)}", "row")


def _first_sheet(archive: Archive, limits: Limits) -> tuple[str, str]:
    """Title of the first sheet and the name of its part of the archive."""
    book = _Collector("sheet")
    _parse(_member(archive, "xl/workbook.xml", limits), book)
    links = _Collector("Relationship")
    _parse(_member(archive, "xl/_rels/workbook.xml.rels", limits), links)
    targets = {link.get("Id", ""): link.get("Target", "") for link in links.found}
    for sheet in book.found:
        target = targets.get(sheet.get("id", ""), "")
        if target:
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return sheet.get("name", ""), part
    raise _damaged()


def _strings(archive: Archive, limits: Limits) -> list[str]:
    """The texts that cells refer to by number."""
    for name in ("xl/sharedStrings.xml", "xl/SharedStrings.xml"):
        if archive.find(name) is not None:
            strings = _Strings()
            _parse(_member(archive, name, limits), strings)
            return strings.found
    return []


def _member(archive: Archive, name: str, limits: Limits) -> bytes:
    info = archive.find(name)
    if info is None:
        raise _damaged()
    return read_member(archive, info, limits)


def _damaged() -> InvalidPredictions:
    return InvalidPredictions(
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    )


class _Handler:
    """What a part's parser calls; names come without their namespace."""

    def start(self, name: str, attributes: Attributes) -> None: ...

    def text(self, data: str) -> None: ...

    def end(self, name: str) -> None: ...


def _parse(data: bytes, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = _without_namespaces(handler.start)
    parser.CharacterDataHandler = handler.text
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise _damaged() from error


def _without_namespaces(start: Callable[[str, Attributes], None]) -> Callable[..., None]:
    def handle(name: str, attributes: Attributes) -> None:
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    return handle


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_document_type(*_: Any) -> NoReturn:
    raise InvalidPredictions(
        "bad_workbook",
        "The XLSX file declares a document type, which no spreadsheet program writes. "
        "Save it again as .xlsx, or as CSV.",
    )


class _Collector(_Handler):
    """The attributes of all elements of one name."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[Attributes] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == self.wanted:
            self.found.append(attributes)


class _Strings(_Handler):
    """The shared strings, rich text joined and phonetic hints left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.is_text = self.is_phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.is_phonetic = True
        self.is_text = name == "t" and not self.is_phonetic

    def text(self, data: str) -> None:
        if self.is_text:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "rPh":
            self.is_phonetic = False
        elif name == "si":
            self.found.append("".join(self.pieces))


class _Sheet(_Handler):
    """The rows of a sheet that hold anything."""

    def __init__(self, strings: list[str], limits: Limits) -> None:
        self.strings = strings
        self.limits = limits
        self.rows: list[Row] = []
        self.number = 0
        self.cells: list[Cell] = []
        self.column = 0
        self.type = "n"
        self.pieces: list[str] = []
        self.is_value = self.is_phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.number = _row_number(attributes.get("r"), self.number + 1)
            self.cells = []
        elif name == "c":
            self.column = self._column(attributes.get("r"))
            self.type = attributes.get("t", "n")
            self.pieces = []
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
            return float(text)
        return text.strip() or None

    def _string(self, index: str) -> str:
        if not index.strip().isdecimal():
            raise _damaged()
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
