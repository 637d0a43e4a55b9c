"""The whole path, on real processes: from nothing to a printed board, and once more."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config import embedded
from tests import servers
from tests.baselines.test_isrgen import FOLDER

TEAMS = ["Edge case", "Invariants", "Noise floor", "Squeeze", "Structure first"]
TEAMS += ["Wisdom of crowds"]
ROW = re.compile(r"^ +(\d+)  (\S.*?) {2,}\S.*? {2,}(-?\d\.\d{4})", re.MULTILINE)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def demo(var, *arguments):
    # Not the servers of the tests: the demonstration starts its own, as on a bare machine.
    environ = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    environ["STATIC_ROOT"] = str(Path(os.environ[servers.FOLDER]) / "static")  # collected once
    environ |= {"SPEARHEAD_VAR": str(var), "SERVE": "0", "PYTHONWARNINGS": "default"}
    environ.pop("ISRGEN", None)
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--small", "--port", str(free_port()), *arguments],
        env=environ, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


HAS_CHALLENGE = (FOLDER / "test.xlsx").exists()
MEAN = re.compile(r"^ +–  Metadata +Algorithm × scale mean +(\S+) +(\S+) +(\S+)", re.MULTILINE)
SURE = re.compile(r"(-?\d\.\d{4}) to (-?\d\.\d{4}) +(\d+|\d+–\d+|–)$", re.MULTILINE)
RATER = re.compile(r"^ +–  Rater P\d+ ", re.MULTILINE)


@pytest.mark.faults  # long, so it begins early
def test_demo_ends_with_a_board_and_leaves_nothing_running(tmp_path):
    var = tmp_path / "var"

    # Where the real challenge's ratings are at hand it is part of the demonstration.
    first = demo(var, *(["--isrgen", str(FOLDER)] if HAS_CHALLENGE else []))

    assert first.returncode == 0, first.stdout + first.stderr
    boards = ROW.findall(first.stdout)
    assert sorted(team for _, team, _ in boards) == sorted(2 * TEAMS)
    assert [rank for rank, _, _ in boards] == list("123456123456")
    scores = [float(score) for _, _, score in boards]
    assert scores == sorted(scores[:6], reverse=True) + sorted(scores[6:], reverse=True)
    sure = SURE.findall(first.stdout)
    assert len(sure) >= 12
    assert all(float(low) < float(high) for low, high, _ in sure)
    assert any("–" in ranks and len(ranks) > 1 for _, _, ranks in sure)
    assert "told apart on 24 images" in first.stdout
    if HAS_CHALLENGE:
        assert MEAN.findall(first.stdout)[-1] == ("0.8186", "0.7905", "0.8607")
        assert len(RATER.findall(first.stdout)) == 2 * 21
    assert (var / "demo" / "logins.json").stat().st_mode & 0o777 == 0o600
    for password in json.loads((var / "demo" / "logins.json").read_text()).values():
        assert password in first.stdout
    assert not embedded.is_running(var)

    again = demo(var)

    assert again.returncode == 0, again.stdout + again.stderr
    assert ROW.findall(again.stdout) == boards
    assert not embedded.is_running(var)


def test_demo_says_what_is_wrong_with_the_folder_it_is_given(tmp_path):
    done = demo(tmp_path / "var", "--isrgen", str(tmp_path))

    assert done.returncode == 1
    assert "holds neither train.xlsx nor train.txt" in done.stderr
    assert not (tmp_path / "var" / "postgres").exists()
