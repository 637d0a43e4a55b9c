"""Which processes serve a data folder, and how to end them.

A server is known by the folder it stands in, not by a number in a file: PostgreSQL and Redis both
change into their data folder. So a stale pid file can neither hide a crash nor point at a stranger.
"""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

POLL_SECONDS = 0.01


def serving(folder: Path, *, names: Sequence[str]) -> list[int]:
    """Return the ids of the live processes called `names` that serve `folder`."""
    numbers = (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [int(number) for number in numbers if _serves(number, folder, names)]


def end(
    folder: Path,
    *,
    names: Sequence[str],
    first: Sequence[int],
    stop_signal: signal.Signals,
    grace_seconds: float,
) -> None:
    """End all that serves `folder`: ask those in `first`, and after the grace kill the rest."""
    everybody = serving(folder, names=names)
    for pid in first:
        _signal(pid, stop_signal)
    if not _wait_until_gone(folder, names, grace_seconds):
        for pid in serving(folder, names=names):
            _signal(pid, signal.SIGKILL)
        _wait_until_gone(folder, names, grace_seconds)
    for pid in everybody:
        with suppress(ChildProcessError):  # not ours, so not for us to clear away
            os.waitpid(pid, os.WNOHANG)


def _wait_until_gone(folder: Path, names: Sequence[str], seconds: float) -> bool:
    give_up_at = time.monotonic() + seconds
    while serving(folder, names=names):
        if time.monotonic() > give_up_at:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # gone already, which is what was wanted
        os.kill(pid, number)


def _serves(number: str, folder: Path, names: Sequence[str]) -> bool:
    process = Path("/proc") / number
    try:
        if (process / "comm").read_text().strip() not in names:
            return False
        return _stands_in(process, folder)
    except (FileNotFoundError, ProcessLookupError):
        return False  # ended while we looked, or a zombie


def _stands_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder
    except PermissionError:
        # Another user's process, looked at by a root without CAP_SYS_PTRACE (as in Docker).
        return os.fsencode(folder) in (process / "cmdline").read_bytes().split(b"\0")
