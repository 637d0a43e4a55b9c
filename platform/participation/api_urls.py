from django.urls import path

from participation import api

ONE = "competitions/<slug:slug>/"

urlpatterns = [
    path(ONE + "registration/", api.MyRegistration.as_view(), name="api-registration"),
    path(ONE + "registrations/", api.Registrations.as_view(), name="api-registrations"),
    path(ONE + "registrations/decide/", api.Decide.as_view(), name="api-registrations-decide"),
    path(ONE + "team/", api.MyTeam.as_view(), name="api-team"),
    path(ONE + "team/leave/", api.Leave.as_view(), name="api-team-leave"),
    path(ONE + "team/leader/", api.Leader.as_view(), name="api-team-leader"),
    path(ONE + "team/remove/", api.Remove.as_view(), name="api-team-remove"),
    path(ONE + "team/invitations/", api.Invitations.as_view(), name="api-invitations"),
    path(ONE + "team/invitations/<int:pk>/", api.InvitationById.as_view(), name="api-invitation"),
    path(
        ONE + "teams/<int:pk>/remove/",
        api.RemoveByOrganizer.as_view(),
        name="api-team-remove-by-organizer",
    ),
    path(ONE + "teams/<int:pk>/kind/", api.Kind.as_view(), name="api-team-kind"),
    path("join/<str:token>/", api.Join.as_view(), name="api-join"),
]
