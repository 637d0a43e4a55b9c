"""The one-time link to the first administrator."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import signing
from django.db import connections
from django.http import Http404

from accounts import services
from accounts.models import User
from accounts.services.first_admin import VALID_SECONDS
from core.models import AuditEntry
from tests.factories import UserFactory

GOOD = {
    "username": "root",
    "email": "Root@example.org",
    "password": "a-long-enough-password",
    "password_again": "a-long-enough-password",
}


def _path():
    link = services.first_admin_link()
    assert link.startswith("http://127.0.0.1:8000/accounts/first-admin/")
    return link.removeprefix("http://127.0.0.1:8000")


@pytest.mark.django_db
def test_link_makes_an_administrator_who_is_signed_in_and_proved(client):
    path = _path()
    page, made = client.get(path), client.post(path, GOOD)

    user = User.objects.get()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert (made.status_code, made["Location"]) == (302, "/admin/")
    assert (user.username, user.email, user.is_superuser, user.is_staff) == (
        "root",
        "root@example.org",
        True,
        True,
    )
    assert client.get("/admin/").status_code == 200
    assert user.emailaddress_set.get().verified
    assert AuditEntry.objects.get().action == "first_admin_made"


@pytest.mark.django_db
def test_link_works_once_even_when_the_administrator_is_gone(client):
    path = _path()
    client.post(path, GOOD)
    again = client.post(path, GOOD | {"username": "second", "email": "b@example.org"})
    User.objects.update(is_superuser=False)
    later = client.post(path, GOOD | {"username": "second", "email": "b@example.org"})

    assert (again.status_code, later.status_code) == (404, 404)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_there_is_no_link_while_there_is_an_administrator(client):
    path = _path()
    UserFactory(is_superuser=True)

    assert services.first_admin_link() is None
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "ImZpcnN0Ig:1:1", ""])
def test_forged_link_opens_nothing(client, token):
    with pytest.raises(Http404):
        services.require_first_admin(token)


@pytest.mark.django_db
def test_link_lasts_a_day(monkeypatch):
    token = _path().rstrip("/").rpartition("/")[2]
    services.require_first_admin(token)
    clock = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: clock() + VALID_SECONDS + 1)

    with pytest.raises(Http404):
        services.require_first_admin(token)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"password": "12345678", "password_again": "12345678"},
        {"password_again": "another-long-password"},
        {"email": "nobody"},
        {"username": "a b"},
    ],
)
def test_page_says_what_will_not_do(client, change):
    answer = client.post(_path(), GOOD | change)

    assert answer.status_code == 200
    assert 'class="errorlist' in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hold_the_link_one_is_the_administrator():
    token = _path().rstrip("/").rpartition("/")[2]
    barrier = threading.Barrier(3)

    def make(number):
        person = {"username": f"root{number}", "email": f"root{number}@example.org"}
        try:
            barrier.wait(timeout=10)
            services.make_first_admin(token=token, password=GOOD["password"], **person)
        except Http404:
            return "refused"
        finally:
            connections["default"].close()
        return "made"

    with ThreadPoolExecutor(3) as pool:
        outcome = sorted(pool.map(make, range(3)))

    assert outcome == ["made", "refused", "refused"]
    assert User.objects.count() == 1
