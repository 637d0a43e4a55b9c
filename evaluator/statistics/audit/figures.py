"""The audit as pictures: Vega-Lite specifications."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evaluator.readers import Truth
from evaluator.statistics.audit.finding import Finding

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 360
BINS = 20
Figure = dict[str, Any]


def audit_figures(splits: Mapping[str, Truth], findings: Sequence[Finding]) -> dict[str, Figure]:
    """MOS of each split, mix of each grouping, and the scores of metadata predictors.

    Parameters
    ----------
    splits : dict of str to Truth
        By title, in the order they are drawn in.
    findings : sequence of Finding
        Of `audit` on the same splits; what they lack is not drawn.
    """
    values = {finding.code: finding.values for finding in findings}
    figures = {"mos": _mos(splits)}
    for grouping, found in values.get("mix", {}).get("groupings", {}).items():
        figures[f"mix-{_file_name(grouping)}"] = _mix(grouping, found["counts"])
    predictors = values.get("names_reveal_method", {}).get("predictors", [])
    if predictors:
        figures["metadata"] = _metadata(predictors)
    return figures


def _file_name(grouping: str) -> str:
    """A column's title may hold anything; a file's name may not."""
    return "".join(letter if letter.isalnum() else "-" for letter in grouping)


def _figure(title: str, rows: Sequence[Mapping[str, Any]], **parts: Any) -> Figure:
    return {"$schema": SCHEMA, "title": title, "data": {"values": list(rows)}, **parts}


def _mos(splits: Mapping[str, Truth]) -> Figure:
    edges = np.histogram_bin_edges(
        np.concatenate([truth.targets for truth in splits.values()]), bins=BINS
    )
    rows = [
        {"split": name, "low": low, "high": high, "share": images / truth.targets.size}
        for name, truth in splits.items()
        for images, low, high in zip(
            np.histogram(truth.targets, bins=edges)[0].tolist(),
            edges[:-1].tolist(),
            edges[1:].tolist(),
            strict=True,
        )
    ]
    return _figure(
        "MOS of the splits",
        rows,
        facet={"row": {"field": "split", "sort": list(splits), "title": None}},
        spec={
            "mark": "bar",
            "width": WIDTH,
            "height": 80,
            "encoding": {
                "x": {
                    "field": "low",
                    "bin": "binned",
                    "type": "quantitative",
                    "title": "MOS",
                    "axis": {"tickCount": 8},
                },
                "x2": {"field": "high"},
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "title": "images",
                    "axis": {"format": "%"},
                },
            },
        },
    )


def _mix(grouping: str, counts: Mapping[str, Mapping[str, int]]) -> Figure:
    rows = [
        {"split": name, "group": group, "images": images}
        for name, groups in counts.items()
        for group, images in groups.items()
    ]
    return _figure(
        f"Images per {grouping}",
        rows,
        width=WIDTH,
        height={"step": 28},
        mark="bar",
        encoding={
            "y": {"field": "split", "type": "nominal", "sort": list(counts), "title": None},
            "x": {
                "field": "images",
                "type": "quantitative",
                "stack": "normalize",
                "title": "share of the images",
                "axis": {"format": "%"},
            },
            "color": {
                "field": "group",
                "type": "nominal",
                "title": grouping,
                "scale": {"scheme": "tableau20"},
            },
        },
    )


def _metadata(predictors: Sequence[Mapping[str, Any]]) -> Figure:
    rows = [{"name": one["name"], "score": one["score"]} for one in predictors]
    return _figure(
        "Predictors that open no image, the best on training first",
        rows,
        width=WIDTH,
        height={"step": 22},
        encoding={
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": [row["name"] for row in rows],
                "title": None,
                "axis": {"labelLimit": 400},
            },
            "x": {"field": "score", "type": "quantitative", "title": "score on this phase"},
        },
        layer=[
            {"mark": "bar"},
            {
                "mark": {"type": "text", "align": "left", "dx": 3},
                "encoding": {"text": {"field": "score", "format": ".3f"}},
            },
        ],
    )
