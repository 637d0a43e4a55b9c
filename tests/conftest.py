"""Every test runs on real servers: throw-away PostgreSQL and Redis, one pair for a test run."""

import os
import shutil
from collections.abc import Iterator

import django
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from config import embedded
from tests import servers
from tests.browser import browser as browser  # one instance of the fixture for all folders

if settings.configured:
    pytest.exit("Unset DJANGO_SETTINGS_MODULE: the tests name the settings themselves.", 4)

SERVERS_FOLDER = servers.point_environment_at_servers()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
# The workers inherit the environment, and would load the settings before they have read this file.
del os.environ["DJANGO_SETTINGS_MODULE"]

HAS_CHROMIUM = shutil.which("chromium") is not None
SERVERS = embedded.Servers(SERVERS_FOLDER, durable=False, watch=False)

hypothesis.settings.register_profile("spearhead", deadline=None, database=None, derandomize=True)
hypothesis.settings.load_profile("spearhead")


def pytest_configure(config: pytest.Config) -> None:
    if not servers.WORKER:
        servers.sweep()
        SERVERS.__enter__()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not servers.WORKER:
        SERVERS.__exit__(None, None, None)
        shutil.rmtree(SERVERS_FOLDER)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that none of them is what everybody waits for at the end."""
    items.sort(key=lambda item: not _is_long(item))
    if not HAS_CHROMIUM:
        config.hook.pytest_deselected(items=[item for item in items if _drives_browser(item)])
        items[:] = [item for item in items if not _drives_browser(item)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not HAS_CHROMIUM:
        terminalreporter.write_line(
            "THE BROWSER'S TESTS WERE LEFT OUT: chromium is missing "
            "(Debian, Ubuntu: sudo apt-get install chromium).",
            red=True,
        )


def _drives_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _is_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("browser", "faults"))


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Pages need no collected static files, and passwords no slow hash."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": static},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def empty_redis() -> None:
    """No throttle counts and no messages of an earlier test."""
    cache.clear()
