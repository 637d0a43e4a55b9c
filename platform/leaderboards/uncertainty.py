"""How sure a board is: its statistics as one viewer may see them, looked up and never computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, Subquery, Value, When
from django.db.models.fields.json import KeyTransform

from leaderboards import computations
from leaderboards.models import MOST_ATTEMPTS, Computation, ComputationQuerySet
from leaderboards.selectors import Board, Standard
from leaderboards.standards import board_inputs, is_by
from leaderboards.standing import Place

Kind, Status = Computation.Kind, Computation.Status
Interval = tuple[float, float]


@dataclass(frozen=True)
class Uncertainty:
    """A board's statistics.

    Attributes
    ----------
    status : str
        "done", "pending" or "failed"; "none" where there is nothing to compute, or nothing that
        this viewer may see.
    document : mapping
        That of the board as it stands, or while it is pending the newest before it: the
        intervals of the rows it knows still hold, its ranks do not.
    shows_rows : bool
        Whether the viewer may see intervals, rank ranges and groups.
    shows_references : bool
    """

    status: str = "none"
    document: Mapping[str, Any] = field(default_factory=dict)
    shows_rows: bool = False
    shows_references: bool = False

    @property
    def is_current(self) -> bool:
        return self.status == Status.DONE

    @property
    def is_pending(self) -> bool:
        return self.status == Status.PENDING

    @property
    def is_failed(self) -> bool:
        return self.status == Status.FAILED

    def interval_of(self, place: Place) -> Interval | None:
        """The interval over images of the score of this row."""
        return _pair(self._entry(place).get("interval"))

    def cluster_interval_of(self, place: Place) -> Interval | None:
        """The same over contents, where the ground truth names them."""
        return _pair(self._entry(place).get("cluster_interval"))

    def rank_range_of(self, place: Place) -> tuple[int, int] | None:
        """The first and the last of the ranks that it cannot be told apart from."""
        pair = self._entry(place).get("rank_range") if self.is_current else None
        return (pair[0], pair[1]) if pair else None

    def group_of(self, place: Place) -> int | None:
        """The group that it can be told apart with from all below, counted from 1."""
        group = self._entry(place).get("group") if self.is_current else None
        return None if group is None else group + 1

    @property
    def groups(self) -> list[list[int]]:
        """Evaluations in their groups, best first; empty where the ranks are not known."""
        if not (self.is_current and self.shows_rows):
            return []
        return [[int(key) for key in group] for group in self.document["groups"]]

    @property
    def flips(self) -> dict[tuple[int, int], float]:
        """Of evaluations next to each other, how often their order turns round."""
        if not self.groups:
            return {}
        return {(int(better), int(worse)): flip for better, worse, flip in self.document["flips"]}

    @property
    def references(self) -> Mapping[str, Any]:
        return self.document.get("references", {}) if self.shows_references else {}

    @property
    def notes(self) -> list[str]:
        return list(self.document.get("notes", ())) if self.shows_rows else []

    def _entry(self, place: Place) -> Mapping[str, Any]:
        if not self.shows_rows:
            return {}
        entry: Mapping[str, Any] = self.document.get("entries", {}).get(
            str(place.evaluation_id), {}
        )
        return entry


NOTHING = Uncertainty()


def uncertainty_of(board: Board, standard: Standard | None) -> Uncertainty:
    """The statistics of this board for its viewer, in one query."""
    shows_rows, shows_references = _shown(board)
    if not (shows_rows or shows_references):
        return NOTHING
    inputs = board_inputs(board, standard)
    if inputs is None:
        return NOTHING
    row = _best(board, inputs)
    return Uncertainty(
        status=_status(row),
        document=(row and row["document"]) or {},
        shows_rows=shows_rows,
        shows_references=shows_references,
    )


def waiting_for_rescore(board: Board, standard: Standard | None) -> int:
    """How many rows were scored by an earlier ground truth or profile, and have no interval."""
    return sum(not is_by(place, standard, board) for place in board.places)


@dataclass(frozen=True)
class Details:
    """What only a team's own page shows of its row."""

    intervals: Mapping[str, Interval | None]
    cluster_intervals: Mapping[str, Interval | None]
    rank_probabilities: list[float]


def details_of(board: Board, standard: Standard | None, place: Place) -> Details | None:
    """The details of one row of the board as it stands; None while they are not known."""
    done = _own_done(board, standard)
    if done is None:
        return None
    entry = KeyTransform(str(place.evaluation_id), KeyTransform("entries", "details"))
    found = done.values_list(entry, flat=True).first()
    if found is None:
        return None
    return Details(
        intervals={name: _pair(pair) for name, pair in found["intervals"].items()},
        cluster_intervals={name: _pair(pair) for name, pair in found["cluster_intervals"].items()},
        rank_probabilities=found["rank_probabilities"] or [],
    )


def all_details_of(board: Board, standard: Standard | None) -> Mapping[str, Any]:
    """The details of every row, by evaluation; empty while they are not known."""
    done = _own_done(board, standard)
    found = done.values_list("details", flat=True).first() if done is not None else None
    return found["entries"] if found else {}


def _own_done(board: Board, standard: Standard | None) -> ComputationQuerySet | None:
    inputs = board_inputs(board, standard)
    if inputs is None or not _shown(board)[0]:
        return None
    return Computation.objects.done().filter(
        key=computations.key_of(Kind.BOARD, board.phase, inputs)
    )


def _shown(board: Board) -> tuple[bool, bool]:
    """Whether the viewer may see the rows' statistics, and the reference lines."""
    viewer, phase = board.viewer, board.phase
    if not viewer.sees_all:
        return False, False
    if viewer.is_organizer:
        return True, True
    # An interval lies about the exact score; the lines say nothing of what was handed in.
    return phase.shows_uncertainty and not phase.holds_scores_back, phase.shows_reference_lines


def _best(board: Board, inputs: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The board's own computation if it is done, else the newest that was made like it."""
    key = computations.key_of(Kind.BOARD, board.phase, inputs)
    own = Computation.objects.filter(key=key)
    basis = {f"inputs__{name}": inputs[name] for name in ("truth", "profile", "training")}
    like_it = Q(Q(status=Status.DONE), **basis)
    rows = (
        Computation.objects.of(board.phase, Kind.BOARD)
        .filter(Q(key=key) | like_it)
        .annotate(
            own_status=Subquery(own.values("status")),
            own_attempts=Subquery(own.values("attempts")),
            place=Case(
                When(key=key, status=Status.DONE, then=Value(0)),
                When(status=Status.DONE, then=Value(1)),
                default=Value(2),
            ),
        )
    )
    ordered = rows.order_by("place", "-pk")
    return ordered.values("own_status", "own_attempts", "document").first()


def _status(row: Mapping[str, Any] | None) -> str:
    if row is None or row["own_status"] is None:
        return Status.PENDING  # the next round asks for it
    is_tried_again = row["own_status"] == Status.FAILED and row["own_attempts"] < MOST_ATTEMPTS
    return Status.PENDING if is_tried_again else Status(row["own_status"])


def _pair(value: list[float] | None) -> Interval | None:
    return None if value is None else (value[0], value[1])
