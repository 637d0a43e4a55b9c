from django.urls import path

from leaderboards import api, statistics_api

urlpatterns = [
    path(
        "competitions/<slug:slug>/phases/<slug:phase>/leaderboard/",
        api.Leaderboard.as_view(),
        name="api-leaderboard",
    ),
    path(
        "competitions/<slug:slug>/phases/<slug:phase>/compare/",
        statistics_api.Compare.as_view(),
        name="api-compare",
    ),
    path(
        "competitions/<slug:slug>/phases/<slug:phase>/check/",
        statistics_api.Check.as_view(),
        name="api-check",
    ),
]
