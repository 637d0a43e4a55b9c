"""The embedded servers, for real: each test has its own in a folder of its own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import redis
from kombu import Connection

from config import embedded, processes
from config.programs import ServerError

ROOT = Path(__file__).resolve().parents[2]
SPACED = "a clone of Ann's $HOME"


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    yield from stopped_after(tmp_path / "var")


@pytest.fixture
def other_var(tmp_path: Path) -> Iterator[Path]:
    yield from stopped_after(tmp_path / "other" / "var")


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="spearhead-embedded-"))
    yield folder
    shutil.rmtree(folder)


def stopped_after(folder: Path) -> Iterator[Path]:
    yield folder
    embedded.stop(folder)


def write(var: Path, text: str) -> None:
    with psycopg.connect(embedded.database_url(var)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])
    with redis.Redis.from_url(embedded.redis_url(var)) as client:
        client.rpush("notes", text)


def read(var: Path) -> tuple[list[str], list[str]]:
    with psycopg.connect(embedded.database_url(var)) as connection:
        rows = connection.execute("SELECT text FROM note ORDER BY text").fetchall()
    with redis.Redis.from_url(embedded.redis_url(var)) as client:
        return [text for (text,) in rows], [text.decode() for text in client.lrange("notes", 0, -1)]


def wait_for_gone(pid: int) -> None:
    for _ in range(500):
        if not Path(f"/proc/{pid}/exe").exists():
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"process {pid} still runs")


def wait_until_running(var: Path) -> None:
    for _ in range(1000):
        if embedded.is_running(var):
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"the servers of {var} do not run")


def listening_sockets(pid: int) -> set[str]:
    """The inodes of the process's TCP and UDP sockets."""
    links = [os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
    held = {link[8:-1] for link in links if link.startswith("socket:[")}
    tables = [Path(f"/proc/net/{name}") for name in ("tcp", "tcp6", "udp", "udp6")]
    lines = [line for table in tables if table.exists() for line in table.read_text().splitlines()]
    return held & {line.split()[9] for line in lines}


def test_data_survive_a_stop_and_a_second_start(var):
    with embedded.Servers(var):
        write(var, "kept")
    assert not embedded.is_running(var)

    with embedded.Servers(var):
        assert read(var) == (["kept"], ["kept"])


def test_servers_have_unix_sockets_for_their_owner_and_no_tcp_port(var):
    with embedded.Servers(var, durable=False):
        folder = embedded.paths(var).sockets

        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {path.name for path in folder.iterdir() if path.is_socket()} == {
            ".s.PGSQL.5432",
            "redis.sock",
        }
        assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir() if p.is_socket()} == {
            0o700
        }
        assert stat.S_IMODE(embedded.paths(var).postgres.stat().st_mode) == 0o700
        assert listening_sockets(embedded.postgres_pid(var)) == set()
        assert listening_sockets(embedded.redis_pid(var)) == set()


def test_postgres_is_18_durable_and_sorts_by_code_point(var):
    with embedded.Servers(var), psycopg.connect(embedded.database_url(var)) as connection:
        names = ["server_version_num", "fsync", "synchronous_commit", "listen_addresses"]
        shown = [connection.execute(f"SHOW {name}").fetchone()[0] for name in names]
        ordered = connection.execute("SELECT 'a' > 'B', upper('é')").fetchone()

    assert [shown[0][:2], *shown[1:]] == ["18", "on", "on", ""]
    assert ordered == (True, "É")


def test_redis_keeps_an_append_only_file(var):
    with embedded.Servers(var), redis.Redis.from_url(embedded.redis_url(var)) as client:
        names = ["appendonly", "appendfsync", "port", "save"]
        settings = {name: client.config_get(name)[name] for name in names}

    assert settings == {"appendonly": "yes", "appendfsync": "everysec", "port": "0", "save": ""}


def test_start_recovers_after_both_servers_were_killed(var):
    embedded.start(var)
    write(var, "committed")
    killed = [embedded.postgres_pid(var), embedded.redis_pid(var)]
    threading.Event().wait(1.2)  # appendfsync everysec
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
        wait_for_gone(pid)
    assert not embedded.is_running(var)

    embedded.start(var)

    assert read(var) == (["committed"], ["committed"])


def test_start_is_not_misled_by_a_pid_file_that_names_a_stranger(var):
    embedded.start(var, durable=False)
    write(var, "kept")
    pid = embedded.postgres_pid(var)
    os.kill(pid, signal.SIGKILL)
    wait_for_gone(pid)
    where = embedded.paths(var)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        for file in (where.postgres / "postmaster.pid", where.sockets / ".s.PGSQL.5432.lock"):
            rest = file.read_text().splitlines()[1:]
            file.write_text("\n".join([str(stranger.pid), *rest]) + "\n")

        embedded.start(var, durable=False)
        stranger.kill()

    assert read(var)[0] == ["kept"]


