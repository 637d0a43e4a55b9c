"""A forest of intervals: each row's score and what other images might have given."""

from __future__ import annotations

from typing import Any

import altair as alt

from leaderboards.plots.style import MOST_ROWS, Point, Specification, as_document
from leaderboards.references import Reference, references_of
from leaderboards.selectors import Board
from leaderboards.standing import Place
from leaderboards.uncertainty import Uncertainty

ROW_HEIGHT = 26
LINE_HEIGHT = 13


def intervals(board: Board, uncertainty: Uncertainty) -> Specification | None:
    """The figure; None where no row has an interval."""
    places = [standing.place for standing in board[:MOST_ROWS]]
    points = [
        {
            "team": place.team_name,
            "score": place.score,
            "low": pair[0],
            "high": pair[1],
            **_over_contents(uncertainty, place),
        }
        for place in places
        if (pair := uncertainty.interval_of(place))
    ]
    if not points:
        return None
    references = references_of(uncertainty.references)
    return as_document(_forest(points, [str(point["team"]) for point in points], references))


def _over_contents(uncertainty: Uncertainty, place: Place) -> Point:
    pair = uncertainty.cluster_interval_of(place)
    return {"content_low": pair[0], "content_high": pair[1]} if pair else {}


def _forest(points: list[Point], order: list[str], references: list[Reference]) -> Any:
    y = alt.Y("team:N", sort=order, title=None, axis=alt.Axis(grid=False, labelLimit=220))
    scale = alt.Scale(zero=False)
    tooltip = [
        alt.Tooltip("team:N", title="Team"),
        alt.Tooltip("score:Q", title="Score", format=".4f"),
        alt.Tooltip("low:Q", title="From", format=".4f"),
        alt.Tooltip("high:Q", title="To", format=".4f"),
    ]
    base = alt.Chart(alt.InlineData(values=points))
    x = alt.X("low:Q", title="Score", scale=scale)
    bars = base.mark_rule(strokeWidth=5, opacity=0.45, style="interval").encode(
        x=x, x2="high:Q", y=y
    )
    dots = base.mark_circle(size=70, opacity=1).encode(
        x=alt.X("score:Q", scale=scale), y=y, tooltip=tooltip
    )
    layers = [*_lines(references), bars, dots]
    if any("content_low" in point for point in points):
        whiskers = base.mark_rule(strokeWidth=1, style="interval").encode(
            x=alt.X("content_low:Q", scale=scale), x2="content_high:Q", y=y
        )
        layers.insert(-2, whiskers)
    return alt.layer(*layers).properties(width=520, height=ROW_HEIGHT * len(points))


def _lines(references: list[Reference]) -> list[Any]:
    if not references:
        return []
    values = [{"name": each.label, "value": each.score} for each in references]
    base = alt.Chart(alt.InlineData(values=values))
    x = alt.X("value:Q")
    lines = base.mark_rule(strokeDash=[2, 3], strokeWidth=1, style="reference").encode(
        x=x, tooltip=[alt.Tooltip("name:N"), alt.Tooltip("value:Q", format=".4f")]
    )
    # Each on a line of its own: two may stand at nearly the same value.
    labels = [
        base.transform_filter(alt.FieldEqualPredicate(field="name", equal=each.label))
        .mark_text(dy=-6 - LINE_HEIGHT * line, style="reference-label")
        .encode(x=x, y=alt.value(0), text="name:N")
        for line, each in enumerate(references)
    ]
    return [lines, *labels]
