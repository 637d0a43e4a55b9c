"""The worker's way to the site: one connection that is kept, and patience."""

import functools
import logging
import os
import random
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from evaluator.worker import settings

TIMEOUT = httpx.Timeout(20, connect=5)
FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 5.0
BUSY = frozenset({429, 500, 502, 503, 504})
logger = logging.getLogger(__name__)


class Refused(Exception):
    """The site says no, and asking again would not change that."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail


@functools.cache
def _client(process: int) -> httpx.Client:
    """One for each process: a connection must not be shared across a fork."""
    return httpx.Client(timeout=TIMEOUT, headers={"User-Agent": "spearhead-worker"})


def client() -> httpx.Client:
    return _client(os.getpid())


def request(
    method: str,
    url: str,
    *,
    give_up_at: float,
    headers: Mapping[str, str] | None = None,
    json: object = None,
) -> httpx.Response:
    """Ask until the site answers; a site or database that is being restarted is waited for.

    Raises
    ------
    Refused
        If the site answers with a refusal.
    httpx.HTTPError
        If it has not answered when `time.monotonic()` passes `give_up_at`.
    """
    for wait in _waits():
        try:
            response = client().request(method, url, headers=headers, json=json)
            if response.status_code not in BUSY:
                return _accepted(response)
            response.raise_for_status()
        except httpx.HTTPError as error:
            if time.monotonic() + wait >= give_up_at:
                raise
            logger.warning("site_not_reached: %s, again in %.1f s", error, wait)
        time.sleep(wait)
    raise AssertionError("the waits never end")


def _accepted(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    try:
        detail = str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        detail = response.text[:200]
    raise Refused(response.status_code, detail)


def _waits() -> Iterator[float]:
    """Growing, with chance in it so that workers do not all come back at the same moment."""
    wait = FIRST_WAIT_SECONDS
    while True:
        yield wait * random.uniform(0.5, 1.5)  # noqa: S311 - not a secret
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)


class JobDoor:
    """One job's addresses at the site, and the tokens that open them."""

    def __init__(self, job_id: str, *, token: str) -> None:
        self.address = f"{settings.site_url()}/api/v1/jobs/{job_id}"
        self.token = token
        self.worker = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:12]}"

    def lease(self, *, patience_seconds: float) -> dict[str, Any]:
        """Take the lease; from then on the door is open for this attempt."""
        response = request(
            "GET",
            self.address,
            headers=self._headers() | {"X-Worker": self.worker},
            give_up_at=time.monotonic() + patience_seconds,
        )
        document: dict[str, Any] = response.json()
        self.token = document["token"]
        return document

    def heartbeat(self, *, progress: float, log: str) -> None:
        """Once, without patience: the next one comes soon."""
        response = client().post(
            f"{self.address}/heartbeat",
            json={"progress": progress, "log": log},
            headers=self._headers(),
        )
        if response.status_code in BUSY:
            response.raise_for_status()  # not heard: the lease is as old as it was
        _accepted(response)

    def report(self, result: Mapping[str, Any], *, give_up_at: float) -> None:
        request(
            "POST",
            f"{self.address}/result",
            json=dict(result),
            headers=self._headers(),
            give_up_at=give_up_at,
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Job {self.token}"}
