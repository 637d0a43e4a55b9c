"""A new password leaves no token of the old one's time alive."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from knox.models import AuthToken

from accounts import services
from core.templatetags.moments import moment
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "another-long-password"


@pytest.fixture
def ada():
    user = UserFactory()
    services.verify(user)
    services.make_token(user=user)
    return user


@pytest.fixture
def other():
    return services.make_token(user=UserFactory())[0]


def _change(client, user):
    client.force_login(user)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), sent)


def _reset(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://\S+?(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})


def _by_admin(client, user):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    client.post(address, {"password1": NEW, "password2": NEW, "usable_password": "true"})


@pytest.mark.parametrize("act", [_change, _reset, _by_admin])
def test_new_password_revokes_the_persons_tokens_and_no_others(client, ada, other, act):
    act(client, ada)

    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert list(AuthToken.objects.all()) == [other]


def test_refused_new_password_revokes_nothing(client, ada):
    client.force_login(ada)

    sent = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), sent)

    assert AuthToken.objects.count() == 1


def test_profile_says_when_a_token_ends(client, ada):
    token = AuthToken.objects.get()
    AuthToken.objects.update(expiry=token.created + timedelta(days=365))
    client.force_login(ada)

    page = client.get(reverse("accounts:profile")).text

    assert moment(token.created + timedelta(days=365), "exact") in page
