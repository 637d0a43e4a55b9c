"""The processes of one machine: `python -m config.supervisor` runs what the Procfile names.

One that dies is started again; one that keeps dying ends them all. They end together too when we
are told to end, and when whoever started us is gone.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer
from honcho.process import Process

PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"
PR_SET_PDEATHSIG = 1  # prctl(2)
# So many deaths in so many seconds mean that starting again does not help.
MOST_DEATHS = 4
WITHIN_SECONDS = 60
PAUSE_SECONDS = 1
POLL_SECONDS = 0.05

# What runs outside the site's trust must not even be able to read these.
SITE_ONLY = ("DATABASE_URL", "PG", "SECRET_KEY", "SPEARHEAD_VAR", "EMAIL_", "AWS_")
SITE_PROCESSES = frozenset({"web", "control", "statistics", "beat"})

# Shared with every keeper. Not an Event: setting one waits for all who wait for it, and a keeper
# that ends while it waits would leave the others waiting for ever.
ending = multiprocessing.RawValue("b", 0)


def environment_of(process: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment a process gets: a worker gets no key to the database or the site."""
    if process in SITE_PROCESSES:
        return dict(environ)
    return {name: value for name, value in environ.items() if not name.startswith(SITE_ONLY)}


class KeptProcess(Process):
    """A process that is started again when it dies; runs in a small process of its own.

    It watches `ending` itself: whoever sets that need not know whether the child has started.
    """

    _child: Any = None

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        # As in honcho: this one ends when its child has, and no signal ends it before.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._events = events
        supervisor = os.getppid()
        threading.Thread(target=self._end_when_told, args=(supervisor,), daemon=True).start()
        deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        while True:
            self._run_once()
            deaths.append(time.monotonic())
            is_hopeless = len(deaths) == MOST_DEATHS and deaths[-1] - deaths[0] < WITHIN_SECONDS
            if is_hopeless or _is_told_within(PAUSE_SECONDS):
                break
            self._say(f"ended (status {self._child.returncode}); starting it again")
        self._send_message({"returncode": self._child.returncode}, type="stop")

    def _run_once(self) -> None:
        self._child = self._child_ctor(
            self.cmd, env=self.env, cwd=self.cwd, preexec_fn=restore_signals
        )
        self._send_message({"pid": self._child.pid}, type="start")
        if ending.value:  # it was told so while this one was being started
            self._ask_to_end()
        for line in iter(self._child.stdout.readline, b""):
            self._send_message(line)
        self._child.stdout.close()
        self._child.wait()

    def _end_when_told(self, supervisor: int) -> None:
        while not ending.value and os.getppid() == supervisor:
            time.sleep(POLL_SECONDS)
        ending.value = 1  # also where the supervisor was killed, so that no other keeper goes on
        self._ask_to_end()

    def _ask_to_end(self) -> None:
        if self._child is not None and self._child.poll() is None:
            with suppress(ProcessLookupError):  # it ended by itself just now
                os.killpg(self._child.pid, signal.SIGTERM)

    def _say(self, words: str) -> None:
        self._send_message(f"{words}\n".encode())


class KeepingManager(Manager):
    """Honcho's manager, for processes that are started again."""

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer)
        self._process_ctor = KeptProcess

    def terminate(self) -> None:
        ending.value = 1
        super().terminate()

    def _killall(self, force: bool = False) -> None:
        """Kill those that are still there after the grace; asking them is up to their keepers."""
        started = [each for each in self._processes.values() if "pid" in each]
        for process in started:
            if force and "returncode" not in process:
                self._procmgr.kill(process["pid"])


def _is_told_within(seconds: float) -> bool:
    give_up_at = time.monotonic() + seconds
    while not ending.value and time.monotonic() < give_up_at:
        time.sleep(POLL_SECONDS)
    return bool(ending.value)


def restore_signals() -> None:
    """Undo in the child what its keeper ignores; an ignored signal would be inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def main(procfile: Path = PROCFILE) -> int:
    """Run them all until told to end; return the exit status to end with."""
    _end_with_parent()
    # The keepers share `ending` with us, which only a fork hands down.
    multiprocessing.set_start_method("fork", force=True)
    manager = KeepingManager(Printer(sys.stdout, colour=sys.stdout.isatty()))
    for name, command in parse_procfile(procfile.read_text()).processes.items():
        environment = environment_of(name, os.environ)
        manager.add_process(name, command, env=environment, cwd=procfile.parent)
    manager.loop()
    return int(manager.returncode or 0)


def _end_with_parent() -> None:
    """Have the kernel send us SIGTERM when the process that started us dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # it was gone before we could ask
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
