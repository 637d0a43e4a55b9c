from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/tokens/", views.make_token, name="make-token"),
    path("profile/tokens/<str:prefix>/revoke/", views.revoke_token, name="revoke-token"),
    path("first-admin/<str:token>/", views.first_admin, name="first-admin"),
]
