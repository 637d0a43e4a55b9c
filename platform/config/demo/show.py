"""The demonstration, act by act; each may be repeated and then changes nothing."""

from collections.abc import Iterable
from pathlib import Path

import httpx

from accounts.models import User
from accounts.services import verify
from competitions.models import Competition
from config.demo.cast import ORGANIZER, ROLES, Logins, Role
from config.demo.contest import SLUG, SPLITS
from config.demo.entries import Upload
from config.demo.making import make_once
from config.demo.visitor import Account, Visitor
from participation.models import Registration

SMALL = ("--side", "48", "--train", "72", "--val", "24", "--test", "24")


def make_data(folder: Path, *, is_small: bool) -> Path:
    """Make the synthetic set; return its folder."""
    data = folder / ("small" if is_small else "set")
    size = SMALL if is_small else ()
    make_once(data.with_suffix(".made"), "synth", "--out", data, *size)
    return data


def predict(data: Path) -> Path:
    """Compute what the teams will hand in; return the predictions' folder."""
    folder = data.with_name(f"{data.name}-predictions")
    methods = [role.method for role in ROLES]
    make_once(
        folder.with_suffix(".made"), "predict", "--data", data, "--out", folder,
        "--split", *SPLITS.values(), "--method", *methods, inputs=[data / "set.json"],
    )  # fmt: skip
    return folder


def organizer(logins: Logins) -> User:
    """Return who runs the demonstration's competitions; also an administrator of the site."""
    account = logins.account(ORGANIZER)
    user = User.objects.filter(username=account.username).first()
    if user is None:
        user = User.objects.create_superuser(
            account.username, account.email, account.password, first_name="Olga", last_name="Ordner"
        )
        verify(user)
    return user


def sign_up(roles: Iterable[Role], *, client: httpx.Client, logins: Logins) -> int:
    """Sign up over HTTP whoever has no account yet; return how many those were."""
    count = 0
    for role in roles:
        account = logins.account(role.username)
        if User.objects.filter(username=account.username).exists():
            continue
        Visitor(client, account).sign_up()
        # As an operator may who vouches for the address: no mail leaves this machine.
        verify(User.objects.get(username=account.username))
        count += 1
    return count


def enter(roles: Iterable[Role], *, client: httpx.Client, tokens: "Tokens", logins: Logins) -> int:
    """Register over HTTP whoever does not take part yet; return how many those were."""
    competition = Competition.objects.get(slug=SLUG)
    count = 0
    for role in roles:
        account = logins.account(role.username)
        if Registration.objects.filter(
            competition=competition, user__username=account.username
        ).exists():
            continue
        visitor = Visitor(client, account, token=tokens.of(account))
        visitor.describe(
            first_name=role.first_name,
            last_name=role.last_name,
            affiliation=role.affiliation,
            country=role.country,
        )
        visitor.enter(SLUG, team=role.team)
        count += 1
    return count


def uploads(predictions: Path, logins: Logins) -> list[Upload]:
    """List what the teams hand in, the phases one after the other."""
    return [
        Upload(
            account=logins.account(role.username),
            team=role.team,
            competition=SLUG,
            phase=phase,
            file=predictions / f"{role.method}-{split}.csv",
            method=role.title,
            description=role.description,
        )
        for phase, split in SPLITS.items()
        for role in ROLES
    ]


class Tokens:
    """API tokens, fetched over HTTP once for each person who needs one."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._tokens: dict[str, str] = {}

    def of(self, account: Account) -> str:
        if account.username not in self._tokens:
            self._tokens[account.username] = Visitor(self._client, account).sign_in()
        return self._tokens[account.username]
