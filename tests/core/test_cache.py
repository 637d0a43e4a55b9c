"""The site goes on while Redis is away."""

import pytest
from django.core.cache import caches
from django.test import Client

from core.cache import ForgivingRedisCache


@pytest.fixture
def away(tmp_path):
    """A cache whose server does not exist."""
    return ForgivingRedisCache(f"unix://{tmp_path}/nobody.sock?db=0", {})


def test_cache_that_is_away_reads_as_empty(away):
    away.set("key", 1)

    assert away.get("key", "default") == "default"
    assert away.add("key", 1) is True
    assert away.incr("key") == 1
    assert away.delete("key") is False


def test_cache_that_is_there_keeps_what_it_is_given():
    caches["default"].set("key", 1)

    assert caches["default"].get("key") == 1


@pytest.mark.django_db
def test_page_is_served_while_the_cache_is_away(away, settings, tmp_path):
    settings.CACHES = {
        "default": {
            "BACKEND": "core.cache.ForgivingRedisCache",
            "LOCATION": f"unix://{tmp_path}/nobody.sock?db=0",
        }
    }

    assert Client().get("/api/v1/competitions/").status_code == 200
