"""A worker for tests whose scoring does what the file's name asks for: dawdle, hang or die."""

import os
import signal
import time
from typing import Any

from evaluator.worker import app, scoring

SLOW_SECONDS = float(os.environ.get("SLOW_SECONDS", "0"))
VISIBILITY_SECONDS = os.environ.get("VISIBILITY_SECONDS")
DEADLY = b"deadly"
score = scoring.evaluate

if VISIBILITY_SECONDS:
    app.conf.broker_transport_options = {
        "visibility_timeout": int(VISIBILITY_SECONDS),
        "unacked_restore_interval": 0.5,
        "unacked_restore_throttle": 1,
    }


def slowly(path: Any, **arguments: Any) -> Any:
    if DEADLY in path.read_bytes():
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(SLOW_SECONDS)
    return score(path, **arguments)


scoring.evaluate = slowly
