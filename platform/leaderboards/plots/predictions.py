"""Each team's predictions against MOS, with a curve."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
from numpy.polynomial import Polynomial

from leaderboards.plots.style import Point, Specification, as_document
from leaderboards.selectors import Board
from leaderboards.standing import Standing
from submissions.models import AlignedPredictions, Evaluation

MOST_CLOUDS = 12  # teams
MOST_POINTS = 400  # of each team
ORDER = 4  # of the polynomials, as in the report
CURVE_POINTS = 60


def has_predictions(board: Board) -> bool:
    """Whether there is anything to draw."""
    evaluations = [each.place.evaluation_id for each in board[:MOST_CLOUDS]]
    return AlignedPredictions.objects.filter(evaluation__in=evaluations).exists()


def predictions(board: Board) -> Specification | None:
    """Figure 2: each team's predictions against MOS with a polynomial of the fourth order.

    The caller has made sure that the viewer may know the ground truth.
    """
    standings = board[:MOST_CLOUDS]
    points = _points_of(standings)
    if not points:
        return None
    return as_document(_clouds(points, [standing.place.team_name for standing in standings]))


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
