"""The addresses under the name `competitions`; they lead to pages that stand above the app."""

from django.urls import path

from competitions import views
from leaderboards import front

app_name = "competitions"
urlpatterns = [
    path("", front.home, name="home"),
    path("c/<slug:slug>/", front.overview, name="overview"),
    path("c/<slug:slug>/banner", views.banner, name="banner"),
]
