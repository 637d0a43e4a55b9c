"""The organizer's ground truth: names, MOS, each rater's ratings, and what groups the images."""

import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from evaluator.arrays import FloatArray, IntArray
from evaluator.errors import InvalidPredictions, InvalidTruth
from evaluator.limits import MIB, Limits
from evaluator.readers import isrgen
from evaluator.readers.columns import NAMES, plain
from evaluator.readers.names import opaque_name
from evaluator.readers.predictions import read_bounded, table_of
from evaluator.readers.scores import NUMBER, Refused, score_of
from evaluator.readers.table import Row, Table, is_empty, text_of
from evaluator.wording import shown

TARGETS = frozenset({"mos", "target", "targets", "dmos", "mean_opinion_score"})
RATER = re.compile(r"p\d+|rater_.+")
LIMITS = Limits(bytes=50 * MIB, rows=1_000_000, expanded_bytes=200 * MIB)
MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Truth:
    """The hidden targets of a phase.

    Attributes
    ----------
    names : tuple of str
        The images, in the file's order, each once.
    targets : ndarray, shape (n,), float64
        MOS, finite; higher is better quality.
    ratings : ndarray, shape (n, k), float64, or None
        What each of k raters gave; NaN where a rater gave nothing.
    raters : tuple of str, length k
        The titles of the ratings' columns.
    subsets : dict of str to tuple of str
        Per grouping, such as "scale", the group of each image.
    """

    names: tuple[str, ...]
    targets: FloatArray
    ratings: FloatArray | None = None
    raters: tuple[str, ...] = ()
    subsets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def take(self, rows: IntArray) -> "Truth":
        """These rows in this order, an index as often as it is named."""
        return Truth(
            names=tuple(self.names[row] for row in rows),
            targets=self.targets[rows],
            ratings=None if self.ratings is None else self.ratings[rows],
            raters=self.raters,
            subsets={
                grouping: tuple(groups[row] for row in rows)
                for grouping, groups in self.subsets.items()
            },
        )

    def renamed(self, key: str) -> "Truth":
        """The same images under their opaque names, in the same order.

        Raises
        ------
        InvalidTruth
            If two images would bear one name, which is as good as impossible.
        """
        images: dict[str, str] = {}
        for name in self.names:
            other = images.setdefault(opaque_name(name, key), name)
            if other != name:
                raise InvalidTruth(
                    [
                        f"{shown(other)} and {shown(name)} would bear the same opaque name. "
                        "Rename one of them."
                    ]
                )
        return replace(self, names=tuple(images))


def read_truth(path: str | os.PathLike[str], *, file_name: str) -> Truth:
    """Read ground truth from CSV, TSV, TXT or XLSX.

    A header names the columns: the image (``name``, ``image``, …) and ``mos`` are needed;
    ``P1``, ``P2``, … or ``rater_…`` hold ratings; every other column groups the images. Files
    of ISRGen-QA, which give the MOS second or third and no header, are recognised, and get the
    groupings algorithm, family, scale and content.

    Raises
    ------
    InvalidTruth
        With every problem found, up to twenty.
    OSError
        If the file cannot be opened.
    """
    try:
        data = read_bounded(Path(path), file_name=file_name, limits=LIMITS)
        table = table_of(data, LIMITS)
    except InvalidPredictions as error:
        raise InvalidTruth([str(error)]) from error
    if table.is_resolved:
        raise InvalidTruth(["Ground truth must be a table: CSV, TSV, TXT or XLSX."])
    if not table.rows:
        raise InvalidTruth(["The ground truth is empty."])
    titles, body = _titled(table)
    return _Reading(table.unit, titles, body).truth()


