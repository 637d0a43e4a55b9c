"""Vega-Lite specifications as files for pages and papers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import vl_convert

NOTHING: list[str] = []  # no specification of ours loads anything; none is let


def draw(specification: Mapping[str, Any], ending: str) -> bytes:
    """The figure as `svg`, `png` or `pdf`."""
    return FORMATS[ending](json.dumps(specification, sort_keys=True))


def save(figures: Mapping[str, Mapping[str, Any]], folder: Path) -> list[Path]:
    """Write each figure in every format; return the files, in the order of the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, specification in figures.items():
        for ending in FORMATS:
            file = folder / f"{name}.{ending}"
            file.write_bytes(draw(specification, ending))
            files.append(file)
    return files


def _svg(text: str) -> bytes:
    return str(vl_convert.vegalite_to_svg(text, allowed_base_urls=NOTHING)).encode()


def _png(text: str) -> bytes:
    return bytes(vl_convert.vegalite_to_png(text, scale=2, allowed_base_urls=NOTHING))


def _pdf(text: str) -> bytes:
    return bytes(vl_convert.vegalite_to_pdf(text, allowed_base_urls=NOTHING))


FORMATS: Mapping[str, Callable[[str], bytes]] = {"svg": _svg, "png": _png, "pdf": _pdf}
