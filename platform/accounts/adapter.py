"""What django-allauth does differently here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction

from accounts.models import User
from accounts.services.tokens import revoke_all_tokens


class Adapter(DefaultAccountAdapter):
    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Change or reset a password; whoever had the old one may have made tokens with it."""
        super().set_password(user, password)
        revoke_all_tokens(user=user)