def _titled(table: Table) -> tuple[list[str], list[Row]]:
    """The columns' titles, given by a header or found from the first row, and the data."""
    first = [text_of(cell) for cell in table.rows[0].cells]
    words = [plain(cell) for cell in first]
    if NAMES & set(words) or TARGETS & set(words):
        return words, table.rows[1:]
    numeric = [index for index, cell in enumerate(first) if index and NUMBER.fullmatch(cell)]
    if len(numeric) != 1:
        raise InvalidTruth(["The ground truth needs a header that names the columns name and mos."])
    titles = ["name", *(f"column_{index}" for index in range(2, len(first) + 1))]
    titles[numeric[0]] = "mos"
    for index, cell in enumerate(first):
        if isrgen.is_lr_name(cell):
            titles[index] = "lr_ref"
    return titles, table.rows


class _Reading:
    """One table being read; collects the problems so that all can be told at once."""

    def __init__(self, unit: str, titles: Sequence[str], body: Sequence[Row]) -> None:
        self.unit = unit.capitalize()
        self.titles = titles
        self.body = body
        self.problems: list[str] = []

    def truth(self) -> Truth:
        name = self._only("the image's name", NAMES)
        target = self._only("the MOS", TARGETS)
        if not self.body:
            self.problems.append("There are no rows below the header.")
        self._stop_if_refused()
        names = self._names(name)
        targets = self._numbers(target, is_optional=False)
        raters = [index for index, title in enumerate(self.titles) if RATER.fullmatch(title)]
        ratings = [self._numbers(index, is_optional=True) for index in raters]
        self._stop_if_refused()
        groupings = [
            index
            for index, title in enumerate(self.titles)
            if index not in {name, target, *raters} and title
        ]
        return Truth(
            names=names,
            targets=np.array(targets, dtype=np.float64),
            ratings=np.array(ratings, dtype=np.float64).T if ratings else None,
            raters=tuple(self.titles[index].upper() for index in raters),
            subsets=self._subsets(names, groupings),
        )

    def _stop_if_refused(self) -> None:
        if self.problems:
            more = len(self.problems) - MOST_PROBLEMS
            rest = [f"There are {more} more problems."] if more > 0 else []
            raise InvalidTruth(self.problems[:MOST_PROBLEMS] + rest)

    def _only(self, what: str, titles: Iterable[str]) -> int:
        wanted = set(titles)
        found = [index for index, title in enumerate(self.titles) if title in wanted]
        if len(found) != 1:
            number = "No column holds" if not found else "More than one column could hold"
            there_are = ", ".join(shown(title) for title in self.titles)
            self.problems.append(f"{number} {what}; the columns are {there_are}.")
        return found[0] if found else 0

    def _cell_text(self, row: Row, column: int) -> str:
        return text_of(row.cells[column]) if column < len(row.cells) else ""

    def _names(self, column: int) -> tuple[str, ...]:
        places: dict[str, int] = {}
        for row in self.body:
            name = self._cell_text(row, column)
            if not name:
                self.problems.append(f"{self.unit} {row.number}: the name is empty.")
            elif name in places:
                self.problems.append(
                    f"{self.unit} {row.number}: {shown(name)} stands in "
                    f"{self.unit.lower()} {places[name]} already."
                )
            places.setdefault(name, row.number)
        return tuple(places)

    def _numbers(self, column: int, *, is_optional: bool) -> list[float]:
        values = []
        for row in self.body:
            cell = row.cells[column] if column < len(row.cells) else None
            if is_optional and is_empty(cell):
                values.append(math.nan)
                continue
            try:
                values.append(score_of(cell))
            except Refused as error:
                what = error.what.replace("the score", f"{self.titles[column]}", 1)
                self.problems.append(f"{self.unit} {row.number}: {what}.")
        return values

    def _subsets(self, names: Sequence[str], columns: Sequence[int]) -> dict[str, tuple[str, ...]]:
        subsets = {
            self.titles[column]: tuple(self._cell_text(row, column) for row in self.body)
            for column in columns
        }
        lr_names = subsets.get("lr_ref")
        if lr_names and all(isrgen.is_lr_name(lr_name) for lr_name in lr_names):
            return isrgen.subsets_of(names, lr_names) | subsets
        return subsets
