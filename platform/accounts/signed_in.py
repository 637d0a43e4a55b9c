"""Who is signed in, for views behind a check that somebody is."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User


def person(request: HttpRequest | Request) -> User:
    """The signed-in person; a mistake of ours where nobody is."""
    if not isinstance(request.user, User):
        raise TypeError("this view must ask for a signed-in person first")
    return request.user
