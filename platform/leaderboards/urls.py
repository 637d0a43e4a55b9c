from django.urls import path

from leaderboards import audit_views, compare_views, views

app_name = "leaderboards"
urlpatterns = [
    path("c/<slug:slug>/leaderboard/", views.board, name="board"),
    path("c/<slug:slug>/leaderboard/<slug:phase>/", views.board, name="board"),
    path("c/<slug:slug>/leaderboard/<slug:phase>.csv", views.csv, name="csv"),
    path("c/<slug:slug>/leaderboard/<slug:phase>.json", views.json, name="json"),
    path("c/<slug:slug>/leaderboard/<slug:phase>.tex", views.latex, name="latex"),
    path("c/<slug:slug>/leaderboard/<slug:phase>/teams/<int:pk>/", views.team, name="team"),
    path("c/<slug:slug>/leaderboard/<slug:phase>/figures/", views.figures_page, name="figures"),
    path("c/<slug:slug>/leaderboard/<slug:phase>/statistics/", views.statistics, name="statistics"),
    path(
        "c/<slug:slug>/leaderboard/<slug:phase>/figures/<str:file>",
        views.figure,
        name="figure",
    ),
    path(
        "c/<slug:slug>/leaderboard/<slug:phase>/compare/",
        compare_views.compare,
        name="compare",
    ),
    path(
        "c/<slug:slug>/leaderboard/<slug:phase>/compare/disagreement.<slug:ending>",
        compare_views.disagreement_figure,
        name="disagreement",
    ),
    path("c/<slug:slug>/truths/<slug:phase>/check/", audit_views.check, name="check"),
    path("c/<slug:slug>/truths/<slug:phase>/check/note/", audit_views.note, name="check-note"),
]
