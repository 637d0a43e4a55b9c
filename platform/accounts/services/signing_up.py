"""Making an account. Nobody uses it before the e-mail address is proved."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.models import User
from core.errors import BadInput, DomainError


class SignUpRefused(BadInput):
    """What was sent makes no account; the message says why, field by field."""

    code = "sign_up_refused"


def sign_up(request: HttpRequest, *, username: str, email: str, password: str) -> None:
    """Make an account that waits for its e-mail address to be proved, and send the link.

    An address that has an account already gets a message that says so; the caller cannot tell
    the two apart, or anybody could ask who has an account here.

    Raises
    ------
    SignUpRefused
        If the username is taken, or the username, e-mail address or password will not do.
    """
    form = SignupForm(
        {"username": username, "email": email, "password1": password, "password2": password}
    )
    if not form.is_valid():
        raise SignUpRefused(_words(form.errors.get_json_data()))
    if form.account_already_exists:
        get_adapter(request).send_account_already_exists_mail(form.cleaned_data["email"])
        return
    # The form notes things in the session, and a new session's cookie would tell a free address.
    kept, request.session = request.session, SessionStore()
    try:
        with transaction.atomic():
            user = form.save(request)
    except IntegrityError as error:
        raise DomainError(
            "Somebody took this username or e-mail address a moment ago. Try again.",
            code="taken",
        ) from error
    finally:
        request.session = kept
    EmailAddress.objects.get(user=user).send_confirmation(request, signup=True)


def verify(user: User) -> EmailAddress:
    """Take the user's e-mail address as proved; for those who vouch for it, not for requests."""
    address, _ = EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    return address


def _words(errors: dict[str, list[dict[str, Any]]]) -> str:
    names = {"password1": "password", "__all__": ""}
    sentences = []
    for field, problems in errors.items():
        name = names.get(field, field)
        messages = " ".join(problem["message"] for problem in problems)
        sentences.append(f"{name}: {messages}" if name else messages)
    return " ".join(sentences)
