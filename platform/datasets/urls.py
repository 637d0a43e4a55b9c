from django.urls import path

from datasets import views

app_name = "datasets"
urlpatterns = [
    path("c/<slug:slug>/data/", views.data, name="data"),
    path("c/<slug:slug>/truths/", views.truth_list, name="truths"),
    path("c/<slug:slug>/truths/<slug:phase>/", views.upload_truth, name="upload-truth"),
    path("data/<int:pk>/", views.download, name="download"),
    path("truth/<int:pk>/", views.truth, name="truth"),
    path("truth/<int:pk>/names/", views.names, name="names"),
    path("truth/<int:pk>/activate/", views.activate_truth, name="activate-truth"),
]
