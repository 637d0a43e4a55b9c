"""What a worker needs to know: where the broker is, where the site is, and how long to wait."""

import os
from urllib.parse import parse_qs, urlsplit

VARIABLES = ("BROKER", "REDIS_URL")


def broker_url() -> str:
    """The broker's address as Celery writes it; only that of a Unix socket differs.

    Raises
    ------
    SystemExit
        If the environment names no broker.
    """
    url = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), "")
    if not url:
        raise SystemExit(
            "This worker does not know its broker. Set REDIS_URL to the address of the Redis that "
            "the site uses, and SPEARHEAD_URL to the site's address."
        )
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def site_url() -> str:
    return os.environ.get("SPEARHEAD_URL", "http://127.0.0.1:8000").rstrip("/")


def seconds(name: str, default: float) -> float:
    """An interval from the environment."""
    return float(os.environ.get(name, default))
