"""`manage.py demo`: a site with a competition, six teams and their scores."""

import os
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from competitions.selectors import find_phase
from config.demo import board, challenge, contest, show
from config.demo.cast import ORGANIZER, ROLES, Logins
from config.demo.entries import hand_in, wait_until_scored
from config.demo.steps import Steps
from config.demo.visitor import Refused, connect
from config.isrgen import files_of
from config.programs import ServerError
from config.running import Site, SiteError, end_on_signals
from core.errors import DomainError

EXPECTED = (
    DomainError, OSError, Refused, ServerError, SiteError, httpx.HTTPError,
    subprocess.CalledProcessError,
)  # fmt: skip

# All of them sign up and in at once, from one address.
ENVIRONMENT = {"THROTTLE_LOGIN": "100/min"}


class Command(BaseCommand):
    help = "Run the site with a demonstration: a competition, teams, scores. Ctrl-C ends it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        environ = os.environ
        parser.add_argument("--port", type=int, default=int(environ.get("PORT", "8000")))
        parser.add_argument("--isrgen", default=environ.get("ISRGEN", ""), help="ISRGen-QA's files")
        parser.add_argument("--small", action="store_true", help="a set of few, small images")
        parser.add_argument(
            "--no-serve",
            action="store_true",
            default=environ.get("SERVE") == "0",
            help="end after printing the board; also SERVE=0",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        end_on_signals()
        try:
            self._run(**options)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except EXPECTED as error:
            raise CommandError(str(error)) from error

    def _run(self, *, port: int, isrgen: str, small: bool, no_serve: bool, **_: Any) -> None:
        if isrgen:
            files_of(Path(isrgen))  # refuse a wrong folder before anything is started
        steps = Steps(self.stdout.write)
        folder = Path(settings.VAR) / "demo"
        with steps("Making a synthetic set of images and ratings (kept for the next time)"):
            data = show.make_data(folder, is_small=small)
        with steps("Computing predictions with real metrics"):
            predictions = show.predict(data)
        log = Path(settings.VAR) / "log" / "site.log"
        logins = Logins(folder / "logins.json")
        with Site(
            port=port, var=settings.VAR, log=log, say=steps.say, environment=ENVIRONMENT
        ) as site:
            self._play(site, data=data, predictions=predictions, logins=logins, steps=steps)
            if isrgen:
                challenge.play(
                    Path(isrgen),
                    client=connect(site.address),
                    out=folder / "isrgen",
                    steps=steps,
                )
            self._print_boards(site, steps, has_challenge=bool(isrgen))
            self._print_logins(site, logins)
            if not no_serve:
                self.stdout.write(f"\nThe site runs at {site.url}/ until Ctrl-C. Its log: {log}")
                site.wait()
        steps.say("Everything is stopped.")

    def _play(
        self, site: Site, *, data: Path, predictions: Path, logins: Logins, steps: Steps
    ) -> None:
        with steps("Creating the competition, its ground truth and its files"):
            contest.make(data, owner=show.organizer(logins), now=timezone.now())
        client = connect(site.address)
        tokens = show.Tokens(client)
        with steps("Signing up over HTTP (addresses are marked as verified in the database)"):
            count = show.sign_up(ROLES, client=client, logins=logins)
            count += show.enter(ROLES, client=client, tokens=tokens, logins=logins)
        uploads = show.uploads(predictions, logins)
        with steps(f"Uploading predictions over HTTP for {len(ROLES)} teams and two phases"):
            hand_in(uploads, client=client, token_of=tokens.of)
        with steps("Waiting for the workers to score them"):
            wait_until_scored(uploads)

    def _print_boards(self, site: Site, steps: Steps, *, has_challenge: bool) -> None:
        boards = [(contest.SLUG, phase) for phase in contest.SPLITS]
        if has_challenge:
            boards += [(challenge.SLUG, phase) for phase in challenge.SPLITS]
        with steps("Waiting for the intervals and the ranks that cannot be told apart"):
            found_boards = {each: board.read_sure_board(site.address, *each) for each in boards}
        for (competition, phase), found in found_boards.items():
            address = f"{site.url}/c/{competition}/leaderboard/{phase}/"
            metrics = find_phase(AnonymousUser(), competition, phase).profile.metrics
            text = board.as_text(found, metrics=metrics)
            self.stdout.write(f"\n{address}\n{found['verdict']}\n{text}")

    def _print_logins(self, site: Site, logins: Logins) -> None:
        self.stdout.write(f"\nSign in at {site.url}/accounts/login/ as")
        for name in (ORGANIZER, *(role.username for role in ROLES)):
            self.stdout.write(f"  {name:<12} {logins.account(name).password}")
        self.stdout.write(f"{ORGANIZER} runs the competitions and may open {site.url}/admin/.")
