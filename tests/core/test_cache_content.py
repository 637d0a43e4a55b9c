"""What the cache keeps comes back as it was, and what others put there is not run."""

import os
import pickle

import pytest
from django.core.cache import cache

from core.views import broker


class Attack:
    """Runs a command where it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


@pytest.fixture
def key():
    name = f"content-{os.getpid()}"
    yield name
    cache.delete(name)


@pytest.mark.parametrize(
    "value",
    [0, 7, -3, True, None, 1.5, "", "größe", [1.25, 2.5], {"a": [1, "b"]}, b"", b"7", b"\x00"],
)
def test_a_value_comes_back(key, value):
    cache.set(key, value, 60)

    found = cache.get(key, "nothing")

    assert found == value
    assert type(found) is type(value)


def test_a_counter_counts(key):
    cache.set(key, 1, 60)

    assert cache.incr(key) == 2


def test_what_a_stranger_left_reads_as_nothing_and_does_not_run(key, tmp_path):
    made = tmp_path / "made-by-the-attack"
    broker().set(cache.make_key(key), pickle.dumps(Attack(str(made))), ex=60)

    assert cache.get(key, "nothing") == "nothing"
    assert not made.exists()
