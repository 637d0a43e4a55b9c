"""The demonstration, act by act; each may be repeated and then changes nothing."""

import json
from collections.abc import Iterable
from pathlib import Path

from accounts.models import User
from accounts.services import verify
from competitions.models import Competition
from config.demo.cast import ORGANIZER, ROLES, Logins, Role
from config.demo.contest import SLUG, SPLITS, run_baselines
from config.demo.entries import Upload
from config.demo.visitor import Account, Visitor
from participation.models import Registration

SMALL = ("--side", "48", "--train", "72", "--val", "24", "--test", "24")


def make_data(folder: Path, *, is_small: bool) -> Path:
    """Make the synthetic set; return its folder."""
    data = folder / ("small" if is_small else "set")
    run_baselines("synth", "--out", data, *(SMALL if is_small else ()))
    return data


def predict(data: Path) -> Path:
    """Compute what the teams will hand in; return the predictions' folder."""
    digest = json.loads((data / "set.json").read_text())["sha256"]
    folder = data.with_name(f"predictions-{digest[:12]}")
    splits = list(SPLITS.values())
    wanted = [folder / f"{role.method}-{split}.csv" for role in ROLES for split in splits]
    if not all(path.exists() for path in wanted):
        methods = [role.method for role in ROLES]
        run_baselines(
            "predict", "--data", data, "--out", folder, "--split", *splits, "--method", *methods
        )
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


def sign_up(roles: Iterable[Role], *, url: str, logins: Logins) -> int:
    """Sign up over HTTP whoever has no account yet; return how many those were."""
    count = 0
    for role in roles:
        account = logins.account(role.username)
        if User.objects.filter(username=account.username).exists():
            continue
        with Visitor(url, account) as visitor:
            visitor.sign_up()
        # As an operator may who vouches for the address: no mail leaves this machine.
        verify(User.objects.get(username=account.username))
        count += 1
    return count


def enter(roles: Iterable[Role], *, url: str, tokens: "Tokens", logins: Logins) -> int:
    """Register over HTTP whoever does not take part yet; return how many those were."""
    competition = Competition.objects.get(slug=SLUG)
    count = 0
    for role in roles:
        account = logins.account(role.username)
        if Registration.objects.filter(
            competition=competition, user__username=account.username
        ).exists():
            continue
        with Visitor(url, account) as visitor:
            visitor.use(tokens.of(account))
            visitor.describe(
                first_name=role.first_name, last_name=role.last_name,
                affiliation=role.affiliation, country=role.country,
            )  # fmt: skip
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

    def __init__(self, url: str) -> None:
        self._url = url
        self._tokens: dict[str, str] = {}

    def of(self, account: Account) -> str:
        if account.username not in self._tokens:
            with Visitor(self._url, account) as visitor:
                self._tokens[account.username] = visitor.sign_in()
        return self._tokens[account.username]
