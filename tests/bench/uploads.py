"""Participants who upload over HTTP: how soon one is scored, and how many are in a second."""

import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from django.core.files.base import ContentFile
from knox.models import AuthToken

from competitions.models import Phase
from participation.models import Registration
from submissions.models import Submission
from tests.factories import GroundTruthFactory, PhaseFactory, RegistrationFactory

IMAGES = 72
GIVE_UP_SECONDS = 30
POLL_SECONDS = 0.01
FINISHED = {"scored", "rejected", "failed", "cancelled"}


@dataclass(frozen=True)
class Contest:
    """A phase of the size of the 2025 challenge's, with participants who hold tokens."""

    url: str
    phase: Phase
    tokens: Sequence[str]


def contest(url: str, *, participants: int) -> Contest:
    """Make the phase, its truth and so many teams of one."""
    phase = PhaseFactory(concurrent_limit=1_000_000, rejected_daily_cap=1_000_000)
    names = [f"image_{number:02}.png" for number in range(IMAGES)]
    targets = [1 + 4 * number / IMAGES for number in range(IMAGES)]
    lines = [f"{name},{target}" for name, target in zip(names, targets, strict=True)]
    text = "\n".join(["name,mos", *lines]) + "\n"
    GroundTruthFactory(
        phase=phase,
        file=ContentFile(text.encode(), "truth.csv"),
        size=len(text),
        sha256=_sha256(text),
        rows=IMAGES,
        items={"names": names, "targets": targets, "subsets": {}},
    )
    people = [RegistrationFactory(competition=phase.competition) for _ in range(participants)]
    return Contest(url=url, phase=phase, tokens=[_token(person) for person in people])


def seconds_until_visible(contest: Contest, *, uploads: int) -> list[float]:
    """For each of so many uploads, one after the other, the time until its score is answered."""
    with _client(contest, contest.tokens[0]) as client:
        return [_upload_and_wait(client, contest) for _ in range(uploads)]


def scored_per_second(contest: Contest, *, seconds: float) -> float:
    """Upload from all participants at once for so long; the rate until the last one is scored."""
    scored = Submission.objects.scored().filter(phase=contest.phase)
    before, start = scored.count(), time.perf_counter()
    with ThreadPoolExecutor(len(contest.tokens)) as pool:
        uploading = [
            pool.submit(_upload_until, contest, token, start + seconds) for token in contest.tokens
        ]
        wanted = before + sum(each.result() for each in uploading)
    while scored.count() < wanted and time.perf_counter() - start < seconds + GIVE_UP_SECONDS:
        time.sleep(0.05)
    return (scored.count() - before) / (time.perf_counter() - start)


def _upload_until(contest: Contest, token: str, end: float) -> int:
    """Return how many it uploaded."""
    uploads = 0
    with _client(contest, token) as client:
        while time.perf_counter() < end:
            _upload(client, contest)
            uploads += 1
    return uploads


def _upload_and_wait(client: httpx.Client, contest: Contest) -> float:
    start = time.perf_counter()
    number = _upload(client, contest)
    while time.perf_counter() - start < GIVE_UP_SECONDS:
        status = client.get(f"/api/v1/submissions/{number}/").raise_for_status().json()["status"]
        if status in FINISHED:
            break
        time.sleep(POLL_SECONDS)
    if status != "scored":
        raise RuntimeError(f"Submission {number} became {status}: see the site's log.")
    return time.perf_counter() - start


def _upload(client: httpx.Client, contest: Contest) -> int:
    phase = contest.phase
    address = f"/api/v1/competitions/{phase.competition.slug}/phases/{phase.slug}/submissions/"
    answer = client.post(address, files={"file": ("predictions.csv", _predictions())})
    return int(answer.raise_for_status().json()["id"])


def _predictions() -> bytes:
    lines = [f"image_{number:02}.png,{random.random()}" for number in range(IMAGES)]  # noqa: S311
    return "\n".join(["name,score", *lines]).encode()


@contextmanager
def _client(contest: Contest, token: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Token {token}"}
    with httpx.Client(base_url=contest.url, headers=headers, timeout=30) as client:
        yield client


def _token(person: Registration) -> str:
    _, token = AuthToken.objects.create(person.user)
    return str(token)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
