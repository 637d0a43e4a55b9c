"""A file made of a board, as an answer."""

from django.http import HttpResponse

from competitions.models import Phase

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "tex": "application/x-tex; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}


def file_answer(
    body: bytes, *, phase: Phase, ending: str, name: str = "leaderboard"
) -> HttpResponse:
    """A download, named after the competition, the phase and what it holds."""
    file_name = f"{phase.competition.slug}-{phase.slug}-{name}.{ending}"
    response = HttpResponse(body, content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response
