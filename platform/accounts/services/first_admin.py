"""The first administrator, made by whoever started the site and reads what it prints."""

import hashlib

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.services.signing_up import verify
from core.errors import BadInput
from core.models import AuditEntry, record_act

SALT = "accounts.first_admin"
VALID_SECONDS = 24 * 3600
ACTION = "first_admin_made"
LOCK = 4_211_907  # names this act among PostgreSQL's advisory locks


def first_admin_link() -> str | None:
    """A link that makes the first administrator; None if there is one already.

    It works once, for a day, and only while nobody is a superuser. Starting the site again
    prints a new one.
    """
    if User.objects.filter(is_superuser=True).exists():
        return None
    token = signing.dumps("first", salt=SALT)
    return settings.SITE_URL + reverse("accounts:first-admin", args=[token])


def require_first_admin(token: str) -> None:
    """Answer 404 unless `token` may still make the first administrator."""
    words = "This link was used already or is too old. Starting the site again prints a new one."
    try:
        signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise Http404(words) from error
    if User.objects.filter(is_superuser=True).exists():
        raise Http404("This site has an administrator already.")
    if AuditEntry.objects.filter(action=ACTION, detail__link=_digest(token)).exists():
        raise Http404(words)


@transaction.atomic
def make_first_admin(*, token: str, username: str, email: str, password: str) -> User:
    """Make the first administrator.

    Raises
    ------
    django.http.Http404
        If the link is not good any more.
    BadInput
        If the username, e-mail address or password will not do.
    """
    with connection.cursor() as cursor:
        # Of two people who hold the link, one is the first.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    require_first_admin(token)
    user = User(username=username, email=email.lower(), is_staff=True, is_superuser=True)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error
    user.save()
    verify(user)
    record_act(actor=user, action=ACTION, target=user, link=_digest(token))
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
