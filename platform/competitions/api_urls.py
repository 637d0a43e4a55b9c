from django.urls import path

from competitions import api

urlpatterns = [
    path("competitions/", api.CompetitionList.as_view(), name="api-competitions"),
    path("competitions/<slug:slug>/", api.CompetitionView.as_view(), name="api-competition"),
    path("competitions/<slug:slug>/phases/", api.PhaseList.as_view(), name="api-phases"),
]
