"""The figures of a challenge report as Vega-Lite: which of them a viewer may see, and each by name.

One specification serves page and paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from leaderboards import selectors, table
from leaderboards.plots.intervals import intervals
from leaderboards.plots.performance import compared, performance
from leaderboards.plots.predictions import MOST_CLOUDS, has_predictions, predictions
from leaderboards.plots.ranks import ranks
from leaderboards.plots.style import MOST_ROWS, Specification, how_many
from leaderboards.plots.subsets import groupings_of, metric_of, subsets
from leaderboards.selectors import Board
from leaderboards.uncertainty import Uncertainty, all_details_of, uncertainty_of

BY_GROUP = "by-"


@dataclass(frozen=True)
class Figure:
    """A figure's name in its address, and what it shows."""

    name: str
    caption: str


class Figures:
    """The figures of a board for its viewer at a moment."""

    def __init__(self, board: Board, now: datetime) -> None:
        self.board = board
        self.now = now
        self.standard = selectors.standard_of(board.phase)

    @cached_property
    def uncertainty(self) -> Uncertainty:
        return uncertainty_of(self.board, self.standard)

    def available(self) -> list[Figure]:
        """Those that the viewer may see, and for which there is something to show."""
        if not len(self.board):
            return []
        shown = [self._performance(), *self._sure(), *self._by_group(), self._predictions()]
        return [figure for figure in shown if figure]

    def specification(self, name: str) -> Specification | None:
        """The named figure in Vega-Lite; None where there is none, or not for this viewer."""
        if not len(self.board):
            return None
        if name.startswith(BY_GROUP):
            return subsets(self.board, name.removeprefix(BY_GROUP))
        draw = self._drawn().get(name)
        return draw() if draw else None

    def _drawn(self) -> dict[str, Callable[[], Specification | None]]:
        board = self.board
        drawn: dict[str, Callable[[], Specification | None]] = {
            "performance": lambda: performance(board),
            "intervals": lambda: intervals(board, self.uncertainty),
            "ranks": lambda: ranks(board, all_details_of(board, self.standard)),
        }
        if self._may_know_truth():
            drawn["predictions"] = lambda: predictions(board)
        return drawn

    def _performance(self) -> Figure | None:
        if not any(standing.metrics for standing in self.board[:MOST_ROWS]):
            return None
        names = " and ".join(table.label(name) for name in compared(self.board))
        return Figure("performance", f"{names} of {how_many(self.board, MOST_ROWS)}.")

    def _sure(self) -> list[Figure]:
        """What needs the statistics."""
        if not (self.uncertainty.shows_rows and self.uncertainty.is_current):
            return []
        which = how_many(self.board, MOST_ROWS)
        shown = []
        if any(self.uncertainty.interval_of(place) for place in self.board.places):
            caption = f"Scores with 95% intervals of {which}: bars over images"
            has_clusters = bool(self.uncertainty.document.get("clusters"))
            caption += ", thin lines over contents." if has_clusters else "."
            shown.append(Figure("intervals", caption))
        if self.uncertainty.groups:
            resamples = f"{self.uncertainty.document['resamples']:,}"
            caption = f"In what share of {resamples} resamplings {which} had each rank."
            shown.append(Figure("ranks", caption))
        return shown

    def _by_group(self) -> list[Figure]:
        metric = table.label(metric_of(self.board))
        which = how_many(self.board, MOST_ROWS)
        return [
            Figure(
                f"{BY_GROUP}{grouping}",
                f"{metric} of {which} by {grouping}; the number of images stands in brackets.",
            )
            for grouping in groupings_of(self.board)
        ]

    def _predictions(self) -> Figure | None:
        if not (self._may_know_truth() and has_predictions(self.board)):
            return None
        which = how_many(self.board, MOST_CLOUDS)
        caption = f"Predicted scores against MOS for {which}. The curves are polynomials of the "
        return Figure("predictions", f"{caption}fourth order.")

    def _may_know_truth(self) -> bool:
        return self.board.viewer.is_organizer or self.board.phase.is_truth_public(self.now)
