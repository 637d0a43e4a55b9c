"""What a person may do with an account."""

from accounts.services.first_admin import first_admin_link, make_first_admin, require_first_admin
from accounts.services.signing_up import sign_up, verify
from accounts.services.tokens import (
    WrongCredentials,
    make_token,
    revoke_all_tokens,
    revoke_token,
    sign_in_for_token,
)

__all__ = [
    "WrongCredentials",
    "first_admin_link",
    "make_first_admin",
    "make_token",
    "require_first_admin",
    "revoke_all_tokens",
    "revoke_token",
    "sign_in_for_token",
    "sign_up",
    "verify",
]
