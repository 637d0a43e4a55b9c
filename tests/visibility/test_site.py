"""Every address of the site and the API, for everybody: who is answered what, and shown what.

A new address without a row fails; so does one that shows a secret to the wrong person, whatever
its status.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.visibility.rows import ROWS
from tests.visibility.world import ROLES, Side, World, build_world, filled, routes, secrets

pytestmark = pytest.mark.django_db

METHODS = ("get", "post", "put", "patch", "delete")
# What a request must hold to come past the check of its form, to the check of the person.
SENT: dict[str, dict[str, Any]] = {
    "api/v1/jobs/<uuid:job_id>/result": {"outcome": "rejected"},
    "api/v1/submissions/<int:pk>/rescore": {"reason": "why not"},
    "api/v1/competitions/<slug:slug>/phases/<slug:phase>/rescores/": {"reason": "why not"},
    "api/v1/competitions/<slug:slug>/registration/": {"accept_rules": True},
    "c/<slug:slug>/register/": {"accept_rules": "on"},
}
# What may be shown of the side that a person belongs to.
SHOWN = {
    "participant": {"score", "submission", "person", "invitation", "token"},
    "organizer": {
        "score",
        "exact",
        "statistics",
        "submission",
        "person",
        "truth",
        "unreleased",
        "rescore",
    },
}


@dataclass(frozen=True)
class Row:
    method: str
    pattern: str
    variant: str
    statuses: tuple[int, ...]


def _row(line: str) -> Row:
    method, *cells = line.split()
    pattern, variant = cells[len(ROLES)], " ".join(cells[len(ROLES) + 1 :])
    statuses = tuple(int(cell) for cell in cells[: len(ROLES)])
    return Row(method.lower(), "" if pattern == "(home)" else pattern, variant, statuses)


TABLE = [_row(line) for line in ROWS.splitlines() if line.strip()]
NAMES = ("<slug:slug>", "<int:pk>", "join/<str:token>", "<uuid:job_id>")
OF_COMPETITIONS = [row for row in TABLE if any(name in row.pattern for name in NAMES)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once: every request's changes are undone, and at the end the world's own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def _ask(world: World, role: str, row: Row, side: Side) -> HttpResponse:
    """The answer to one request; whatever it changed is undone."""
    client = Client()
    if role in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    cache.clear()
    point = transaction.savepoint()
    try:
        return _request(client, row, side)
    finally:
        transaction.savepoint_rollback(point)


def _request(client: Client, row: Row, side: Side) -> HttpResponse:
    address = filled(row.pattern, side, row.variant)
    if row.method == "get":
        return client.get(address)
    sent = dict(SENT.get(row.pattern, {}))
    if "regist" in row.pattern and "decide" in row.pattern:
        sent = {"registrations": [side.registration.pk], "decision": "approve"}
    elif row.pattern.endswith("registrations/"):
        sent = {"registration": side.registration.pk, "decision": "approve"}
    form = {"content_type": "application/json"} if row.pattern.startswith("api/") else {}
    return getattr(client, row.method)(address, sent, **form)


def _text(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def _leaks(role: str, answer: HttpResponse, side: Side, *, is_own: bool) -> list[str]:
    may = SHOWN.get(role, set()) if is_own else set()
    text = _text(answer)
    hidden = [words for kind, words in secrets(side).items() if kind not in may]
    return [word for words in hidden for word in words if word in text]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.pattern} {row.variant}")
def test_each_person_gets_the_answer_in_the_table_and_no_secret(world, row):
    answers = {role: _ask(world, role, row, world.mine) for role in ROLES}

    assert tuple(answer.status_code for answer in answers.values()) == row.statuses
    for role, answer in answers.items():
        if answer.status_code != 302:
            assert _leaks(role, answer, world.mine, is_own=True) == []
        if role != "staff":
            assert _leaks(role, answer, world.other, is_own=False) == []


@pytest.mark.parametrize("row", OF_COMPETITIONS, ids=lambda row: f"{row.method} {row.pattern}")
def test_draft_is_not_there_for_strangers(world, row):
    strangers = [role for role in ROLES if role != "staff"]

    for role in strangers:
        answer = _ask(world, role, row, world.other)

        assert _is_refused(answer), (role, answer.status_code)
        assert world.other.competition.title not in _text(answer)


TWO_IDS = [
    row for row in OF_COMPETITIONS if "<slug:slug>" in row.pattern and ("<int:pk>" in row.pattern)
]


@pytest.mark.parametrize("row", TWO_IDS, ids=lambda row: f"{row.method} {row.pattern}")
def test_number_of_another_competition_is_not_there_under_ones_own(world, row):
    mixed = replace(world.other, competition=world.mine.competition, phase=world.mine.phase)

    for role in ROLES:
        answer = _ask(world, role, row, mixed)

        assert _is_refused(answer), (role, answer.status_code)


def _is_refused(answer: HttpResponse) -> bool:
    """Not there, or to the sign-in; a worker's door says that the token is wrong."""
    if answer.status_code == 302:
        return answer["Location"].startswith("/accounts/login/")
    is_door = answer.request["PATH_INFO"].startswith("/api/v1/jobs/")
    return answer.status_code in ({401, 403} if is_door else {401, 404})


def test_every_address_and_method_has_a_row(world):
    """What has no row must not be allowed: an API view tells its methods, a page is asked."""
    told = {(row.method, row.pattern) for row in TABLE}

    missing = [
        f"{method.upper()} {pattern}"
        for pattern, route in routes().items()
        for method in _methods(route.callback)
        if (method, pattern) not in told and not _is_refused_to_all(world, method, pattern)
    ]

    assert missing == []


def test_every_row_has_an_address():
    assert {row.pattern for row in TABLE} - set(routes()) == set()


def _methods(view: Any) -> list[str]:
    of_class = getattr(view, "cls", None)
    if of_class is None:
        return ["get", "post"]
    return [method for method in METHODS if hasattr(of_class, method)]


def _is_refused_to_all(world: World, method: str, pattern: str) -> bool:
    row = Row(method, pattern, "", ())
    roles = [role for role in ROLES if role != "visitor"]
    return all(_ask(world, role, row, world.mine).status_code == 405 for role in roles)
