"""The page's chart library as a static file: made from the wheel that also draws for papers."""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "vega.js"
SNIPPET = "window.vegaEmbed = vegaEmbed;"
# A folder for each version, so that a new wheel makes a new file.
FOLDER = Path(settings.VAR, "charts", version("vl-convert-python"))


class VegaFinder(BaseStorageFinder):
    """Finds `vega.js`, and writes it the first time it is looked for."""

    storage: Storage = FileSystemStorage(location=FOLDER)

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        if path == NAME:
            _write_bundle()
        return super().find(path, *args, **kwargs)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        _write_bundle()
        return super().list(ignore_patterns)


def _write_bundle() -> None:
    bundle = FOLDER / NAME
    if not bundle.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = FOLDER / f"{NAME}.unfinished"
        unfinished.write_text(vl_convert.javascript_bundle(SNIPPET), encoding="utf-8")
        unfinished.rename(bundle)