def test_broken_append_only_file_is_put_aside(var):
    embedded.start(var)
    embedded.stop(var)
    redis_folder = embedded.paths(var).redis
    file = redis_folder / "appendonly.aof"
    file.write_bytes(b"*1\r\n$4\r\nPI!!\r\n" + b"garbage" * 40)

    embedded.start(var)

    assert embedded.is_running(var)
    assert len(list(redis_folder.parent.glob("redis.broken-*/appendonly.aof"))) == 1


def test_second_start_leaves_running_servers_alone(var):
    embedded.start(var, durable=False)
    before = (embedded.postgres_pid(var), embedded.redis_pid(var))

    embedded.start(var, durable=False)

    assert (embedded.postgres_pid(var), embedded.redis_pid(var)) == before
    assert None not in before


def test_simultaneous_starts_make_one_pair_of_servers(var):
    threads = [threading.Thread(target=embedded.start, args=[var]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert embedded.is_running(var)
    assert len(processes.serving(embedded.paths(var).redis, names=["redis-server"])) == 1


def test_last_user_to_leave_stops_the_servers(var):
    with embedded.Servers(var, durable=False):
        with embedded.Servers(var, durable=False):
            pass
        assert embedded.is_running(var)

    assert not embedded.is_running(var)


def test_user_that_was_killed_has_left(var):
    code = (
        "import sys; sys.path.insert(0, 'platform')\n"
        "from config import embedded\n"
        f"embedded.Servers({str(var)!r}, durable=False).__enter__()\n"
        "print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as user:
        assert user.stdout.readline() == b"in\n"
        user.kill()
    assert embedded.is_running(var)

    with embedded.Servers(var, durable=False):
        pass

    assert not embedded.is_running(var)


def test_server_that_dies_while_in_use_is_started_again(var):
    with embedded.Servers(var):
        write(var, "committed")
        killed = [embedded.postgres_pid(var), embedded.redis_pid(var)]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
            wait_for_gone(pid)
        wait_until_running(var)

        assert read(var)[0] == ["committed"]
        assert embedded.postgres_pid(var) not in [None, *killed]


def test_stop_by_hand_holds_although_somebody_watches(var):
    with embedded.Servers(var, durable=False):
        embedded.stop(var)
        threading.Event().wait(2 * embedded.WATCH_SECONDS + 0.5)
        assert not embedded.is_running(var)

        embedded.start(var, durable=False)
        assert embedded.is_running(var)


def test_two_clones_do_not_meet(var, other_var):
    with embedded.Servers(var, durable=False), embedded.Servers(other_var, durable=False):
        write(var, "here")
        write(other_var, "there")

        assert read(var) == (["here"], ["here"])
        assert read(other_var) == (["there"], ["there"])


def test_restart_of_postgres_cuts_sessions_and_keeps_redis(var):
    embedded.start(var, durable=False)
    write(var, "kept")
    before = (embedded.postgres_pid(var), embedded.redis_pid(var))
    session = psycopg.connect(embedded.database_url(var))

    embedded.restart_postgres(var, durable=False)

    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    session.close()
    assert embedded.postgres_pid(var) != before[0]
    assert embedded.redis_pid(var) == before[1]
    assert read(var) == (["kept"], ["kept"])


def test_only_the_needed_server_runs(var):
    with embedded.Servers(var, durable=False, needs=frozenset({"redis"})):
        assert embedded.redis_pid(var) is not None
        assert not embedded.paths(var).postgres.exists()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, {"postgres", "redis"}),
        ({"DATABASE_URL": "postgresql://db/x"}, {"redis"}),
        ({"REDIS_URL": "redis://broker", "DATABASE_URL": ""}, {"postgres"}),
    ],
)
def test_needed_servers_are_those_without_an_address(environ, expected):
    assert embedded.needed(environ) == expected


@pytest.mark.parametrize("name", [SPACED, "x" * 90, "ü"])
def test_awkward_path_gets_a_short_plain_socket_folder_and_works(tmp_path, name):
    var = tmp_path / name / "var"
    folder = embedded.paths(var).sockets
    assert folder.parent != var
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 107

    try:
        with embedded.Servers(var, durable=False):
            write(var, "kept")
            with Connection(embedded.broker_url(embedded.redis_url(var))) as broker:
                broker.ensure_connection(max_retries=1)
            assert read(var) == (["kept"], ["kept"])
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_socket_folder_is_in_var_up_to_the_longest_address():
    longest = "/" + "v" * (107 - len("//run/.s.PGSQL.5432"))

    assert embedded.paths(longest).sockets == Path(longest, "run")
    assert embedded.paths(longest + "v").sockets != Path(longest + "v", "run")


