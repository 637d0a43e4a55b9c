"""What goes in and out of the API of accounts."""

from knox.models import AuthToken
from rest_framework import serializers

from accounts.countries import COUNTRIES
from accounts.models import User
from accounts.orcid import validate_orcid


class SignUpInput(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class SignUpOutput(serializers.Serializer):
    username = serializers.CharField()
    email = serializers.EmailField()
    detail = serializers.CharField()


class TokenInput(serializers.Serializer):
    username = serializers.CharField(max_length=254, help_text="Or the e-mail address.")
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class TokenOutput(serializers.ModelSerializer):
    """A token as it is listed: by its first characters."""

    prefix = serializers.CharField(source="token_key", read_only=True)
    created_at = serializers.DateTimeField(source="created", read_only=True)
    expires_at = serializers.DateTimeField(source="expiry", read_only=True, allow_null=True)

    class Meta:
        model = AuthToken
        fields = ["prefix", "created_at", "expires_at"]


class NewTokenOutput(serializers.Serializer):
    """A token as it is shown once."""

    token = serializers.CharField()
    prefix = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)


class ProfileOutput(serializers.ModelSerializer):
    """A person to themselves; the username and the e-mail address are not changed here."""

    country = serializers.ChoiceField(
        choices=list(COUNTRIES),
        required=False,
        allow_blank=True,
        help_text="ISO 3166, two letters.",
    )

    class Meta:
        model = User
        fields = [
            "username",
            "email",
            "first_name",
            "last_name",
            "affiliation",
            "country",
            "orcid",
        ]
        read_only_fields = ["username", "email"]

    def validate_orcid(self, text: str) -> str:
        if text:
            validate_orcid(text)
        return text
