"""What a competition's page shows that is not text. The pages themselves: leaderboards.front."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from competitions.banners import type_of
from competitions.selectors import find_competition


@require_safe
def banner(request: HttpRequest, slug: str) -> FileResponse:
    """The picture at the head of the overview."""
    competition = find_competition(request.user, slug)
    name = competition.banner.name or ""
    content_type = type_of(name)
    if content_type is None or not default_storage.exists(name):
        raise Http404("This competition has no banner.")
    response = FileResponse(default_storage.open(name, "rb"), content_type=content_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=300"
    return response
