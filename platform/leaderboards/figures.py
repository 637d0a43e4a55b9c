"""The figures of a challenge report as Vega-Lite: one specification for page and paper.

Figure 1 compares the teams by two correlations, Figure 2 sets predictions against MOS.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import altair as alt
import numpy as np
from numpy.polynomial import Polynomial

from leaderboards import table
from leaderboards.selectors import Board
from leaderboards.standing import Standing
from submissions.models import AlignedPredictions, Evaluation

Specification = dict[str, Any]
Point = dict[str, str | float]

MOST_BARS = 30  # teams
MOST_CLOUDS = 12  # teams
MOST_POINTS = 400  # of each team
ORDER = 4  # of the polynomials, as in the report
CURVE_POINTS = 60
COMPARED = ("plcc", "srcc")
PERFORMANCE, PREDICTIONS = "performance", "predictions"
COLOURS = ["#1c4f8f", "#b93a1e", "#1f6b46", "#8a5a00"]


@dataclass(frozen=True)
class Figure:
    """A figure's name in its address, and what it shows."""

    name: str
    caption: str


def available(board: Board, now: datetime) -> list[Figure]:
    """The figures that the board's viewer may see, and for which there are scores."""
    if not len(board):
        return []
    shown = []
    if any(each.metrics for each in board[:MOST_BARS]):
        names = " and ".join(table.label(name) for name in _compared(board))
        shown.append(Figure(PERFORMANCE, f"{names} of {_how_many(board, MOST_BARS)}."))
    if _may_know_truth(board, now) and _has_predictions(board):
        caption = (
            f"Predicted scores against MOS for {_how_many(board, MOST_CLOUDS)}. The curves are "
            "polynomials of the fourth order."
        )
        shown.append(Figure(PREDICTIONS, caption))
    return shown


def specification(board: Board, name: str, now: datetime) -> Specification | None:
    """The named figure in Vega-Lite; None where there is none or the viewer may not see it."""
    if name == PERFORMANCE:
        return performance(board)
    if name == PREDICTIONS and _may_know_truth(board, now):
        return predictions(board)
    return None


def _may_know_truth(board: Board, now: datetime) -> bool:
    return board.viewer.is_organizer or board.phase.is_truth_public(now)


def _has_predictions(board: Board) -> bool:
    evaluations = [each.place.evaluation_id for each in board[:MOST_CLOUDS]]
    return AlignedPredictions.objects.filter(evaluation__in=evaluations).exists()


def _how_many(board: Board, most: int) -> str:
    if len(board) > most:
        return f"the first {most} of {len(board)} teams"
    return "each team"


def performance(board: Board) -> Specification | None:
    """Figure 1: bars of PLCC and SRCC for each team; None where there is nothing to show."""
    standings = board[:MOST_BARS]
    names = _compared(board)
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


def predictions(board: Board) -> Specification | None:
    """Figure 2: each team's predictions against MOS with a polynomial of the fourth order.

    The caller has made sure that the viewer may know the ground truth.
    """
    standings = board[:MOST_CLOUDS]
    points = _points_of(standings)
    if not points:
        return None
    return as_document(_clouds(points, [standing.place.team_name for standing in standings]))


def _compared(board: Board) -> list[str]:
    metrics = board.phase.profile.metrics
    return [name for name in COMPARED if name in metrics] or metrics[:2]


# Altair's chains are untyped; _document gives them a type again.


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


def _clouds(points: list[Point], order: list[str]) -> Any:
    # Two layers of one list of points: a facet can only divide what its layers share.
    cloud = (
        alt.Chart()
        .transform_filter(alt.FieldValidPredicate(field="mos", valid=True))
        .mark_circle(size=28, opacity=0.7)
        .encode(
            **_axes("prediction", "mos"),
            tooltip=[
                alt.Tooltip("image:N", title="Image"),
                alt.Tooltip("prediction:Q", title="Predicted", format=".4f"),
                alt.Tooltip("mos:Q", title="MOS", format=".4f"),
            ],
        )
    )
    curve = (
        alt.Chart()
        .transform_filter(alt.FieldValidPredicate(field="fit", valid=True))
        .mark_line(strokeWidth=2)
        .encode(**_axes("at", "fit"))
    )
    return (
        alt.layer(cloud, curve, data=alt.InlineData(values=points))
        .properties(width=200, height=200)
        .facet(facet=alt.Facet("team:N", sort=order, title=None), columns=3)
        .resolve_scale(x="independent")
    )


def _axes(x: str, y: str) -> dict[str, Any]:
    return {
        "x": alt.X(f"{x}:Q", title="Predicted score", scale=alt.Scale(zero=False)),
        "y": alt.Y(f"{y}:Q", title="MOS", scale=alt.Scale(zero=False)),
    }


def _points_of(standings: Sequence[Standing]) -> list[Point]:
    evaluations = {each.place.evaluation_id: each for each in standings}
    aligned = AlignedPredictions.objects.filter(evaluation__in=evaluations)
    values = {row.evaluation_id: bytes(row.values) for row in aligned}
    scored = Evaluation.objects.filter(pk__in=values).order_by("truth").distinct("truth")
    # One row's items serve all evaluations of the same truth.
    truths = {each.truth_id: each.truth.items for each in scored.select_related("truth")}
    points: list[Point] = []
    for evaluation_id, standing in evaluations.items():
        if evaluation_id in values:
            items = truths[standing.place.truth_id]
            points += _cloud(standing.place.team_name, values[evaluation_id], items)
    return points


def _cloud(team: str, packed: bytes, items: dict[str, Any]) -> list[Point]:
    """One team's points, every so manieth of very many, and the curve through all of them."""
    predicted = struct.unpack(f"<{len(packed) // 8}d", packed)
    targets = items["targets"]
    points: list[Point] = [
        {"team": team, "image": name, "prediction": prediction, "mos": target}
        for name, prediction, target in zip(items["names"], predicted, targets, strict=True)
    ]
    step = -(-len(points) // MOST_POINTS)
    return [*points[::step], *_curve(team, predicted, targets)]


def _curve(team: str, predicted: Sequence[float], targets: Sequence[float]) -> list[Point]:
    """The least-squares polynomial; of a lower order where there are too few predictions."""
    order = min(ORDER, len(set(predicted)) - 1)
    fitted, _ = Polynomial.fit(predicted, targets, order, full=True)
    at = np.linspace(min(predicted), max(predicted), CURVE_POINTS).tolist()
    values = [float(fitted(x).real) for x in at]
    return [
        {"team": team, "at": x, "fit": y}
        for x, y in zip(at, values, strict=True)
        if math.isfinite(y)
    ]


def as_document(chart: Any) -> Specification:
    """The specification with the colours and the type of a printed page."""
    styled = (
        chart.configure(background="#ffffff", font="sans-serif")
        .configure_view(stroke=None)
        .configure_circle(color=COLOURS[0])
        .configure_line(color=COLOURS[1])
        .configure_range(category=COLOURS)
        .configure_axis(grid=True, gridColor="#e0dbd0", domainColor="#625d55", tickColor="#625d55")
        .configure_header(labelFontSize=13, labelFontWeight="bold")
    )
    document: Specification = styled.to_dict()
    return document
