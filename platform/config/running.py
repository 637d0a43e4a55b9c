"""The whole site on this machine, for as long as somebody is inside the block.

    with Site(port=8000, var=settings.VAR) as site:
        site.wait()  # until one of its processes ends

`make up`, `make demo` and the tests of both run this.
"""

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections

from config import embedded

READY_SECONDS = 120
STOP_SECONDS = 20
HOST = "127.0.0.1"


class SiteError(RuntimeError):
    """The site cannot start or did not stay up; the message says what to do."""


class Site:
    """PostgreSQL and Redis where no address names others, the migrated database, every process.

    Parameters
    ----------
    port : int
        Where the web process listens, on the loopback interface.
    var : Path
        The clone's data folder.
    log : Path, optional
        Where the processes write; without it they write to the terminal.
    say : callable
        Told in one line what is being done.
    environment : mapping, optional
        Settings for the processes, where the environment does not name them.
    """

    def __init__(
        self,
        *,
        port: int,
        var: Path,
        log: Path | None = None,
        say: Callable[[str], object] = print,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.port = port
        self.var = var
        self.log = log
        self.say = say
        self.settings = dict(environment or {})
        self.address = f"http://{HOST}:{port}"
        self.url = os.environ.get("SPEARHEAD_URL", self.address).rstrip("/")
        self._stack = ExitStack()
        self._processes: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        refuse_taken_port(self.port)
        with self._stack:
            self._start()
            self._stack = self._stack.pop_all()  # started: it is `__exit__` that ends it all
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def wait(self) -> None:
        """Block until a process ends by itself, which it must not.

        Raises
        ------
        SiteError
            When that happens.
        """
        status = self._running().wait()
        raise SiteError(f"A process of the site ended (status {status}). {self._where_to_look()}")

    def _start(self) -> None:
        if embedded.needed():
            self.say("Starting PostgreSQL and Redis")
            self._stack.enter_context(embedded.Servers(self.var, needs=embedded.needed()))
        self._stack.callback(connections.close_all)
        self.say("Bringing the database and the static files up to date")
        call_command("migrate", verbosity=0)
        collect_static()
        self.say(f"Starting the site's processes on {self.address}")
        self._processes = self._spawn()
        self._stack.callback(self._end)
        self._wait_until_ready()

    def _spawn(self) -> subprocess.Popen[bytes]:
        output = None
        if self.log:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            output = self._stack.enter_context(self.log.open("ab"))
        # A session of its own: Ctrl-C reaches us alone, and we end the processes in order.
        return subprocess.Popen(
            [sys.executable, "-m", "config.supervisor"],
            env=self._environment(), stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        programs = Path(sys.executable).parent
        return (
            self.settings
            | os.environ
            | {
                "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
                "PYTHONPATH": f"{settings.ROOT / 'platform'}{os.pathsep}{settings.ROOT}",
                "PYTHONUNBUFFERED": "1",
                "PORT": str(self.port),
                "REDIS_URL": settings.REDIS_URL,
                "SPEARHEAD_URL": self.url,
                "SPEARHEAD_VAR": str(self.var),
            }
        )

    def _wait_until_ready(self) -> None:
        give_up_at = time.monotonic() + READY_SECONDS
        while not answers(f"{self.address}/readyz"):
            if self._running().poll() is not None:
                raise SiteError(f"The site did not start. {self._where_to_look()}")
            if time.monotonic() > give_up_at:
                raise SiteError(
                    f"The site was not ready after {READY_SECONDS} seconds. {self._where_to_look()}"
                )
            time.sleep(0.1)

    def _end(self) -> None:
        processes = self._running()
        processes.terminate()
        try:
            processes.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            processes.kill()
            processes.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._processes is None:
            raise SiteError("The site has not been started.")
        return self._processes

    def _where_to_look(self) -> str:
        return f"The reason stands in {self.log}." if self.log else "The reason stands above."


def refuse_taken_port(port: int) -> None:
    """Raise SiteError if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SiteError(
                f"Port {port} on {HOST} cannot be used ({error.strerror}): something else listens "
                "there, perhaps another start of this site. End it, or name another port: "
                f"PORT={port + 1}."
            ) from error


def answers(url: str) -> bool:
    """Whether a GET of `url`, which is on this machine, gives 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def collect_static() -> None:
    """Collect and compress the static files, unless they are as they were the last time."""
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / ".sources"
    with (folder / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let no other start find half of them
        sources = _static_sources()
        if mark.exists() and mark.read_text() == sources:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(sources)


def _static_sources() -> str:
    """A digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def end_on_signals() -> None:
    """Have SIGTERM and SIGHUP end this process as Ctrl-C does, leaving every block in order."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
