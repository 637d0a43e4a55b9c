"""One row of the tables of bad files."""

from typing import NamedTuple


class Bad(NamedTuple):
    """A file's content, and what must be said of it, to the letter."""

    title: str
    data: bytes
    code: str
    message: str
