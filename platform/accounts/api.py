"""Accounts for programs: sign up, get tokens, read and change one's profile."""

from typing import cast

from django.utils.cache import patch_cache_control
from drf_spectacular.utils import extend_schema
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework import generics
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from accounts import services
from accounts.models import User
from accounts.selectors import tokens_of
from accounts.serializers import (
    NewTokenOutput,
    ProfileOutput,
    SignUpInput,
    SignUpOutput,
    TokenInput,
    TokenOutput,
)
from accounts.signed_in import person

SENT = "We sent a link to this address. Follow it, and the account can be used."


class SignUp(APIView):
    # Who signs up has no account to speak for them; an old token must not stand in the way.
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "login"

    @extend_schema(request=SignUpInput, responses={201: SignUpOutput})
    def post(self, request: Request) -> Response:
        """Make an account. It can be used when the link sent by e-mail has been followed."""
        data = SignUpInput(data=request.data)
        data.is_valid(raise_exception=True)
        services.sign_up(request._request, **data.validated_data)
        shown = {key: data.validated_data[key] for key in ("username", "email")}
        return Response(SignUpOutput({**shown, "detail": SENT}).data, status=201)


class Token(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "login"

    @extend_schema(request=TokenInput, responses={201: NewTokenOutput})
    def post(self, request: Request) -> Response:
        """Sign in: get a token for a username (or e-mail address) and its password."""
        data = TokenInput(data=request.data)
        data.is_valid(raise_exception=True)
        row, secret = services.sign_in_for_token(
            request._request,
            login=data.validated_data["username"],
            password=data.validated_data["password"],
        )
        return _shown_once(row, secret)


class SignOut(APIView):
    authentication_classes = (TokenAuthentication,)
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Revoke the token that this request came with."""
        token = cast(AuthToken, request.auth)
        services.revoke_token(user=person(request), prefix=token.token_key)
        return Response(status=204)


class Tokens(generics.ListAPIView):
    """One's tokens, by their first characters; and making one."""

    serializer_class = TokenOutput
    permission_classes = (IsAuthenticated,)
    queryset = AuthToken.objects.none()

    def get_queryset(self):  # type: ignore[no-untyped-def]
        return tokens_of(self.request.user)

    @extend_schema(request=None, responses={201: NewTokenOutput})
    def post(self, request: Request) -> Response:
        """Make a token. It is shown in this answer and never again."""
        row, secret = services.make_token(user=person(request))
        return _shown_once(row, secret)


class TokenByPrefix(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, prefix: str) -> Response:
        """Revoke a token."""
        services.revoke_token(user=person(request), prefix=prefix)
        return Response(status=204)


class Profile(generics.RetrieveUpdateAPIView):
    """What one shows of oneself."""

    serializer_class = ProfileOutput
    permission_classes = (IsAuthenticated,)
    http_method_names = ["get", "patch", "head", "options"]

    def get_object(self) -> User:
        return person(self.request)


def _shown_once(row: AuthToken, secret: str) -> Response:
    shown = {
        "token": secret,
        "prefix": row.token_key,
        "created_at": row.created,
        "expires_at": row.expiry,
    }
    response = Response(NewTokenOutput(shown).data, status=201)
    patch_cache_control(response, private=True, no_store=True)
    return response
