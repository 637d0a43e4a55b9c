"""How fast the board answers over HTTP, and with how many queries."""

import time

import httpx
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from competitions.models import Phase

WARM_UP = 8
PAGES = 17  # of 30 teams each, for 500 teams
SORTS = ("-score", "score", "-srcc", "team", "-date", "-entries")


def milliseconds(url: str, phase: Phase, *, sort: str, rounds: int) -> list[float]:
    """How long each page of the board took in one order, all pages so many times."""
    first = f"{_address(phase)}?sort={sort}"
    with httpx.Client(base_url=url, timeout=30) as client:
        for _ in range(WARM_UP):  # each process loads its templates at its first page
            _get(client, first)
        return [
            _get(client, f"{first}&page={page}")
            for _ in range(rounds)
            for page in range(1, PAGES + 1)
        ]


def query_count(phase: Phase) -> int:
    """How many queries one page of the board makes."""
    client = Client(SERVER_NAME="127.0.0.1")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(_address(phase))
    if answer.status_code != 200:
        raise RuntimeError(f"The board answered {answer.status_code}.")
    return len(queries)


def _address(phase: Phase) -> str:
    return f"/c/{phase.competition.slug}/leaderboard/{phase.slug}/"


def _get(client: httpx.Client, address: str) -> float:
    start = time.perf_counter()
    client.get(address).raise_for_status()
    return 1000 * (time.perf_counter() - start)
