"""Reads over accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from knox.models import AuthToken

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def tokens_of(user: User | AnonymousUser) -> QuerySet[AuthToken]:
    """A person's tokens, the newest first."""
    tokens: QuerySet[AuthToken] = AuthToken.objects.order_by("-created", "pk")
    return tokens.filter(user=user) if user.is_authenticated else tokens.none()
