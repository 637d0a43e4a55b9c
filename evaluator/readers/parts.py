"""The XML parts of a workbook, parsed as a stream that no document type may enter."""

import re
from collections.abc import Callable
from typing import Any, NoReturn
from xml.parsers import expat

from evaluator.errors import InvalidPredictions

Attributes = dict[str, str]

# Number formats that show a date or a time, of those every workbook has (ECMA-376, 18.8.30).
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# What in a format of the workbook's own is not a letter of a date: quoted, escaped, bracketed.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|\*.')
# More sheets, or links to parts, than any workbook has; bounds the memory a hostile one can take.
MOST_ELEMENTS = 10_000
DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)


def damaged() -> InvalidPredictions:
    return InvalidPredictions(
        "bad_workbook",
        "The XLSX file cannot be read as a workbook. Save it again as .xlsx, or as CSV.",
    )


class Handler:
    """What a part's parser calls; names come without their namespace."""

    def start(self, name: str, attributes: Attributes) -> None: ...

    def text(self, data: str) -> None: ...

    def end(self, name: str) -> None: ...


def parse(data: bytes, handler: Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = _without_namespaces(handler.start)
    parser.CharacterDataHandler = handler.text
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged() from error


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


class Collector(Handler):
    """The attributes of all elements of one name."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[Attributes] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == self.wanted:
            self.found.append(attributes)
            if len(self.found) > MOST_ELEMENTS:
                raise damaged()


class Strings(Handler):
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


class DateStyles(Handler):
    """For each cell style, whether it shows a number as a date."""

    def __init__(self) -> None:
        self.found: list[bool] = []
        self.own: set[str] = set()
        self.is_cell_style = False

    def start(self, name: str, attributes: Attributes) -> None:
        number = attributes.get("numFmtId", "0")
        if name == "numFmt" and _is_date_format(attributes.get("formatCode", "")):
            self.own.add(number)
        elif name == "cellXfs":
            self.is_cell_style = True
        elif name == "xf" and self.is_cell_style:
            is_usual = number.isdecimal() and len(number) < 4 and int(number) in DATE_FORMATS
            self.found.append(is_usual or number in self.own)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.is_cell_style = False


def _is_date_format(code: str) -> bool:
    return bool(DATE_LETTER.search(LITERAL.sub("", code)))
