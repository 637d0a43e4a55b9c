"""`make up` on an empty machine: servers, processes, the first administrator's link, an end."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from config import embedded
from tests import servers

LINK = re.compile(r"^  (http://127\.0\.0\.1:\d+/accounts/first-admin/\S+)$", re.MULTILINE)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def read_until(stream, word):
    """The lines up to the one that begins with `word`."""
    lines = []
    for line in stream:
        lines.append(line)
        if line.startswith(word):
            break
    return "".join(lines)


@pytest.mark.faults  # long, so it begins early
def test_up_serves_an_empty_site_until_sigterm_and_leaves_nothing_running(tmp_path):
    var, port = tmp_path / "var", free_port()
    environ = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    environ["STATIC_ROOT"] = str(Path(os.environ[servers.FOLDER]) / "static")  # collected once
    up = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "up", "--port", str(port)],
        env=environ | {"SPEARHEAD_VAR": str(var)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        said = read_until(up.stdout, "Ready:")
        assert f"Ready: http://127.0.0.1:{port} " in said
        page = httpx.get(LINK.search(said).group(1), timeout=10)
        assert page.status_code == 200
        assert embedded.is_running(var)
    finally:
        up.send_signal(signal.SIGTERM)
        rest, _ = up.communicate(timeout=60)

    assert rest.rstrip().endswith("Stopped.")
    assert up.returncode == 0
    assert not embedded.is_running(var)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
