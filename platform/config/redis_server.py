"""One Redis for this clone: started and stopped; Unix socket only, append-only file on.

The file spares messages a restart. It is a convenience: PostgreSQL is the only truth, so a file
that is broken beyond what Redis mends itself is put aside and Redis starts empty.
"""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from config import processes
from config.programs import ServerError, redis_program

PROCESS_NAMES = ("redis-server", "valkey-server")
START_SECONDS = 20
STOP_SECONDS = 10
DATABASES = 64


@dataclass(frozen=True)
class Redis:
    """The server on `socket`, whose append-only file is in `data` and whose log is `log`."""

    data: Path
    socket: Path
    log: Path

    def pid(self) -> int | None:
        """Return the server's process id, or None if it does not run."""
        # A rewrite of the append-only file is a child with the same name and a higher number.
        return min(self._processes(), default=None)

    def is_ready(self) -> bool:
        """Whether the server takes commands."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(os.fspath(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def start(self, *, durable: bool) -> None:
        """Start the server, clearing up after a crash."""
        if self.is_ready():
            return
        self.stop()
        self.data.mkdir(mode=0o700, exist_ok=True)
        if not self._starts(durable=durable):
            self._put_aside()
            if not self._starts(durable=durable):
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
                raise ServerError(f"Redis did not start. The end of {self.log}:\n{tail}")

    def stop(self) -> None:
        """Stop the server; it writes its file out first."""
        processes.end(
            self.data,
            names=PROCESS_NAMES,
            first=self._processes(),
            stop_signal=signal.SIGTERM,
            grace_seconds=STOP_SECONDS,
        )

    def _starts(self, *, durable: bool) -> bool:
        """Start the server and tell whether it answers."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "daemonize": "yes",
            "pidfile": str(self.data / "redis.pid"),
            "logfile": str(self.log),
            "appendonly": "yes" if durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "databases": str(DATABASES),
        }
        command = [str(redis_program())]
        for name, value in settings.items():
            command += [f"--{name}", value]
        subprocess.run(  # noqa: S603
            command, cwd="/", check=False, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self._answers()

    def _answers(self) -> bool:
        """Wait until the server answers; False as soon as it is gone."""
        # It changes into its folder a moment after it leaves us.
        appears_by = time.monotonic() + 2
        give_up_at = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up_at:
            if self.is_ready():
                return True
            if time.monotonic() > appears_by and not self._processes():
                return False
            time.sleep(processes.POLL_SECONDS)
        return False

    def _put_aside(self) -> None:
        self.stop()
        if any(self.data.iterdir()):
            self.data.rename(self.data.with_name(f"{self.data.name}.broken-{time.time_ns()}"))
            self.data.mkdir(mode=0o700)

    def _processes(self) -> list[int]:
        return processes.serving(self.data, names=PROCESS_NAMES)
