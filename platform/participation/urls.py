from django.urls import path

from participation import views

app_name = "participation"
urlpatterns = [
    path("c/<slug:slug>/register/", views.register, name="register"),
    path("c/<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("c/<slug:slug>/team/", views.team, name="team"),
    path("c/<slug:slug>/team/rename/", views.rename, name="rename"),
    path("c/<slug:slug>/team/invite/", views.invite, name="invite"),
    path("c/<slug:slug>/team/invitations/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("c/<slug:slug>/team/leader/", views.hand_over, name="hand-over"),
    path("c/<slug:slug>/team/remove/", views.remove, name="remove"),
    path("c/<slug:slug>/team/leave/", views.leave, name="leave"),
    path("c/<slug:slug>/registrations/", views.registrations, name="registrations"),
    path("join/<str:token>/", views.join, name="join"),
]
