"""One PostgreSQL cluster for this clone: made, started, stopped; Unix socket only.

PostgreSQL refuses to run as root. For root it runs in a user namespace in which root's files look
as if they belonged to an ordinary user; where namespaces are denied it runs as a dedicated user.
"""

import logging
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config import processes
from config.programs import ServerError, postgres_folder

logger = logging.getLogger(__name__)

USER = DATABASE = "spearhead"
PORT = 5432  # names the socket file; there is no TCP port
PROCESS_NAMES = ("postgres",)
STOP_SECONDS = 30
START_SECONDS = 60

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# For the throw-away clusters of tests: what a killed server had committed is there, unless the
# machine lost its power too.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as: what to put before each command, and who owns its files."""

    prefix: Sequence[str]
    uid: int
    gid: int


@dataclass(frozen=True)
class Postgres:
    """The cluster in `data`, whose socket is in `sockets` and whose log is `log`."""

    data: Path
    sockets: Path
    log: Path

    def pid(self) -> int | None:
        """Return the postmaster's process id, or None if it does not run."""
        first_line = self._pid_file().partition("\n")[0]
        return int(first_line) if first_line in map(str, self._processes()) else None

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        return self.pid() is not None and "\nready" in self._pid_file()

    def start(self, *, durable: bool) -> None:
        """Start the cluster, making it first if need be and clearing up after a crash."""
        if self.is_ready():
            return
        self.stop()
        account = _account(self.data)
        _give(self.sockets, account)
        _give(self.data, account)
        if not self.data.exists():
            self._create(account, durable=durable)
        self._configure(account, durable=durable)
        self._clear_up()
        self._launch(account)

    def stop(self) -> None:
        """Stop the cluster: sessions are cut off, nothing committed is lost."""
        postmaster = self.pid()
        processes.end(
            self.data,
            names=PROCESS_NAMES,
            first=[] if postmaster is None else [postmaster],
            stop_signal=signal.SIGINT,
            grace_seconds=STOP_SECONDS,
        )

    def _create(self, account: Account, *, durable: bool) -> None:
        """Make the cluster with its one database, aside, so that half a cluster is never used."""
        unfinished = self.data.with_name(self.data.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        _give(unfinished, account)
        self._run(
            account, "initdb", "-D", unfinished, "-U", USER, "-A", "trust", "-E", "UTF8",
            "--no-instructions", *_locale(), *([] if durable else ["--no-sync"]),
        )  # fmt: skip
        self._run(
            account, "postgres", "--single", "-D", unfinished, "postgres",
            text=f"CREATE DATABASE {DATABASE}\n",
        )  # fmt: skip
        unfinished.rename(self.data)

    def _configure(self, account: Account, *, durable: bool) -> None:
        """Write the settings anew at each start: the clone, and so the socket, may have moved."""
        sockets = '"' + str(self.sockets).replace('"', '""') + '"'  # it is a list of paths
        settings = SETTINGS | {"unix_socket_directories": sockets}
        if not durable:
            settings |= THROW_AWAY
        lines = [f"{name} = '{_escape(value)}'\n" for name, value in settings.items()]
        self._write("postgresql.conf", "".join(lines), account)
        self._write("pg_hba.conf", "local all all trust\n", account)

    def _write(self, name: str, text: str, account: Account) -> None:
        path = self.data / name
        path.write_text(text)
        os.chown(path, account.uid, account.gid)

    def _clear_up(self) -> None:
        """Remove what a crash left. Nothing serves this folder any more: `start` made sure.

        PostgreSQL does so itself unless the dead server's number now belongs to another process,
        which happens at every restart of a container.
        """
        socket = f".s.PGSQL.{PORT}"
        for path in (
            self.data / "postmaster.pid",
            self.sockets / socket,
            self.sockets / f"{socket}.lock",
        ):
            path.unlink(missing_ok=True)

    def _processes(self) -> list[int]:
        return processes.serving(self.data, names=PROCESS_NAMES)

    def _pid_file(self) -> str:
        try:
            return (self.data / "postmaster.pid").read_text()
        except FileNotFoundError:
            return ""

    def _launch(self, account: Account) -> None:
        """Start the server and wait until it takes connections."""
        # Not pg_ctl, whose shell would read a `$` in the clone's path; and not Popen, since the
        # server outlives us.
        command = [*account.prefix, str(postgres_folder() / "postgres"), "-D", str(self.data)]
        with self.log.open("a") as log, open(os.devnull) as nothing:
            to_log = [(os.POSIX_SPAWN_DUP2, log.fileno(), number) for number in (1, 2)]
            child = os.posix_spawnp(
                command[0], command, _environment(), setsid=True,
                file_actions=[(os.POSIX_SPAWN_DUP2, nothing.fileno(), 0), *to_log],
            )  # fmt: skip
        give_up_at = time.monotonic() + START_SECONDS
        while not self.is_ready():
            has_ended = os.waitpid(child, os.WNOHANG)[0] == child
            if has_ended or time.monotonic() > give_up_at:
                self.stop()
                raise ServerError(
                    f"PostgreSQL did not start. The end of {self.log}:\n{_tail(self.log)}"
                )
            time.sleep(processes.POLL_SECONDS)

    def _run(self, account: Account, program: str, *arguments: object, text: str = "") -> None:
        """Run a program that comes back, its output in the log."""
        command = [*account.prefix, str(postgres_folder() / program), *map(str, arguments)]
        with self.log.open("a") as log:
            done = subprocess.run(  # noqa: S603
                command, cwd="/", env=_environment(), input=text, text=True,
                stdout=log, stderr=log, check=False,
            )  # fmt: skip
        if done.returncode:
            raise ServerError(
                f"PostgreSQL's {program} failed. The end of {self.log}:\n{_tail(self.log)}"
            )


def owners() -> set[int]:
    """Return the users that our servers' files may belong to: ourselves, or root's stand-in."""
    if os.geteuid() != 0:
        return {os.geteuid()}
    name = os.environ.get("SPEARHEAD_POSTGRES_USER", USER)
    return {0} | {entry.pw_uid for entry in pwd.getpwall() if entry.pw_name == name}


def _account(data: Path) -> Account:
    """Return whom to run as; never root."""
    if os.geteuid() != 0:
        return Account([], os.geteuid(), os.getegid())
    name = os.environ.get("SPEARHEAD_POSTGRES_USER")
    prefix = _namespace()
    if name is None and _works([*prefix, "true"]):
        return Account(prefix, 0, 0)
    return _dedicated(name or USER, data)


def _namespace() -> list[str]:
    """Return the command that makes root look like somebody else, who must have a name."""
    ids = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0]
    uid = 1000 if 1000 in ids or not ids else ids[0]
    return ["unshare", "-U", f"--map-user={uid}", f"--map-group={uid}"]


