from django.urls import path

from submissions import api, door, rescore_api

urlpatterns = [
    path(
        "competitions/<slug:slug>/phases/<slug:phase>/submissions/",
        api.PhaseSubmissions.as_view(),
        name="api-submissions",
    ),
    path("submissions/<int:pk>/", api.SubmissionView.as_view(), name="api-submission"),
    path("submissions/<int:pk>/file", api.SubmissionFile.as_view(), name="api-submission-file"),
    path("submissions/<int:pk>/cancel", api.Cancel.as_view(), name="api-submission-cancel"),
    path("submissions/<int:pk>/choose", api.Choose.as_view(), name="api-submission-choose"),
    path("submissions/<int:pk>/rescore", api.RescoreOne.as_view(), name="api-submission-rescore"),
    path(
        "competitions/<slug:slug>/phases/<slug:phase>/rescores/",
        rescore_api.PhaseRescores.as_view(),
        name="api-rescores",
    ),
    path("rescores/<int:pk>/", rescore_api.RescoreView.as_view(), name="api-rescore"),
    path("rescores/<int:pk>/apply/", rescore_api.Apply.as_view(), name="api-rescore-apply"),
    path("rescores/<int:pk>/discard/", rescore_api.Discard.as_view(), name="api-rescore-discard"),
    path("jobs/<uuid:job_id>", door.Lease.as_view(), name="api-job"),
    path("jobs/<uuid:job_id>/heartbeat", door.Heartbeat.as_view(), name="api-job-heartbeat"),
    path("jobs/<uuid:job_id>/result", door.Result.as_view(), name="api-job-result"),
]
