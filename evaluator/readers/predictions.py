"""A participant's file, in any accepted format, as names and scores."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.errors import InvalidPredictions
from evaluator.limits import Limits
from evaluator.readers.archive import is_workbook, open_archive, sole_member
from evaluator.readers.detection import Kind, kind_of
from evaluator.readers.jsonfile import read_json
from evaluator.readers.layout import check_widths, layout_of
from evaluator.readers.scores import Refused, score_of
from evaluator.readers.table import Row, Table, is_empty, text_of
from evaluator.readers.text import read_text, too_many_rows
from evaluator.readers.workbook import read_workbook
from evaluator.wording import brief, counted, numbered, shown


@dataclass(frozen=True)
class Predictions:
    """Names and scores in the order of the file.

    Attributes
    ----------
    names : tuple of str
        As the file writes them, without spaces at the ends.
    scores : ndarray, shape (n,), float64
        All finite.
    lines : tuple of int
        Where each stands in the file, counted from 1.
    format : str
        For the log, such as "csv, header name,score".
    unit : str
        What `lines` counts: "line", "row" (of a sheet) or "entry" (of a JSON list).
    size : int
        Bytes of the file as received.
    """

    names: tuple[str, ...]
    scores: FloatArray
    lines: tuple[int, ...]
    format: str
    unit: str = "line"
    size: int = 0


def read_predictions(
    path: str | os.PathLike[str], *, file_name: str, limits: Limits | None = None
) -> Predictions:
    """Read a predictions file of any accepted format, told by its content.

    Parameters
    ----------
    path : path
        Where the file lies.
    file_name : str
        What the participant called it; used in sentences only.
    limits : Limits, optional
        How much is read before the file is refused.

    Returns
    -------
    Predictions

    Raises
    ------
    InvalidPredictions
        If the content is at fault.
    OSError
        If the file cannot be opened.
    """
    limits = limits or Limits()
    data = read_bounded(Path(path), file_name=file_name, limits=limits)
    table = table_of(data, limits)
    return replace(_predictions(table, limits), size=len(data))


def read_bounded(path: Path, *, file_name: str, limits: Limits) -> bytes:
    """The bytes of a regular file that is not larger than allowed."""
    # Not blocking, so that a named pipe in the file's place cannot hold the reader up.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InvalidPredictions(
            "not_a_file", f"{shown(file_name)} is not a regular file. Give one file."
        )
    with open(descriptor, "rb") as file:
        data = file.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        raise InvalidPredictions(
            "file_too_large",
            f"The file is larger than {counted(limits.bytes, 'byte')}, the most that is read. "
            "Keep only the names and the scores.",
        )
    return data


def table_of(data: bytes, limits: Limits) -> Table:
    """The rows of a file, unpacked first if it is a ZIP."""
    if kind_of(data) is not Kind.ZIP:
        return _unpacked_table(data, limits)
    archive = open_archive(data, limits)
    if is_workbook(archive):
        return read_workbook(archive, limits)
    member, content = sole_member(archive, limits)
    table = _member_table(content, limits)
    return replace(table, format=f"zip holding {brief(member)}, {table.format}")


def _member_table(data: bytes, limits: Limits) -> Table:
    if kind_of(data) is not Kind.ZIP:
        return _unpacked_table(data, limits)
    archive = open_archive(data, limits)
    if is_workbook(archive):
        return read_workbook(archive, limits)
    raise InvalidPredictions(
        "nested_zip",
        "The ZIP holds another ZIP. Put the predictions file itself into the ZIP, or upload it "
        "without one.",
    )


def _unpacked_table(data: bytes, limits: Limits) -> Table:
    return read_json(data, limits) if kind_of(data) is Kind.JSON else read_text(data, limits)


def _predictions(table: Table, limits: Limits) -> Predictions:
    if not table.rows:
        raise InvalidPredictions(
            "empty_file", "The file is empty. Write one line per image: its name and its score."
        )
    layout = layout_of(table)
    body = layout.body
    if not body:
        raise InvalidPredictions(
            "no_predictions",
            "The file holds a header and no predictions. Write one line per image below it.",
        )
    if len(body) > limits.rows:
        raise too_many_rows(limits)
    check_widths(layout, table.unit)
    names = tuple(_name(row, layout.name, table.unit) for row in body)
    scores = _scores(body, layout.score, table.unit)
    note = f", {layout.note}" if layout.note else ""
    lines = tuple(row.number for row in body)
    return Predictions(names, scores, lines, table.format + note, table.unit)


def _name(row: Row, column: int, unit: str) -> str:
    cell = row.cells[column] if column < len(row.cells) else None
    if is_empty(cell):
        raise InvalidPredictions(
            "empty_name",
            f"{unit.capitalize()} {row.number}: the name is empty. "
            "Write the image's file name before the score.",
        )
    return text_of(cell)


def _scores(body: Sequence[Row], column: int, unit: str) -> FloatArray:
    scores: list[float] = []
    refused: list[tuple[int, Refused]] = []
    for row in body:
        try:
            scores.append(score_of(row.cells[column] if column < len(row.cells) else None))
        except Refused as error:
            refused.append((row.number, error))
    if refused:
        raise _refusal(refused, unit)
    return np.array(scores, dtype=np.float64)


def _refusal(refused: Sequence[tuple[int, Refused]], unit: str) -> InvalidPredictions:
    """One sentence for the first bad score, and where the others like it stand."""
    number, error = refused[0]
    sentence = f"{unit.capitalize()} {number}: {error.what}. {error.advice}"
    others = [place for place, other in refused[1:] if other.code == error.code]
    if others:
        verb = "has" if len(others) == 1 else "have"
        sentence += f" {numbered(unit, others)} {verb} the same problem."
    return InvalidPredictions(error.code, sentence)
