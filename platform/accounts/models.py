"""A person with an account."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

ORCID = RegexValidator(
    r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", "Write the ORCID iD as 0000-0002-1825-0097."
)


class User(AbstractUser):
    """Signs in with e-mail or username; shown to others by name and affiliation."""

    email = models.EmailField()
    affiliation = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code of two letters.")
    orcid = models.CharField("ORCID iD", max_length=19, blank=True, validators=[ORCID])

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique_in_any_case"),
            models.UniqueConstraint(Lower("username"), name="username_is_unique_in_any_case"),
        ]

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
