"""The files of a job: fetched, checked against their hash, and ground truth kept for the next."""

import base64
import hashlib
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from evaluator import Truth, read_truth
from evaluator.worker import settings, site

INLINE = "data:application/octet-stream;base64,"
FETCH_SECONDS = 60
KEPT_TRUTHS = 32


class WrongContent(Exception):
    """What came is not what the site announced."""


@dataclass(frozen=True)
class Source:
    """Where a file is and what it must be."""

    url: str
    sha256: str
    size: int
    file_name: str
    name_key: str = ""  # of a ground truth whose images participants know by opaque names

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Source":
        return cls(
            url=document["url"],
            sha256=document["sha256"],
            size=document["size"],
            file_name=document["file_name"],
            name_key=document.get("name_key", ""),
        )

    def content(self) -> bytes:
        """The bytes.

        Raises
        ------
        WrongContent
            If their hash is another one.
        """
        data = self._fetch()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise WrongContent(f"{self.file_name}: the hash is not {self.sha256}.")
        return data

    def _fetch(self) -> bytes:
        if self.url.startswith(INLINE):
            return base64.b64decode(self.url.removeprefix(INLINE), validate=True)
        # A link to a file that the site itself holds is relative to the site.
        url = urljoin(settings.site_url(), self.url)
        return site.request("GET", url, give_up_at=time.monotonic() + FETCH_SECONDS).content


@contextmanager
def on_disk(content: bytes) -> Iterator[Path]:
    """A file of this content, for as long as somebody is inside the block."""
    with tempfile.NamedTemporaryFile(prefix="spearhead-") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


class Truths:
    """Ground truth by its hash, the last few: a phase's is the same for all its submissions."""

    def __init__(self, kept: int = KEPT_TRUTHS) -> None:
        self._kept = kept
        self._truths: OrderedDict[tuple[str, str, str], Truth] = OrderedDict()

    def get(self, source: Source) -> Truth:
        """Read it, unless it was read before; with the names that participants use.

        Raises
        ------
        WrongContent
            If what the site sent is not what it announced.
        evaluator.InvalidTruth
            If it cannot be read, or two of its images would bear one opaque name.
        """
        key = (source.sha256, source.file_name, source.name_key)
        if key not in self._truths:
            with on_disk(source.content()) as path:
                truth = read_truth(path, file_name=source.file_name)
            self._truths[key] = truth.renamed(source.name_key) if source.name_key else truth
        self._truths.move_to_end(key)
        while len(self._truths) > self._kept:
            self._truths.popitem(last=False)
        return self._truths[key]


@dataclass(frozen=True)
class SiblingNames:
    """The images of another phase, fetched only when somebody goes through them."""

    truths: Truths
    source: Source

    def __iter__(self) -> Iterator[str]:
        return iter(self.truths.get(self.source).names)
