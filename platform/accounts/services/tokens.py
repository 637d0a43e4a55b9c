"""API tokens: long secrets that stand for a person; only their hashes are kept."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import has_verified_email
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from knox.models import AuthToken

from accounts.models import User
from core.errors import DomainError, NotAllowed

MOST_TOKENS = 20


class WrongCredentials(DomainError):
    code = "wrong_credentials"
    status = 401


class TooManyAttempts(DomainError):
    code = "too_many_attempts"
    status = 429


def sign_in_for_token(request: HttpRequest, *, login: str, password: str) -> tuple[AuthToken, str]:
    """Make a token for who knows the password; `login` is a username or an e-mail address.

    Raises
    ------
    WrongCredentials
        If they do not belong together.
    TooManyAttempts
        After five failures within five minutes, counted together with those on the page.
    NotAllowed
        If the e-mail address was not proved yet.
    """
    field = "email" if "@" in login else "username"
    try:
        user = get_adapter(request).authenticate(request, **{field: login, "password": password})
    except ValidationError as error:
        raise TooManyAttempts("Too many failed attempts. Try again in five minutes.") from error
    if user is None or not user.is_active:
        raise WrongCredentials("This username or e-mail address and this password do not match.")
    if not has_verified_email(user):
        raise NotAllowed(
            "Prove your e-mail address first: follow the link that was sent to it. Signing in on "
            "the site sends it again.",
            code="email_not_verified",
        )
    return make_token(user=user)


@transaction.atomic
def make_token(*, user: User) -> tuple[AuthToken, str]:
    """Return a new token's row and the secret itself, which nobody can read again.

    Raises
    ------
    DomainError
        If the person has twenty tokens.
    """
    # Or two requests at the same moment both see the last free place.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if AuthToken.objects.filter(user=user).count() >= MOST_TOKENS:
        raise DomainError(
            f"You have {MOST_TOKENS} tokens, which is the most. Revoke one that you do not use.",
            code="too_many_tokens",
        )
    row, secret = AuthToken.objects.create(user=user)
    return row, secret


def revoke_token(*, user: User, prefix: str) -> None:
    """Make a token useless from now on.

    Raises
    ------
    DomainError
        If the person has no such token.
    """
    deleted, _ = AuthToken.objects.filter(user=user, token_key=prefix).delete()
    if not deleted:
        raise DomainError("You have no such token; it may have been revoked already.", code="gone")


def revoke_all_tokens(*, user: User) -> int:
    """Make every token of the person useless; return how many there were."""
    deleted, _ = AuthToken.objects.filter(user=user).delete()
    return int(deleted)
