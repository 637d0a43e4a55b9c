from django.urls import path

from leaderboards import api

urlpatterns = [
    path(
        "competitions/<slug:slug>/phases/<slug:phase>/leaderboard/",
        api.Leaderboard.as_view(),
        name="api-leaderboard",
    ),
]
