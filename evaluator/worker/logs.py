"""Logs as JSON lines on standard error, each with the number of the job it is about."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_job: ContextVar[str] = ContextVar("job", default="")


class JsonLines(logging.Formatter):
    """The shape that the site's own logs have."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": self.formatTime(record),
        }
        if _job.get():
            line["job_id"] = _job.get()
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


@contextmanager
def about_job(job_id: str) -> Iterator[None]:
    """Have every line in this block carry the job's number."""
    before = _job.set(job_id)
    try:
        yield
    finally:
        _job.reset(before)


def set_up() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
