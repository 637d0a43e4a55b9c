"""The admin has no sign-in of its own, so that the limits of the site's hold for it too."""

import pytest
from django.test import Client

from accounts.services import verify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/?next=%2Fadmin%2F"
PASSWORD = "long-enough-to-be-guessed"


def known(user):
    """The user, with a password and an address that is verified."""
    user.set_password(PASSWORD)
    user.save()
    verify(user)
    return user


def test_a_password_is_not_looked_at_there():
    user = known(UserFactory(is_staff=True, is_superuser=True))
    client = Client()

    response = client.post(
        "/admin/login/?next=/admin/", {"username": user.username, "password": PASSWORD}
    )

    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_without_rights_is_refused():
    client = Client()
    client.force_login(UserFactory())

    assert client.get("/admin/", follow=True).status_code == 403


def test_an_administrator_comes_in():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("mistakes", "comes_in"), [(4, True), (5, False)])
def test_after_five_mistakes_the_right_password_does_not_help(mistakes, comes_in):
    user = known(UserFactory())
    client = Client(REMOTE_ADDR=f"192.0.2.{mistakes}")  # the address has a limit of its own

    for _ in range(mistakes):
        client.post("/accounts/login/", {"login": user.username, "password": "not-this-one"})
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})

    assert ("_auth_user_id" in client.session) == comes_in
