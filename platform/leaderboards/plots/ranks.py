"""In how many resamplings each team had each rank, as a map of heat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from leaderboards.plots.style import MOST_ROWS, Point, Specification, as_document
from leaderboards.selectors import Board

CELL = 28
SMALLEST_SHARE = 0.005  # of the resamples; a cell with less stays empty


def ranks(board: Board, details: Mapping[str, Any]) -> Specification | None:
    """The figure; None where no team has ranks. `details` as `uncertainty.all_details_of`."""
    points: list[Point] = []
    order = []
    for place in (standing.place for standing in board[:MOST_ROWS] if standing.rank):
        shares = details.get(str(place.evaluation_id), {}).get("rank_probabilities")
        if shares:
            order.append(place.team_name)
            points += [
                {"team": place.team_name, "rank": rank, "share": share}
                for rank, share in enumerate(shares, start=1)
                if share >= SMALLEST_SHARE
            ]
    return as_document(_map(points, order)) if points else None


def _map(points: list[Point], order: list[str]) -> Any:
    base = alt.Chart(alt.InlineData(values=points)).encode(
        x=alt.X("rank:O", title="Rank", axis=alt.Axis(labelAngle=0, grid=False, orient="top")),
        y=alt.Y("team:N", sort=order, title=None, axis=alt.Axis(grid=False, labelLimit=220)),
    )
    colour = alt.Color(
        "share:Q",
        title="Share",
        scale=alt.Scale(domain=[0, 1], range="heatmap", interpolate="rgb"),
        legend=alt.Legend(format=".0%"),
    )
    cells = base.mark_rect().encode(
        color=colour,
        tooltip=[
            alt.Tooltip("team:N", title="Team"),
            alt.Tooltip("rank:O", title="Rank"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    )
    numbers = base.mark_text(fontSize=10).encode(text=alt.Text("share:Q", format=".0%"))
    return alt.layer(cells, numbers).properties(width=alt.Step(CELL + 10), height=alt.Step(CELL))
