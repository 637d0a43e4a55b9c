"""A worker signs in with the broker, so that the site can say whether anybody works."""

import logging
import threading
import time
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError

KEY = "spearhead:worker:"
LASTS_SECONDS = 30
EVERY_SECONDS = 10.0
logger = logging.getLogger(__name__)


def keep(app: Celery, *, name: str) -> threading.Thread:
    """Sign in now and again, for as long as the process lives."""
    thread = threading.Thread(target=_keep, args=(app, name), name="presence", daemon=True)
    thread.start()
    return thread


def _keep(app: Celery, name: str) -> None:
    away: tuple[type[BaseException], ...] = app.connection_for_write().connection_errors
    away += (OperationalError,)
    while True:
        try:
            sign_in(app, name=name)
        except away as error:
            logger.info("presence_not_noted: %s", error)
        time.sleep(EVERY_SECONDS)


def sign_in(app: Celery, *, name: str) -> None:
    """Note in Redis that the worker `name` is there; it is forgotten if it does not come again."""
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1)
        redis: Any = connection.default_channel
        redis.client.set(KEY + name, "1", ex=LASTS_SECONDS)
