"""A cache that may be wiped or away: the site goes on without it."""

import json
import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import DataError, RedisError

logger = logging.getLogger(__name__)


class PlainSerializer:
    """Numbers, bytes, and what JSON holds.

    Not pickle, which would run what it reads: workers reach Redis too, and must not be able to
    have the site run anything.
    """

    def dumps(self, value: Any) -> int | bytes:
        if type(value) is int:  # as it is, so that Redis can count with it
            return value
        if isinstance(value, bytes):
            return b"b" + value
        return b"j" + json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        kind, content = data[:1], data[1:]
        if kind == b"b":
            return content
        try:
            return json.loads(content) if kind == b"j" else int(data)
        except ValueError as error:
            raise DataError("this cache entry is not of our making") from error


class ForgivingRedisCache(RedisCache):
    """Redis, where a server that does not answer reads as an empty cache.

    Counters for throttling live here as well; while Redis is away nobody is throttled, which
    is better than a site that is away.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError as error:
            logger.warning("cache_unavailable: %s", error)
            return default

    def set(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(*args, **kwargs)
        except RedisError as error:
            logger.warning("cache_unavailable: %s", error)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        try:
            return bool(super().add(*args, **kwargs))
        except RedisError as error:
            logger.warning("cache_unavailable: %s", error)
            return True

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        try:
            return int(super().incr(key, delta, version))
        except RedisError as error:
            logger.warning("cache_unavailable: %s", error)
            return delta

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return bool(super().delete(key, version))
        except RedisError as error:
            logger.warning("cache_unavailable: %s", error)
            return False