def test_socket_folder_made_by_somebody_else_is_refused(tmp_path):
    var = tmp_path / ("x" * 90)
    folder = embedded.paths(var).sockets
    folder.symlink_to(tmp_path)

    try:
        with pytest.raises(ServerError, match="must be a folder of yours with mode 0700"):
            embedded.start(var)
    finally:
        folder.unlink()


def test_socket_folder_open_to_others_is_refused(var):
    (var / "run").mkdir(parents=True)
    (var / "run").chmod(0o750)

    with pytest.raises(ServerError, match="must be a folder of yours with mode 0700"):
        embedded.start(var)

    (var / "run").chmod(0o700)


def test_failure_shows_the_end_of_the_log(var):
    embedded.paths(var).postgres.mkdir(parents=True, mode=0o700)

    with pytest.raises(ServerError, match="is not a valid data directory"):
        embedded.start(var, needs=frozenset({"postgres"}))


def test_addresses_are_pure(tmp_path):
    var = tmp_path / "never-made"
    folder = embedded.paths(var).sockets

    assert (
        embedded.database_url(var) == f"postgresql://spearhead@{quote(str(folder), '')}/spearhead"
    )
    assert embedded.redis_url(var, database=3) == f"unix://{folder}/redis.sock?db=3"
    assert not var.exists()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("unix:///var/run/redis.sock?db=2", "redis+socket:///var/run/redis.sock?virtual_host=2"),
        ("unix:///var/run/redis.sock", "redis+socket:///var/run/redis.sock?virtual_host=0"),
        ("redis://broker:6379/1", "redis://broker:6379/1"),
        ("rediss://:secret@broker/0", "rediss://:secret@broker/0"),
    ],
)
def test_broker_url(url, expected):
    assert embedded.broker_url(url) == expected


# Who runs it

TRY = (
    "import sys; sys.path.insert(0, sys.argv[1] + '/platform')\n"
    "from config import embedded\n"
    "import psycopg\n"
    "for turn in range(2):\n"
    "    with embedded.Servers(sys.argv[2], durable=False):\n"
    "        with psycopg.connect(embedded.database_url(sys.argv[2])) as connection:\n"
    "            print(connection.execute('SELECT 40 + 2').fetchone()[0], flush=True)\n"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@needs_root
def test_ordinary_user_runs_it_too(short_folder):
    os.chown(short_folder, 65534, 65534)
    # The clone may stand where that user cannot go; what is tried is the account, not the path.
    keep_reading = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]

    done = subprocess.run(
        [
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *keep_reading,
            "--securebits=+no_setuid_fixup",
            sys.executable, "-c", TRY, str(ROOT), str(short_folder / "var"),
        ],
        cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == ("42\n42\n", "")
    assert (short_folder / "var/postgres").stat().st_uid == 65534


@needs_root
def test_root_without_user_namespaces_runs_it_as_a_dedicated_user(var):
    # A path closed to that user, as root's home is: pytest's folders have mode 0700.
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(ROOT), str(var)],
        env=os.environ | {"SPEARHEAD_POSTGRES_USER": "nobody"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == ("42\n42\n", "")
    assert (var / "postgres").stat().st_uid == 65534


@needs_root
def test_cluster_of_one_account_is_taken_over_by_the_next(var, monkeypatch):
    monkeypatch.setenv("SPEARHEAD_POSTGRES_USER", "nobody")
    with embedded.Servers(var, durable=False):
        write(var, "kept")
    monkeypatch.delenv("SPEARHEAD_POSTGRES_USER")

    with embedded.Servers(var, durable=False):
        assert read(var)[0] == ["kept"]
    assert (var / "postgres").stat().st_uid != 65534


@needs_root
def test_unknown_dedicated_user_is_a_clear_message(var, monkeypatch):
    monkeypatch.setenv("SPEARHEAD_POSTGRES_USER", "no such user: !")

    with pytest.raises(ServerError, match="PostgreSQL refuses to run as root"):
        embedded.start(var)


def test_command_starts_shows_and_stops(var):
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"}
    } | {"SPEARHEAD_VAR": str(var)}

    shown = [
        subprocess.run(
            [sys.executable, "manage.py", "services", act],
            cwd=ROOT, env=environ, capture_output=True, text=True, check=True,
        ).stdout.splitlines()[0].split(" (")[0]
        for act in ("start", "status", "stop", "status")
    ]  # fmt: skip

    assert shown == ["PostgreSQL runs"] * 2 + ["PostgreSQL does not run."] * 2
