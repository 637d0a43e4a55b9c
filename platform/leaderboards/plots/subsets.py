"""Where each method is strong or weak: one metric by group of images, as a map of heat."""

from __future__ import annotations

from typing import Any

import altair as alt

from leaderboards import table
from leaderboards.plots.style import MOST_ROWS, Specification, as_document
from leaderboards.selectors import Board
from submissions.models import Evaluation

CELL = 30
# The one that orders images within a group; else the first of the profile.
PREFERRED = "srcc"
Cell = dict[str, str | float | None]


def metric_of(board: Board) -> str:
    """The metric that the maps show."""
    metrics = board.phase.profile.metrics
    return PREFERRED if PREFERRED in metrics else metrics[0]


def groupings_of(board: Board) -> list[str]:
    """The groupings that the shown rows were measured by, in the profile's order."""
    known = {name for subsets in _subsets(board).values() for name in subsets}
    named = board.phase.profile.document.get("subsets", [])
    return [name for name in named if name in known and "/" not in name]  # it is in an address


def subsets(board: Board, grouping: str) -> Specification | None:
    """The figure for one grouping; None where no row was measured by it."""
    by_evaluation = _subsets(board)
    metric = metric_of(board)
    cells: list[Cell] = []
    order = []
    for place in (standing.place for standing in board[:MOST_ROWS]):
        groups = by_evaluation.get(place.evaluation_id, {}).get(grouping)
        if groups:
            order.append(place.team_name)
            cells += [
                {
                    "team": place.team_name,
                    "group": f"{group} ({values['n']})",
                    "value": values["metrics"].get(metric),
                }
                for group, values in sorted(groups.items())
            ]
    return as_document(_map(cells, order, metric=table.label(metric))) if cells else None


def _subsets(board: Board) -> dict[int, dict[str, Any]]:
    evaluations = [standing.place.evaluation_id for standing in board[:MOST_ROWS]]
    rows = Evaluation.objects.filter(pk__in=evaluations)
    return dict(rows.values_list("pk", "subsets"))


def _map(cells: list[Cell], order: list[str], *, metric: str) -> Any:
    base = alt.Chart(alt.InlineData(values=cells)).encode(
        x=alt.X(
            "group:N",
            title=None,
            axis=alt.Axis(labelAngle=-35, grid=False, orient="top", labelLimit=160),
        ),
        y=alt.Y("team:N", sort=order, title=None, axis=alt.Axis(grid=False, labelLimit=220)),
    )
    is_there = alt.FieldValidPredicate(field="value", valid=True)
    tiles = (
        base.transform_filter(is_there)
        .mark_rect()
        .encode(
            color=alt.Color(
                "value:Q",
                title=metric,
                scale=alt.Scale(range="heatmap", interpolate="rgb", zero=False),
            ),
            tooltip=[
                alt.Tooltip("team:N", title="Team"),
                alt.Tooltip("group:N", title="Images"),
                alt.Tooltip("value:Q", title=metric, format=".4f"),
            ],
        )
    )
    numbers = (
        base.transform_filter(is_there)
        .mark_text(fontSize=10)
        .encode(text=alt.Text("value:Q", format=".2f"))
    )
    missing = (
        base.transform_filter(alt.FieldValidPredicate(field="value", valid=False))
        .mark_text(fontSize=10)
        .encode(text=alt.value("–"))
    )
    return alt.layer(tiles, numbers, missing).properties(
        width=alt.Step(CELL + 14), height=alt.Step(CELL)
    )
