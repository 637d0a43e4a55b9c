"""Delimited text: CSV, TSV, and names and scores separated by spaces, `#` or `;`."""

import csv
import io
import re
from collections.abc import Iterator

from evaluator.errors import InvalidPredictions
from evaluator.limits import Limits
from evaluator.readers.detection import UTF16_BOMS
from evaluator.readers.table import MOST_COLUMNS, Cell, Row, Table, trimmed
from evaluator.wording import shown

# In this order: of two separators that stand in as many lines, the first one is it.
FORMATS = {"\t": "tsv", ";": "csv with ;", ",": "csv", "#": "txt with #", " ": "txt with spaces"}
SAMPLE = 50
LONGEST_LINE = 16_384
# "name 0,5": one word, spaces, and a number with a decimal comma.
SPACED_DECIMAL_COMMA = re.compile(r"\s*\S+\s+[+-]?\d+,\d+\s*")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding's name; InvalidPredictions if it is neither UTF."""
    is_utf16 = data.startswith(UTF16_BOMS)
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        encoding = "UTF-16" if is_utf16 else "UTF-8"
        line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
        raise InvalidPredictions(
            "not_utf8",
            f"Line {line}: the text is not valid {encoding}. Save the file as UTF-8.",
        ) from error
    if "\x00" in text:
        raise InvalidPredictions(
            "not_a_text_file", "The file holds NUL characters. Save it as plain text in UTF-8."
        )
    return text, "UTF-16" if is_utf16 else "UTF-8"


def read_text(data: bytes, limits: Limits) -> Table:
    """Rows of a delimited text; the separator is found from its first lines."""
    text, encoding = decode(data)
    lines = _lines(text, limits)
    declared = re.fullmatch(r"sep=([\t;,# ])", lines[0][1]) if lines else None
    if declared:  # a note that Excel writes for itself
        del lines[0]
    sample = [line for _, line in lines[:SAMPLE]]
    separator = declared[1] if declared else _separator(sample)
    rows = [Row(number, _cells(line, separator, number)) for number, line in lines]
    suffix = "" if encoding == "UTF-8" else f" in {encoding}"
    return Table([row for row in rows if row.cells], FORMATS[separator] + suffix, "line")


def _lines(text: str, limits: Limits) -> list[tuple[int, str]]:
    """The lines that are not blank, with their numbers."""
    result: list[tuple[int, str]] = []
    most = 2 * limits.rows + 1000  # blank lines and all
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if len(line) > LONGEST_LINE:
            raise InvalidPredictions(
                "line_too_long",
                f"Line {number}: the line is longer than {LONGEST_LINE:,} characters. "
                "Write one image per line: its name and its score.",
            )
        if number > most or len(result) > limits.rows + 1:
            raise too_many_rows(limits)
        if not line.isspace():
            result.append((number, line.rstrip("\n")))
    return result


def too_many_rows(limits: Limits) -> InvalidPredictions:
    return InvalidPredictions(
        "too_many_rows",
        f"The file holds more than {limits.rows:,} rows. "
        "Write exactly one row for each image of the phase.",
    )


def _separator(sample: list[str]) -> str:
    if sample and all(SPACED_DECIMAL_COMMA.fullmatch(line) for line in sample[1:] or sample):
        return " "
    counts = {separator: sum(separator in line.strip() for line in sample) for separator in FORMATS}
    if not any(counts.values()):
        return ","
    return max(FORMATS, key=lambda separator: counts[separator])


def _cells(line: str, separator: str, number: int) -> list[Cell]:
    if separator == " ":
        return _spaced(line, number)
    fields: list[Cell]
    if '"' in line:
        fields = list(_quoted(line, separator, number))
    else:
        fields = [field.strip() for field in line.split(separator)]
    if len(fields) > MOST_COLUMNS:
        raise InvalidPredictions(
            "too_many_columns",
            f"Line {number}: there are {len(fields):,} columns. Keep two: the image's name and "
            "its score.",
        )
    return trimmed(fields)


def _spaced(line: str, number: int) -> list[Cell]:
    """The last word is the score; what stands before it, spaces and all, is the name."""
    cells: list[Cell] = list(line.strip().rsplit(None, 1))
    return cells


def _quoted(line: str, separator: str, number: int) -> Iterator[str]:
    try:
        for fields in csv.reader([line], delimiter=separator, strict=True, skipinitialspace=True):
            yield from (field.strip() for field in fields)
    except csv.Error as error:
        raise InvalidPredictions(
            "bad_quotes",
            f"Line {number}: the quotation marks in {shown(line)} do not match. "
            "Put a name in quotes as a whole, or leave the quotes out.",
        ) from error
