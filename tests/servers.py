"""One throw-away PostgreSQL and Redis for a test run, shared by its workers.

The process that was started by hand or by make starts them; the workers of xdist find their
folder in the environment. Each process has a database, a Redis number and a data folder of its own.
"""

import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

from config import embedded

FOLDER = "SPEARHEAD_TEST_SERVERS"
PREFIX = "spearhead-tests-"
ABANDONED_AFTER_SECONDS = 600

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def point_environment_at_servers() -> Path:
    """Set the addresses for this process, before Django's settings read them."""
    if not WORKER:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix=PREFIX)
    folder = Path(os.environ[FOLDER])
    number = int(WORKER.removeprefix("gw")) + 1 if WORKER else 0
    os.environ["DATABASE_URL"] = embedded.database_url(folder)
    os.environ["REDIS_URL"] = embedded.redis_url(folder, database=number)
    own = folder / (WORKER or "main")
    (own / "static").mkdir(parents=True)
    os.environ["SPEARHEAD_VAR"] = str(own)
    return folder


def sweep() -> None:
    """Stop and remove what an earlier run left that was killed."""
    for members in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/services.users"):
        if members.stat().st_uid == os.geteuid() and _is_abandoned(members):
            embedded.stop(members.parent)
            shutil.rmtree(members.parent, ignore_errors=True)


def _is_abandoned(members: Path) -> bool:
    if time.time() - members.stat().st_mtime < ABANDONED_AFTER_SECONDS:
        return False
    with members.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
