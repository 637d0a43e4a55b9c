"""Whether the process of this container does its work: `healthy.py web`, or another role.

Ends with 0 if so. Needs neither the site's code nor its keys, so that asking costs little.
"""

import os
import platform
import sys
import time
import urllib.request
from pathlib import Path

from celery import Celery

SCHEDULE_SECONDS = 600  # beat writes its schedule down every three minutes


def is_web_alive() -> bool:
    """Whether the web process answers; any status but 200 raises."""
    port = os.environ.get("PORT", "8000")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=4):
        return True


def is_beat_alive() -> bool:
    """Whether the schedule was written down lately, which beat does as long as it sends."""
    written = [file.stat().st_mtime for file in Path(os.environ["SPEARHEAD_VAR"]).glob("beat-*")]
    return bool(written) and time.time() - max(written) < SCHEDULE_SECONDS


def is_worker_alive(name: str) -> bool:
    """Whether this container's worker answers through the broker."""
    worker = f"{name}@{platform.node()}"
    app = Celery(broker=os.environ["REDIS_URL"])
    return bool(app.control.ping(destination=[worker], timeout=5, limit=1))


def main(role: str) -> int:
    checks = {"web": is_web_alive, "beat": is_beat_alive}
    is_alive = checks[role]() if role in checks else is_worker_alive(role)
    return 0 if is_alive else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
