"""`manage.py load_competition FILE`: a competition from one YAML file, or the changes to one."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.loading.applying import load
from config.loading.document import Problems


class Command(BaseCommand):
    help = "Make a competition from a YAML file, or bring it up to a changed one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the YAML file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        source, folder = self._read(name)
        try:
            competition = load(source, folder=folder, file_name=name, say=self.stdout.write)
        except Problems as problems:
            raise CommandError(f"Nothing was changed.\n{problems}") from problems
        self.stdout.write(f"{settings.SITE_URL}/c/{competition.slug}/")

    def _read(self, name: str) -> tuple[str, Path]:
        """The text, and the folder that its paths are relative to."""
        if name == "-":
            return sys.stdin.read(), Path.cwd()
        path = Path(name)
        try:
            return path.read_text(encoding="utf-8"), path.parent
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{name} cannot be read as text: {error}") from error
