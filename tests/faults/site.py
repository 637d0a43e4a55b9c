"""The site in real processes of its own, each of which a test may kill and start again."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
from redis import Redis

from config import embedded

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CELERY = [str(BIN / "celery"), "-A"]
QUIET = ["--without-gossip", "--without-mingle", "--loglevel", "warning"]
PATIENCE_SECONDS = 60
logger = logging.getLogger(__name__)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], Any], *, seconds: float = PATIENCE_SECONDS) -> Any:
    """Wait for the condition, and return what it gave."""
    give_up_at = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > give_up_at:
            raise AssertionError(f"not within {seconds} s: {condition}")
        time.sleep(0.1)
    return found


class Site:
    """PostgreSQL, Redis, web, control, statistics, beat and the workers that a test starts."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = self._environment()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.world: dict[str, Any] = {}

    def start(self) -> None:
        embedded.start(self.var, durable=False)
        made = subprocess.run(
            [sys.executable, "-m", "tests.faults.world"],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        self.world = json.loads(made.stdout.splitlines()[-1])
        self.start_web()
        for queue in ("control", "statistics"):
            self.start_own(queue)
        self._start("beat", [*CELERY, "config", "beat", "--loglevel", "warning"])
        until(self.is_ready)

    def start_own(self, queue: str) -> None:
        """The site's own worker of a queue."""
        command = [*CELERY, "config", "worker", "-Q", queue, "-c", "1", "-n", f"{queue}@%h", *QUIET]
        self._start(queue, command)

    def start_web(self) -> None:
        command = ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "6"]
        self._start("web", [str(BIN / command[0]), *command[1:], *threads, "--no-control-socket"])

    def start_worker(
        self, name: str = "evaluate", *, app: str = "evaluator.worker", **environment: str
    ) -> None:
        command = [*CELERY, app, "worker", "-Q", "evaluate", "-c", "2", "-n", f"{name}@%h", *QUIET]
        self._start(name, command, **environment)

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Kill the process and its children, as a machine that dies does."""
        process = self.processes.pop(name)
        os.killpg(process.pid, number)
        process.wait(30)

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        embedded.stop(self.var)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def redis(self) -> Redis:
        return Redis.from_url(embedded.redis_url(self.var))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, or nothing while it is away."""
        try:
            with psycopg.connect(embedded.database_url(self.var)) as connection:
                return connection.execute(query, values).fetchall()
        except psycopg.OperationalError:
            return []

    def submit(self, token: str, content: bytes) -> int:
        """Upload as a participant does who tries again when the site does not answer."""
        address = f"{self.url}/api/v1/competitions/{self.world['slug']}/phases/"
        response = httpx.post(
            f"{address}{self.world['phase']}/submissions/",
            files={"file": ("predictions.csv", content)},
            headers={"Authorization": f"Token {token}"},
            timeout=30,
        )
        assert response.status_code == 201, response.text
        return int(response.json()["id"])

    def states(self, ids: Iterable[int]) -> dict[str, int]:
        """How many of these submissions are in which state."""
        query = "SELECT status FROM submissions_submission WHERE id = ANY(%s)"
        return dict(Counter(status for (status,) in self.rows(query, list(ids))))

    def tell_state(self) -> None:
        """Log what a failed test's reader wants to know; pytest shows it for those alone."""
        redis = self.redis()
        unfinished = "SELECT * FROM submissions_job WHERE status IN ('pending', 'leased')"
        logger.info("messages %s", redis.llen("evaluate"))
        logger.info("unacknowledged %s", redis.hlen("unacked"))
        logger.info("unfinished %s", self.rows(unfinished))
        for name in self.processes:
            logger.info("%s\n%s", name, self.log(name)[-6000:])

    def log(self, name: str) -> str:
        return (self.var / f"{name}.log").read_text()

    def _start(self, name: str, command: list[str], **environment: str) -> None:
        with (self.var / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                env=self.environment | environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        """Addresses of our own: those of the test run are another site's."""
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTEST", "DJANGO", "SPEARHEAD"))
        }
        return ours | {
            "DATABASE_URL": embedded.database_url(self.var),
            "REDIS_URL": embedded.redis_url(self.var),
            "SPEARHEAD_VAR": str(self.var),
            "SPEARHEAD_URL": self.url,
            "PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "REMAP_SIGTERM": "SIGQUIT",
            "C_FORCE_ROOT": "1",
            "JOB_LEASE_SECONDS": "3",
            "JOB_RESEND_SECONDS": "2",
            "REAP_SECONDS": "1",
            "STATISTICS_SECONDS": "1",
            "THROTTLE_USER": "10000/min",
            "THROTTLE_UPLOAD": "10000/min",
            "STATIC_ROOT": str(self.var / "static"),
        }


@contextmanager
def running(var: Path) -> Iterator[Site]:
    """A site for as long as somebody is inside the block."""
    site = Site(var)
    try:
        site.start()
        yield site
    finally:
        site.stop()
