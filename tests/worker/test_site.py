"""Patience with a site that is being restarted, and none with one that says no."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from evaluator.worker import site


class Answers(BaseHTTPRequestHandler):
    """Answers with the statuses of the server's list, one a request; 0 breaks the connection."""

    def do_GET(self) -> None:
        status = self.server.statuses.pop(0)
        if not status:
            self.connection.close()
            return
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b'{"detail": "so it is"}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    site.client().close()
    site._client.cache_clear()


def get(server, *statuses, patience=10.0):
    server.statuses = list(statuses)
    address = f"http://127.0.0.1:{server.server_port}/"
    return site.request("GET", address, give_up_at=time.monotonic() + patience)


def test_site_that_comes_back_is_waited_for(server):
    assert get(server, 503, 0, 500, 200).status_code == 200


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410])
def test_refusal_is_not_asked_for_twice(server, status):
    with pytest.raises(site.Refused) as caught:
        get(server, status)

    assert (caught.value.status, caught.value.detail) == (status, "so it is")
    assert server.statuses == []


def test_patience_ends(server):
    with pytest.raises(httpx.HTTPStatusError):
        get(server, *[503] * 50, patience=0.5)


def test_waits_grow_and_differ():
    waits = site._waits()
    found = [next(waits) for _ in range(20)]

    assert 0.05 <= found[0] <= 0.15
    assert all(2.5 <= wait <= 7.5 for wait in found[10:])
    assert len(set(found)) == len(found)


def test_heartbeat_that_the_site_could_not_take_counts_as_not_heard(server, monkeypatch):
    monkeypatch.setenv("SPEARHEAD_URL", f"http://127.0.0.1:{server.server_port}")
    server.statuses = [503]

    with pytest.raises(httpx.HTTPStatusError):
        site.JobDoor("1", token="none").heartbeat(progress=0.5, log="")
