"""The raters as pictures: Vega-Lite specifications made from the document of `panel`."""

from collections.abc import Mapping, Sequence
from typing import Any

from evaluator.statistics.correlations import CORRELATIONS, SCORE

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
INK, MUTED, WARNING = "#1f4e79", "#8a94a0", "#c0392b"
SOS_STEPS = 80
Figure = dict[str, Any]


def rater_figures(document: Mapping[str, Any]) -> dict[str, Figure]:
    """By name: the raters' behaviour, scores and ratings, and their spread over the MOS.

    A figure whose part of the document is None is left out.
    """
    figures: dict[str, Figure] = {}
    rows = document["raters"]
    if any(row["p910"] for row in rows):
        figures["rater-behaviour"] = _behaviour([row for row in rows if row["p910"]])
    if any(row["values"] for row in rows):
        figures["rater-scores"] = _scores([row for row in rows if row["values"]])
    if document["spread"] and document["sos"]:
        figures["sos"] = _sos(document)
    if document["histogram"]:
        figures["rating-histogram"] = _histogram(document["histogram"])
    return figures


def _figure(title: str, rows: Sequence[Mapping[str, Any]], **parts: Any) -> Figure:
    return {"$schema": SCHEMA, "title": title, "data": {"values": list(rows)}, **parts}


def _rater_axis(rows: Sequence[Mapping[str, Any]]) -> Figure:
    names = [row["rater"] for row in rows]
    return {"field": "rater", "type": "nominal", "sort": names, "title": None}


def _behaviour(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """Bias beside inconsistency, with 95% intervals."""
    values = [
        {
            "rater": row["rater"],
            "rejected": row["bt500"]["is_rejected"],
            "bias_low": row["p910"]["bias"] - 1.96 * row["p910"]["bias_sd"],
            "bias_high": row["p910"]["bias"] + 1.96 * row["p910"]["bias_sd"],
            **row["p910"],
        }
        for row in rows
    ]
    panels = [_dots(rows, "bias", "Bias (ratings)"), _dots(rows, "inconsistency", "Inconsistency")]
    return _figure("How each rater uses the scale (ITU-T P.910)", values, hconcat=panels)


def _dots(rows: Sequence[Mapping[str, Any]], name: str, title: str) -> Figure:
    y = _rater_axis(rows)
    colour = {
        "condition": {"test": "datum.rejected", "value": WARNING},
        "value": INK,
    }
    return {
        "width": 220,
        "height": {"step": 16},
        "layer": [
            {
                "mark": {"type": "rule", "color": MUTED},
                "encoding": {
                    "y": y,
                    "x": {"field": f"{name}_low", "type": "quantitative", "title": title},
                    "x2": {"field": f"{name}_high"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": {
                        "field": name,
                        "type": "quantitative",
                        "title": title,
                        "scale": {"zero": name == "bias"},
                    },
                    "color": colour,
                },
            },
        ],
    }


def _scores(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """One row a rater, the best on top; a mark per correlation and for the score."""
    by = SCORE if SCORE in rows[0]["values"] else CORRELATIONS[0]
    ordered = sorted(rows, key=lambda row: (-row["values"][by], row["rater"]))
    values = [
        {"rater": row["rater"], "metric": name, "value": value}
        for row in ordered
        for name, value in row["values"].items()
    ]
    return _figure(
        "Each rater against the mean of the others",
        values,
        width=420,
        height={"step": 16},
        mark={"type": "point", "filled": True, "size": 60, "opacity": 0.9},
        encoding={
            "y": _rater_axis(ordered),
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": "Agreement",
                "scale": {"zero": False},
            },
            "color": {"field": "metric", "type": "nominal", "title": None},
            "shape": {"field": "metric", "type": "nominal", "title": None},
        },
    )


def _sos(document: Mapping[str, Any]) -> Figure:
    """SD of each image over its MOS, and the parabola of the SOS hypothesis."""
    low, high = document["scale"]
    factor = document["sos"]["sample"]
    steps = [low + (high - low) * step / SOS_STEPS for step in range(SOS_STEPS + 1)]
    curve = [{"mos": x, "sd": (max(0.0, factor * (x - low) * (high - x))) ** 0.5} for x in steps]
    x = {
        "field": "mos",
        "type": "quantitative",
        "title": "MOS",
        "scale": {"domain": [low, high], "nice": False},
    }
    y = {"field": "sd", "type": "quantitative", "title": "SD of the ratings"}
    return _figure(
        f"Spread of the ratings; SOS a = {factor:.3f} (sample variance)",
        document["spread"]["points"],
        width=420,
        height=260,
        layer=[
            {
                "mark": {"type": "point", "color": INK, "opacity": 0.5, "size": 25},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": curve},
                "mark": {"type": "line", "color": WARNING},
                "encoding": {"x": x, "y": y},
            },
        ],
    )


def _histogram(bars: Sequence[Mapping[str, float]]) -> Figure:
    return _figure(
        "How often each rating was given",
        bars,
        width=260,
        height=200,
        mark={"type": "bar", "color": INK},
        encoding={
            "x": {
                "field": "rating",
                "type": "ordinal",
                "title": "Rating",
                "axis": {"labelAngle": 0},
            },
            "y": {
                "field": "share",
                "type": "quantitative",
                "title": "Share",
                "axis": {"format": "%"},
            },
        },
    )
