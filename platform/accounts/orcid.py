"""ORCID iDs: their form and their check digit."""

import re

from django.core.exceptions import ValidationError

FORM = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def validate_orcid(text: str) -> None:
    """Refuse what is no ORCID iD; the last character is a check digit (ISO 7064, MOD 11-2).

    Raises
    ------
    django.core.exceptions.ValidationError
        With what is wrong with it.
    """
    if not FORM.fullmatch(text):
        raise ValidationError("Write the ORCID iD as 0000-0002-1825-0097.")
    if text[-1] != check_digit(text):
        raise ValidationError("This ORCID iD has a typing mistake: its check digit does not fit.")


def check_digit(text: str) -> str:
    """What the last character must be.

    Examples
    --------
    >>> check_digit("0000-0002-1825-0097")
    '7'
    """
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]
