"""Real Chromium against a live site; each page's console and policy violations fail its test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e import world as worlds

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ZONE = "Europe/Paris"


@pytest.fixture
def world(transactional_db: None) -> worlds.World:
    return worlds.make()


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a live site that knows it."""
    monkeypatch.setattr(settings, "SITE_URL", live_server.url)
    monkeypatch.setattr(settings, "CSRF_TRUSTED_ORIGINS", [live_server.url])
    return str(live_server.url)


class Complaints(list[str]):
    """What Chromium's console said that it should not have."""

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.append(f"{message.type}: {message.text} ({message.location})")


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Make a page with a session of its own, signed in if a user is named."""
    contexts: list[BrowserContext] = []
    complaints = Complaints()

    def open_one(user: User | None = None, *, viewport: dict | None = None, **kind: str) -> Page:
        context = browser.new_context(
            base_url=site, viewport=viewport or DESKTOP, timezone_id=ZONE, locale="en-GB", **kind
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", complaints.hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if user:
            sign_in(context, user, site)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert "\n".join(complaints) == ""


def sign_in(context: BrowserContext, user: User, site: str) -> None:
    """Give the browser a session of the user; the form has its own test."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


@pytest.fixture
def worker(tmp_path: Path, site: str) -> Iterator[None]:
    """A real evaluate worker, which has the broker's address and no other secret."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    }
    command = [
        str(Path(sys.executable).parent / "celery"), "-A", "evaluator.worker", "worker",
        "--queues", "evaluate", "--concurrency", "1", "--hostname", f"e2e-{os.getpid()}@%h",
        "--without-gossip", "--without-mingle", "--loglevel", "info",
    ]  # fmt: skip
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=environment
            | {
                "PYTHONPATH": f"{settings.ROOT / 'platform'}:{settings.ROOT}",
                "SPEARHEAD_URL": site,
            },
            cwd=settings.ROOT,
            stdout=log,
            stderr=log,
        )
        yield
        process.terminate()
        process.wait(30)


@pytest.fixture
def statistics(tmp_path: Path, site: str) -> Iterator[None]:
    """The site's own statistics process, and the clock in it, on the tests' database."""
    name = connection.settings_dict["NAME"]
    address = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": f"{settings.ROOT / 'platform'}:{settings.ROOT}",
        "STATISTICS_SECONDS": "0.5",
    }
    command = [
        str(Path(sys.executable).parent / "celery"), "-A", "config", "worker", "--beat",
        "--schedule", str(tmp_path / "schedule"), "--queues", "statistics", "--concurrency", "1",
        "--hostname", f"statistics-{os.getpid()}@%h", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    with (tmp_path / "statistics.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, cwd=settings.ROOT, stdout=log, stderr=log
        )
        yield
        process.terminate()
        process.wait(30)
