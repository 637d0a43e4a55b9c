"""The pages of django-allauth in the site's own frame."""

import pytest
from django.test import Client

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ANONYMOUS = [
    "login",
    "signup",
    "password/reset",
    "password/reset/done",
    "confirm-email",
    "confirm-email/no-such-key",
    "password/reset/key/1-no-key",
]
SIGNED_IN = ["logout", "email", "password/change"]


@pytest.mark.parametrize("address", ANONYMOUS)
def test_pages_before_signing_in_are_in_the_frame(client: Client, address: str) -> None:
    page = client.get(f"/accounts/{address}/").text

    assert 'class="masthead"' in page
    assert " style=" not in page


@pytest.mark.parametrize("address", SIGNED_IN)
def test_pages_of_an_account_are_in_the_frame(client: Client, address: str) -> None:
    client.login(username=UserFactory().username, password=PASSWORD)

    page = client.get(f"/accounts/{address}/").text

    assert 'class="masthead"' in page
    assert " style=" not in page


def test_an_error_stands_at_its_field_in_words(client: Client) -> None:
    page = client.post("/accounts/signup/", {"email": "no", "username": "ann"}).text

    assert "Enter a valid email address." in page
    assert 'aria-invalid="true"' in page
