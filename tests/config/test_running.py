import os
import socket
import subprocess
import sys

import pytest

from config.running import SiteError, refuse_taken_port
from config.supervisor import environment_of

ENVIRON = {
    "PATH": "/bin",
    "DATABASE_URL": "postgresql://site:secret@db/site",
    "PGPASSWORD": "secret",
    "SECRET_KEY": "secret",
    "SPEARHEAD_VAR": "/srv/var",
    "EMAIL_HOST_PASSWORD": "secret",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "REDIS_URL": "redis://broker",
}


def test_taken_port_is_refused_with_a_way_out():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        with pytest.raises(SiteError, match=rf"Port {port} on 127\.0\.0\.1 .* PORT={port + 1}\."):
            refuse_taken_port(port)


def test_free_port_is_taken_without_a_word():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]

    refuse_taken_port(port)


def test_worker_gets_no_key_to_the_site():
    assert environment_of("evaluate", ENVIRON) == {"PATH": "/bin", "REDIS_URL": "redis://broker"}


@pytest.mark.parametrize("process", ["web", "control", "statistics", "beat"])
def test_the_sites_own_processes_get_everything(process):
    assert environment_of(process, ENVIRON) == ENVIRON


def test_up_says_which_port_is_taken(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            env=os.environ | {"SPEARHEAD_VAR": str(tmp_path / "var")},
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert not (tmp_path / "var" / "postgres").exists()
