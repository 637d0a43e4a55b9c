"""Signing up, in and out, by program."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts import services
from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ADA = {"username": "ada", "email": "ada@example.org", "password": "analytical-engine-1843"}
NEW = ADA | {"username": "new", "email": "new@example.org"}


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def ada():
    user = UserFactory(username="ada", email="ada@example.org")
    services.verify(user)
    return user


def _sign_in(api, login, password=PASSWORD):
    return api.post("/api/v1/auth/token/", {"username": login, "password": password})


def test_account_works_only_after_the_link_was_followed(api, client):
    answer = api.post("/api/v1/accounts/", ADA)
    refused = _sign_in(api, "ada", ADA["password"])
    link = re.search(r"http://\S+(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    client.post(link[1])
    accepted = _sign_in(api, "ada", ADA["password"])

    assert answer.status_code == 201
    assert answer.json()["username"] == "ada"
    assert mail.outbox[0].to == ["ada@example.org"]
    assert (refused.status_code, refused.json()["code"]) == (403, "email_not_verified")
    assert accepted.status_code == 201


def test_taken_address_is_answered_like_a_free_one(api, ada):
    free = api.post("/api/v1/accounts/", ADA | {"username": "b", "email": "b@example.org"})
    taken = api.post("/api/v1/accounts/", ADA | {"username": "c", "email": "ADA@example.org"})

    assert (free.status_code, taken.status_code) == (201, 201)
    assert free.json()["detail"] == taken.json()["detail"]
    assert dict(free.cookies) == dict(taken.cookies) == {}
    assert not User.objects.filter(username="c").exists()
    assert mail.outbox[1].to == ["ada@example.org"]
    assert "already exists" in mail.outbox[1].body


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "ADA"}, "username: "),
        ({"password": "12345678"}, "password: "),
        ({"username": "../etc"}, "username: "),
    ],
)
def test_refused_sign_up_says_which_field_and_makes_nothing(api, ada, change, words):
    answer = api.post("/api/v1/accounts/", NEW | change)

    assert (answer.status_code, answer.json()["code"]) == (400, "sign_up_refused")
    assert answer.json()["detail"].startswith(words)
    assert User.objects.count() == 1


@pytest.mark.parametrize("login", ["ada", "ADA@example.org"])
def test_token_for_username_or_address_speaks_for_its_owner(api, ada, login):
    answer = _sign_in(api, login)

    api.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    profile = api.get("/api/v1/profile/")
    assert answer.status_code == 201
    assert profile.json()["username"] == "ada"
    assert "no-store" in answer["Cache-Control"]


def test_wrong_password_and_unknown_person_get_the_same_answer(api, ada):
    wrong, unknown = _sign_in(api, "ada", "wrong"), _sign_in(api, "nobody", "wrong")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_sixth_wrong_password_is_refused_even_when_right(api, ada):
    codes = [_sign_in(api, "ada", "wrong").status_code for _ in range(5)]

    assert codes == [401] * 5
    assert _sign_in(api, "ada").status_code == 429


def test_sign_in_is_throttled_by_address(api):
    codes = [_sign_in(api, f"person{n}", "x").status_code for n in range(11)]

    assert codes[-1] == 429


def test_deactivated_person_gets_no_token_and_uses_none(api, ada):
    _, secret = services.make_token(user=ada)
    User.objects.update(is_active=False)

    api.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    assert api.get("/api/v1/profile/").status_code == 401
    assert _sign_in(APIClient(), "ada").status_code == 401


def test_tokens_are_listed_by_prefix_and_never_whole(api, ada):
    _, secret = services.make_token(user=ada)
    services.make_token(user=UserFactory())
    api.force_authenticate(ada)

    listed = api.get("/api/v1/auth/tokens/").json()["results"]

    assert [row["prefix"] for row in listed] == [secret[:15]]
    assert set(listed[0]) == {"prefix", "created_at", "expires_at"}


def test_revoked_token_opens_nothing(api, ada):
    made = _sign_in(api, "ada").json()
    api.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")

    assert api.post("/api/v1/auth/sign-out/").status_code == 204
    assert api.get("/api/v1/profile/").status_code == 401
    assert not AuthToken.objects.exists()


def test_nobody_revokes_a_token_of_another(api, ada):
    _, secret = services.make_token(user=UserFactory())
    api.force_authenticate(ada)

    answer = api.delete(f"/api/v1/auth/tokens/{secret[:15]}/")

    assert (answer.status_code, answer.json()["code"]) == (409, "gone")
    assert AuthToken.objects.count() == 1


def test_profile_changes_what_is_ones_own_to_change(api, ada):
    api.force_authenticate(ada)

    answer = api.patch(
        "/api/v1/profile/",
        {
            "first_name": "Ada",
            "country": "GB",
            "orcid": "0000-0002-1825-0097",
            "email": "evil@example.org",
            "is_staff": True,
        },
    )

    ada.refresh_from_db()
    assert answer.status_code == 200
    assert (ada.first_name, ada.country, ada.orcid) == ("Ada", "GB", "0000-0002-1825-0097")
    assert (ada.email, ada.is_staff) == ("ada@example.org", False)


@pytest.mark.parametrize(
    "change", [{"country": "XX"}, {"orcid": "0000-0002-1825-0098"}, {"orcid": "1825"}]
)
def test_profile_refuses_what_is_no_country_or_orcid(api, ada, change):
    api.force_authenticate(ada)

    assert api.patch("/api/v1/profile/", change).status_code == 400


def test_address_of_two_accounts_cannot_both_be_proved(ada):
    assert EmailAddress.objects.filter(email="ada@example.org", verified=True).count() == 1
