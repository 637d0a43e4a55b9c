"""Progress in the terminal: what is being done, and how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Steps:
    """Writes a line at the start of each step and its seconds at the end.

    Parameters
    ----------
    write : callable
        Writes one line.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._started_at = time.monotonic()

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        self.say(f"{what} …")
        started_at = time.monotonic()
        yield
        self.say(f"  done in {time.monotonic() - started_at:.1f} s")

    def say(self, words: str) -> None:
        """Write a line with the seconds since the very start before it."""
        self._write(f"[{time.monotonic() - self._started_at:5.1f} s] {words}")
