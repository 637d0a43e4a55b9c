from django.urls import path

from datasets import api

urlpatterns = [
    path("competitions/<slug:slug>/datasets/", api.Datasets.as_view(), name="api-datasets"),
    path(
        "competitions/<slug:slug>/phases/<slug:phase>/truths/",
        api.Truths.as_view(),
        name="api-truths",
    ),
    path("data/<int:pk>/", api.DataFileContent.as_view(), name="api-data-file"),
    path("truths/<int:pk>/", api.TruthContent.as_view(), name="api-truth"),
    path("truths/<int:pk>/names/", api.Names.as_view(), name="api-truth-names"),
    path("truths/<int:pk>/activate/", api.ActivateTruth.as_view(), name="api-truth-activate"),
]
