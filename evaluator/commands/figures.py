"""Vega-Lite specifications that commands share, in the colours of the site."""

from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
POINT, BAR, ACCENT = "#1c4f8f", "#9db4d3", "#b93a1e"

Specification = dict[str, Any]


def forest(
    rows: Sequence[Mapping[str, Any]], *, title: str, line_at: float | None
) -> Specification:
    """A point and its interval in each row, beside a line.

    Parameters
    ----------
    rows : sequence of mapping
        Each with ``name``, ``value``, ``low`` and ``high``.
    title : str
        Of the axis.
    line_at : float or None
        Where a dashed line stands, such as at no difference.
    """
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"type": "quantitative", "title": title, "scale": {"zero": False}}
    layers: list[Specification] = [
        {
            "mark": {"type": "rule", "strokeWidth": 4, "color": BAR},
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "color": POINT},
            "encoding": {"x": {"field": "value", **x}, "y": y},
        },
    ]
    if line_at is not None:
        line = {"type": "rule", "strokeDash": [4, 4]}
        layers.insert(0, {"mark": line, "encoding": {"x": {"datum": line_at}}})
    return {"$schema": SCHEMA, "data": {"values": list(rows)}, "width": 420, "layer": layers}


def scatter(
    points: Sequence[Mapping[str, Any]], *, x: tuple[str, str], y: tuple[str, str]
) -> Specification:
    """Points by two fields, each given as (field, title)."""
    return {
        "$schema": SCHEMA,
        "data": {"values": list(points)},
        "width": 320,
        "height": 320,
        "mark": {"type": "circle", "size": 45, "color": POINT},
        "encoding": {"x": _axis(*x), "y": _axis(*y)},
    }


def _axis(field: str, title: str) -> Specification:
    scale = {"zero": False, "nice": True}
    return {"field": field, "type": "quantitative", "title": title, "scale": scale}
