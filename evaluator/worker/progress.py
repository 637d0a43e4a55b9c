"""How far a job is and what was done, told to the site every few seconds while it lasts."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from evaluator.worker.site import JobDoor, Refused

logger = logging.getLogger(__name__)


class Progress:
    """What the participant may read of a job in work."""

    def __init__(self) -> None:
        self.fraction = 0.0
        self.lines: list[str] = []
        self.heard_at = time.monotonic()  # when the site last took a heartbeat

    def reached(self, fraction: float) -> None:
        self.fraction = fraction

    def say(self, *lines: str) -> None:
        """Add lines to the log, each with the time."""
        self.lines += [f"{time.strftime('%H:%M:%S', time.gmtime())} {line}" for line in lines]

    @property
    def log(self) -> str:
        # PostgreSQL takes no NUL, and a participant's file may bring one.
        return "\n".join(self.lines).replace("\x00", "\N{REPLACEMENT CHARACTER}")


@contextmanager
def heartbeats(door: JobDoor, progress: Progress, *, every_seconds: float) -> Iterator[None]:
    """Keep the lease alive while somebody is inside the block."""
    over = threading.Event()
    thread = threading.Thread(
        target=_beat, args=(door, progress, every_seconds, over), name="heartbeat", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(door: JobDoor, progress: Progress, every_seconds: float, over: threading.Event) -> None:
    while not over.wait(every_seconds):
        try:
            door.heartbeat(progress=progress.fraction, log=progress.log)
            progress.heard_at = time.monotonic()
        except httpx.HTTPError as error:
            logger.warning("heartbeat_not_heard: %s", error)
        except Refused as error:
            logger.warning("lease_lost: %s", error)
            return
