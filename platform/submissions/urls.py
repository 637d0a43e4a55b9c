from django.urls import path

from submissions import rescore_views, views

app_name = "submissions"
urlpatterns = [
    path("c/<slug:slug>/submit/", views.submit, name="submit"),
    path("c/<slug:slug>/submissions/", views.mine, name="mine"),
    path("submissions/<int:pk>/", views.submission, name="submission"),
    path("submissions/<int:pk>/state/", views.state, name="state"),
    path("submissions/<int:pk>/file/", views.file, name="file"),
    path("submissions/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("submissions/<int:pk>/choose/", views.choose, name="choose"),
    path("submissions/<int:pk>/rescore/", rescore_views.rescore_one, name="rescore-one"),
    path("c/<slug:slug>/rescore/", rescore_views.rescores, name="rescores"),
    path("c/<slug:slug>/rescore/<int:pk>/", rescore_views.rescore, name="rescore"),
    path("c/<slug:slug>/rescore/<int:pk>/apply/", rescore_views.apply, name="rescore-apply"),
    path("c/<slug:slug>/rescore/<int:pk>/discard/", rescore_views.discard, name="rescore-discard"),
]
