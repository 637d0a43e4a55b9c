"""Figures as files for papers, drawn by the evaluator's own hand and kept for a day."""

import hashlib
import json
from importlib.metadata import version

from django.core.cache import cache

from evaluator import drawing
from leaderboards.plots.style import Specification

VERSION = version("vl-convert-python")
KEEP_SECONDS = 24 * 60 * 60
FORMATS = tuple(drawing.FORMATS)


def draw(specification: Specification, ending: str) -> bytes:
    """The figure as `svg`, `png` or `pdf`. Drawing takes a second, so the result is kept."""
    content = f"{VERSION} {ending} {json.dumps(specification, sort_keys=True)}"
    key = f"figure:{hashlib.sha256(content.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = drawing.draw(specification, ending)
        cache.set(key, drawn, KEEP_SECONDS)
    return bytes(drawn)
