"""Bars of two correlations for each team."""

from __future__ import annotations

from typing import Any

import altair as alt

from leaderboards import table
from leaderboards.plots.style import MOST_ROWS, Point, Specification, as_document
from leaderboards.selectors import Board

COMPARED = ("plcc", "srcc")


def performance(board: Board) -> Specification | None:
    """Figure 1: bars of PLCC and SRCC for each team; None where there is nothing to show."""
    standings = board[:MOST_ROWS]
    names = compared(board)
    points: list[Point] = [
        {"team": each.place.team_name, "metric": table.label(name), "value": each.metrics[name]}
        for each in standings
        for name in names
        if name in each.metrics
    ]
    if not points:
        return None
    order = [standing.place.team_name for standing in standings]
    return as_document(_bars(points, order, [table.label(name) for name in names]))


def compared(board: Board) -> list[str]:
    """The metrics in the figure: the two correlations, or else the first two."""
    metrics = board.phase.profile.metrics
    return [name for name in COMPARED if name in metrics] or metrics[:2]


def _bars(points: list[Point], order: list[str], metrics: list[str]) -> Any:
    return (
        alt.Chart(alt.InlineData(values=points))
        .mark_bar()
        .encode(
            x=alt.X("team:N", sort=order, title=None, axis=alt.Axis(labelAngle=-35, grid=False)),
            xOffset=alt.XOffset("metric:N", sort=metrics),
            y=alt.Y("value:Q", title=" and ".join(metrics)),
            color=alt.Color("metric:N", sort=metrics, title=None, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("team:N", title="Team"),
                alt.Tooltip("metric:N", title="Metric"),
                alt.Tooltip("value:Q", title="Value", format=".4f"),
            ],
        )
        .properties(width=alt.Step(24), height=260)
    )
