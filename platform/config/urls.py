"""Every address of the site. Each app brings its own pages (urls) and its API (api_urls)."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import views

# One door: the admin's own would let passwords be tried without a limit.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

api = [
    path("", include("accounts.api_urls")),
    path("", include("competitions.api_urls")),
    path("", include("participation.api_urls")),
    path("", include("datasets.api_urls")),
    path("", include("submissions.api_urls")),
    path("", include("leaderboards.api_urls")),
]

urlpatterns = [
    path("", include("core.urls")),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("", include("participation.urls")),
    path("", include("datasets.urls")),
    path("", include("submissions.urls")),
    path("", include("leaderboards.urls")),
    # Last: its /c/<slug>/ is the shortest pattern. Home and overview tell of every app below.
    path("", include("leaderboards.front_urls")),
]

handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
handler403 = "config.views.forbidden"
handler400 = "config.views.bad_request"
