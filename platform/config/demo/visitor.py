"""A person at the site's front door: whatever they do, they do over HTTP."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

TIMEOUT_SECONDS = 30


class Refused(RuntimeError):
    """The site did not do what the demonstration asked of it."""


@dataclass(frozen=True)
class Account:
    username: str
    email: str
    password: str


def connect(url: str) -> httpx.Client:
    """Return a connection to the site's API, for any number of visitors."""
    return httpx.Client(base_url=f"{url}/api/v1/", timeout=TIMEOUT_SECONDS)


class Visitor:
    """One person, and the token that speaks for them.

    Parameters
    ----------
    client : httpx.Client
        From `connect`.
    account : Account
        Whom they are, or want to become.
    token : str, optional
        From `sign_in`; without it they are nobody yet.
    """

    def __init__(self, client: httpx.Client, account: Account, *, token: str = "") -> None:
        self.account = account
        self._client = client
        self._headers = {"Authorization": f"Token {token}"} if token else {}

    def sign_up(self) -> None:
        self._post("accounts/", json=vars(self.account))

    def sign_in(self) -> str:
        """Exchange the password for a token, and return it."""
        answer = self._post(
            "auth/token/",
            json={"username": self.account.username, "password": self.account.password},
        )
        return str(answer["token"])

    def describe(self, **profile: str) -> None:
        self._ask("PATCH", "profile/", json=profile)

    def enter(self, competition: str, *, team: str) -> None:
        """Register for a competition, accepting its rules."""
        self._post(
            f"competitions/{competition}/registration/",
            json={"accept_rules": True, "team_name": team},
        )

    def submit(
        self, competition: str, phase: str, *, file: Path, method: str, description: str = ""
    ) -> int:
        """Upload predictions; return the submission's number."""
        with file.open("rb") as content:
            answer = self._post(
                f"competitions/{competition}/phases/{phase}/submissions/",
                data={"method": method, "description": description},
                files={"file": (file.name, content)},
            )
        return int(answer["id"])

    def _post(self, path: str, **content: Any) -> dict[str, Any]:
        return self._ask("POST", path, **content)

    def _ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        response = self._client.request(method, path, headers=self._headers, **content)
        if response.is_error:
            raise Refused(
                f"{self.account.username}: {method} {response.url} was answered "
                f"{response.status_code}: {response.text[:500]}"
            )
        answer: dict[str, Any] = response.json() if response.content else {}
        return answer
