"""The real ISRGC-Q challenge in the demonstration: its 21 raters, and a mean, as baselines."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.utils import timezone

from accounts.models import User
from accounts.services import make_token, verify
from competitions.models import Competition
from config import isrgen
from config.demo.cast import ORGANIZER
from config.demo.entries import Upload, hand_in, wait_until_scored
from config.demo.making import make_once
from config.demo.steps import Steps
from config.demo.visitor import Account
from participation.models import Registration, Team

SLUG = isrgen.SLUG
SPLITS = isrgen.SPLITS
RATERS = tuple(f"P{number}" for number in range(1, 22))


@dataclass(frozen=True)
class Entry:
    """A baseline: who is said to have made it, and its predictions' name."""

    username: str
    predictor: str
    team: str
    method: str
    shown_as: str

    @property
    def account(self) -> Account:
        return Account(self.username, f"{self.username}@example.org", password="")


ENTRIES = (
    Entry(
        "isrgen-mean", "algorithm-scale-mean", "Metadata", "Algorithm × scale mean", "training set"
    ),
    *(
        Entry(f"isrgen-{rater.lower()}", rater, f"Rater {rater}", "One person's ratings", "panel")
        for rater in RATERS
    ),
)


def play(folder: Path, *, client: httpx.Client, out: Path, steps: Steps) -> None:
    """Import the challenge and have the raters and the mean predictor score in both phases."""
    folder = folder.resolve()
    owner = User.objects.get(username=ORGANIZER)
    with steps("Importing the ISRGC-Q challenge"):
        competition = isrgen.install(folder, owner=owner, is_open=True)
    with steps("Writing each rater's own scores, and algorithm × scale means, as predictions"):
        splits = list(SPLITS.values())
        make_once(
            out.with_suffix(".made"), "isrgen", "--data", folder, "--out", out, "--split", *splits,
            inputs=isrgen.files_of(folder).values(),
        )  # fmt: skip
    entries = [entry for entry in ENTRIES if (out / f"{entry.predictor}-test.csv").exists()]
    with steps(f"Uploading them over HTTP as {len(entries)} baselines, which are not ranked"):
        for entry in entries:
            _take_part(entry, competition)
        uploads = list(_uploads(entries, out))
        hand_in(uploads, client=client, token_of=_token_of)
    with steps("Waiting for the workers to score them"):
        wait_until_scored(uploads)


def _take_part(entry: Entry, competition: Competition) -> None:
    """Make the account (nobody signs in with it) and the baseline's team in the database."""
    account = entry.account
    user = User.objects.filter(username=account.username).first()
    if user is None:
        user = User.objects.create_user(
            account.username, account.email, first_name="ISRGen-QA", last_name=entry.shown_as
        )
        verify(user)
    team, _ = Team.objects.get_or_create(
        competition=competition,
        name=entry.team,
        defaults={"kind": Team.Kind.BASELINE, "leader": user},
    )
    Registration.objects.get_or_create(
        competition=competition,
        user=user,
        defaults={
            "team": team,
            "status": Registration.Status.APPROVED,
            "rules_accepted_at": timezone.now(),
        },
    )


def _uploads(entries: list[Entry], out: Path) -> Iterator[Upload]:
    for phase, split in SPLITS.items():
        for entry in entries:
            yield Upload(
                account=entry.account,
                team=entry.team,
                competition=SLUG,
                phase=phase,
                file=out / f"{entry.predictor}-{split}.csv",
                method=entry.method,
            )


def _token_of(account: Account) -> str:
    """A new token from the database: signing in over HTTP so often at once would be throttled."""
    _, token = make_token(user=User.objects.get(username=account.username))
    return token
