"""The processes of one machine: `python -m config.supervisor` runs what the Procfile names.

All of them end together: when we are told to end, when whoever started us is gone, and when one of
them dies by itself, so that whatever restarts the site (systemd, a person) sees that it must.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"
PR_SET_PDEATHSIG = 1  # prctl(2)
# What runs outside the site's trust must not even be able to read these.
SITE_ONLY = ("DATABASE_URL", "SECRET_KEY", "EMAIL_", "AWS_")
SITE_PROCESSES = frozenset({"web", "control", "beat"})


def environment_of(process: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment a process gets: a worker gets no key to the database or the site."""
    if process in SITE_PROCESSES:
        return dict(environ)
    return {name: value for name, value in environ.items() if not name.startswith(SITE_ONLY)}


def main() -> int:
    """Run them all until one ends; return the exit status to end with."""
    _end_with_parent()
    manager = Manager(Printer(sys.stdout, colour=sys.stdout.isatty()))
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(
            name, command, env=environment_of(name, os.environ), cwd=PROCFILE.parent
        )
    manager.loop()
    return int(manager.returncode or 0)


def _end_with_parent() -> None:
    """Have the kernel send us SIGTERM when the process that started us dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # it was gone before we could ask
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
