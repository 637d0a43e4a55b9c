"""The small programs inside the images, run as the containers run them."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compose.images import ROOT

SCRIPTS = ROOT / "setup" / "docker"


def run(script: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPTS / script), *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    made = {"KEYS": tmp_path / "keys", "S3_KEYS": tmp_path / "s3"}
    for folder in made.values():
        folder.mkdir()
    return made


def contents(folders: dict[str, Path]) -> dict[str, str]:
    return {path.name: path.read_text() for folder in folders.values() for path in folder.iterdir()}


def test_passwords_are_made_once_and_only_for_their_reader(folders):
    environ = {name: str(folder) for name, folder in folders.items()}

    first = run("keys.py", **environ)
    made = contents(folders)
    second = run("keys.py", **environ)

    assert (first.returncode, second.returncode) == (0, 0)
    assert set(made) == {"postgres-password", "pgpass", "aws", "s3.json"}
    assert contents(folders) == made
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folders["KEYS"].iterdir()}
    assert modes == {0o600}


def test_both_sides_get_the_same_password(folders):
    run("keys.py", **{name: str(folder) for name, folder in folders.items()})

    made = contents(folders)
    password = made["postgres-password"]
    assert made["pgpass"] == f"postgres:5432:*:spearhead:{password}\n"
    [identity] = json.loads(made["s3.json"])["identities"]
    [credentials] = identity["credentials"]
    assert f"aws_secret_access_key = {credentials['secretKey']}\n" in made["aws"]
    assert credentials["secretKey"] != password


@pytest.mark.parametrize(("age_seconds", "status"), [(0, 0), (590, 0), (620, 1)])
def test_a_schedule_not_written_for_long_is_a_dead_beat(tmp_path, age_seconds, status):
    schedule = tmp_path / "beat-schedule"
    schedule.touch()
    moment = schedule.stat().st_mtime - age_seconds
    os.utime(schedule, (moment, moment))

    assert run("healthy.py", "beat", SPEARHEAD_VAR=str(tmp_path)).returncode == status


def test_a_web_process_that_is_not_there_is_not_healthy():
    assert run("healthy.py", "web", PORT="9").returncode == 1
