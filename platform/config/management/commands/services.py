"""`manage.py services start|stop|status`: the clone's own PostgreSQL and Redis, by hand."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import embedded
from config.programs import ServerError


class Command(BaseCommand):
    help = "Start, stop or show the PostgreSQL and Redis that belong to this clone."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["start", "stop", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {"start": self._start, "stop": self._stop, "status": self._status}
        try:
            acts[options["act"]]()
        except ServerError as error:
            raise CommandError(str(error)) from error

    def _start(self) -> None:
        embedded.start(settings.VAR, needs=embedded.needed())
        self._status()

    def _stop(self) -> None:
        embedded.stop(settings.VAR)
        self._status()

    def _status(self) -> None:
        for name, pid in (
            ("PostgreSQL", embedded.postgres_pid(settings.VAR)),
            ("Redis", embedded.redis_pid(settings.VAR)),
        ):
            state = f"runs (process {pid})" if pid else "does not run"
            self.stdout.write(f"{name} {state}.")
        self.stdout.write(f"Sockets: {embedded.paths(settings.VAR).sockets}")
