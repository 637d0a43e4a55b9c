"""Vega-Lite specifications as files for papers."""

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version

import vl_convert
from django.core.cache import cache

from leaderboards.plots.style import Specification

VERSION = version("vl-convert-python")
KEEP_SECONDS = 24 * 60 * 60
NOTHING: list[str] = []  # no specification of ours loads anything; none is let


def draw(specification: Specification, ending: str) -> bytes:
    """The figure as `svg`, `png` or `pdf`. Drawing takes a second, so the result is kept."""
    text = json.dumps(specification, sort_keys=True)
    content = f"{VERSION} {ending} {text}"
    key = f"figure:{hashlib.sha256(content.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = FORMATS[ending](text)
        cache.set(key, drawn, KEEP_SECONDS)
    return bytes(drawn)


def _svg(text: str) -> bytes:
    return str(vl_convert.vegalite_to_svg(text, allowed_base_urls=NOTHING)).encode()


def _png(text: str) -> bytes:
    return bytes(vl_convert.vegalite_to_png(text, scale=2, allowed_base_urls=NOTHING))


def _pdf(text: str) -> bytes:
    return bytes(vl_convert.vegalite_to_pdf(text, allowed_base_urls=NOTHING))


FORMATS: dict[str, Callable[[str], bytes]] = {"svg": _svg, "png": _png, "pdf": _pdf}
