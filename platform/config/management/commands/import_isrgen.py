"""`manage.py import_isrgen DIR`: the VQualA 2025 ISRGC-Q challenge, from its dataset's files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from config import isrgen
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Make the ISRGC-Q competition of 2025 from the folder that holds train, val and test of "
        "ISRGen-QA (.xlsx with all ratings, or .txt). Doing it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--owner",
            default="",
            metavar="USERNAME",
            help="who runs the competition; default: the first administrator",
        )
        parser.add_argument(
            "--open",
            action="store_true",
            dest="is_open",
            help="leave the phases open, to try methods on them after the challenge",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            competition = isrgen.install(
                options["folder"].resolve(),
                owner=_owner(options["owner"]),
                is_open=options["is_open"],
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{competition.title}: /c/{competition.slug}/")


def _owner(username: str) -> User:
    if username:
        found = User.objects.filter(username=username).first()
        if found is None:
            raise CommandError(f"Nobody here is called {username!r}.")
        return found
    first = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if first is None:
        raise CommandError("This site has no administrator yet; name an owner with --owner.")
    return first
