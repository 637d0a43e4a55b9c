import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}"}
RUN = "import sys; from pathlib import Path; from config import supervisor; "
RUN += "sys.exit(supervisor.main(Path(sys.argv[1])))"


def wait_until(condition, *, seconds=20):
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


@pytest.fixture
def supervise(tmp_path):
    """Start the supervisor on a Procfile; whatever is left of it ends with the test."""
    started = []

    def start(text):
        procfile = tmp_path / "Procfile"
        procfile.write_text(text)
        output = (tmp_path / "output").open("w")
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, procfile], stdout=output, env=ENVIRONMENT
        )
        output.close()
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def pids(path):
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_killed_process_is_started_again_and_the_others_go_on(supervise, tmp_path):
    lines = [f"{name}: echo $$ >> {name}; exec sleep 60\n" for name in ("one", "other")]
    supervise("".join(lines))
    wait_until(lambda: pids(tmp_path / "one") and pids(tmp_path / "other"))

    os.kill(pids(tmp_path / "one")[0], signal.SIGKILL)

    wait_until(lambda: len(pids(tmp_path / "one")) == 2)
    assert is_alive(pids(tmp_path / "one")[1])
    assert [is_alive(pid) for pid in pids(tmp_path / "other")] == [True]


def test_sigterm_ends_them_all(supervise, tmp_path):
    process = supervise("one: echo $$ >> one; exec sleep 60\nother: echo $$ >> other; sleep 60\n")
    wait_until(lambda: pids(tmp_path / "one") and pids(tmp_path / "other"))

    process.terminate()

    assert process.wait(20) == 143
    wait_until(lambda: not any(map(is_alive, pids(tmp_path / "one") + pids(tmp_path / "other"))))
    assert len(pids(tmp_path / "one")) == 1


def test_process_that_keeps_dying_ends_them_all_with_its_status(supervise, tmp_path):
    process = supervise("bad: echo $$ >> bad; exit 3\ngood: echo $$ >> good; exec sleep 60\n")

    assert process.wait(30) == 3
    assert len(pids(tmp_path / "bad")) == 4
    assert not any(map(is_alive, pids(tmp_path / "good")))


def test_they_end_with_whoever_started_them(tmp_path):
    (tmp_path / "Procfile").write_text("one: echo $$ >> one; exec sleep 60\n")
    parent = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', *sys.argv[1:]])"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{parent}; time.sleep(60)", RUN, tmp_path / "Procfile"],
        stdout=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    wait_until(lambda: pids(tmp_path / "one"))

    process.kill()
    process.wait()

    wait_until(lambda: not any(map(is_alive, pids(tmp_path / "one"))))


def test_they_end_where_the_supervisor_itself_was_killed(supervise, tmp_path):
    process = supervise("one: echo $$ >> one; exec sleep 60\nother: echo $$ >> other; sleep 60\n")
    wait_until(lambda: pids(tmp_path / "one") and pids(tmp_path / "other"))

    process.kill()

    wait_until(lambda: not any(map(is_alive, pids(tmp_path / "one") + pids(tmp_path / "other"))))
    assert len(pids(tmp_path / "one")) == 1