def _dedicated(name: str, data: Path) -> Account:
    """Return the account of an unprivileged user, made if it is missing."""
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        if not _works(["useradd", "--system", "--no-create-home", name]):
            raise ServerError(
                "PostgreSQL refuses to run as root; user namespaces are denied on this machine, "
                f"and the user {name!r} could not be made. Make it (useradd --system {name}), "
                "run the site as an ordinary user, or set DATABASE_URL to a server of yours."
            ) from None
        user = pwd.getpwnam(name)
        logger.warning("Made the system user %s, for PostgreSQL refuses to run as root.", name)
    prefix = [
        "setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
    ]  # fmt: skip
    program = postgres_folder() / "postgres"
    if not _works([*prefix, "test", "-x", str(program), "-a", "-x", str(data.parent)]):
        # The clone stands under a folder closed to that user. Rather than open the folder to
        # everybody, let this one process through: it can do no more than root's own could.
        # With the secure bit even access(2), which asks for the real user, heeds the capability.
        prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        prefix += ["--securebits=+no_setuid_fixup"]
    return Account(prefix, user.pw_uid, user.pw_gid)


def _give(folder: Path, account: Account) -> None:
    """Make `folder` and what is in it belong to the account, if root has the say."""
    if not folder.exists() or folder.stat().st_uid == account.uid:
        return
    for parent, _, files in os.walk(folder):
        for path in (parent, *(os.path.join(parent, name) for name in files)):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _locale() -> list[str]:
    """Return the locale that sorts alike on every machine; PostgreSQL 17 brought its own."""
    version = subprocess.run(  # noqa: S603
        [str(postgres_folder() / "postgres"), "--version"],
        capture_output=True, text=True, check=True,
    ).stdout.split()[2]  # fmt: skip
    if int(version.partition(".")[0]) >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _environment() -> dict[str, str]:
    """Return our environment without the caller's own PostgreSQL: PGDATA, PGHOST and the like."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _works(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return False
    return done.returncode == 0


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _tail(log: Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
