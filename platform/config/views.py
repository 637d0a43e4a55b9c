"""Whether the site is ready, and the pages for what went wrong."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.views import broker_answers, database_answers
from submissions import selectors as submissions


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 unless the database and the broker answer; also how the queue and the workers do."""
    report: dict[str, Any] = {"database": database_answers(), "broker": broker_answers()}
    if report["database"]:
        report["oldest_pending_job_seconds"] = submissions.oldest_pending_seconds(timezone.now())
    report["workers"] = submissions.workers_seen()
    if not report["workers"]:
        report["warning"] = "No worker has signed in for half a minute; submissions wait."
    is_ready = report["database"] and report["broker"]
    return JsonResponse(report, status=200 if is_ready else 503)


def _problem(
    request: HttpRequest, *, status: int, code: str, detail: str, template: str
) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": code, "detail": detail}, status=status)
    return render(request, template, {"detail": detail, "status": status}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return _problem(
        request,
        status=404,
        code="not_found",
        detail=words or "There is nothing at this address, or it is not yours to see.",
        template="404.html",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        status=403,
        code="permission_denied",
        detail="You may not do this with the account you are signed in with.",
        template="403.html",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        status=400,
        code="bad_request",
        detail="The request could not be understood.",
        template="400.html",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _problem(
        request,
        status=500,
        code="server_error",
        detail="Something broke on our side. Nothing of yours was lost; please try again.",
        template="500.html",
    )
