from django.urls import path

from accounts import api

urlpatterns = [
    path("accounts/", api.SignUp.as_view(), name="api-sign-up"),
    path("auth/token/", api.Token.as_view(), name="api-token"),
    path("auth/sign-out/", api.SignOut.as_view(), name="api-sign-out"),
    path("auth/tokens/", api.Tokens.as_view(), name="api-tokens"),
    path("auth/tokens/<str:prefix>/", api.TokenByPrefix.as_view(), name="api-token-by-prefix"),
    path("profile/", api.Profile.as_view(), name="api-profile"),
]
