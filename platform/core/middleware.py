"""A request's number, its size, the reader's time zone, and refusals turned into pages."""

import logging
import uuid
import zoneinfo
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from core.errors import DomainError

MIB = 1024 * 1024
GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)


class TooLarge(DomainError):
    code = "too_large"
    status = 413


def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request a number that its log lines and its answer carry."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = get_response(request)
        response["X-Request-ID"] = number
        return response

    return middleware


def reader_zone(get_response: GetResponse) -> GetResponse:
    """Show times in the zone that the page's script left in the cookie `zone`; UTC without."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get("zone", "UTC")
        with timezone.override(_zone(name)):
            return get_response(request)

    return middleware


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return zoneinfo.ZoneInfo("UTC")


def bounded_body(get_response: GetResponse) -> GetResponse:
    """Refuse a body that is larger than its address ever takes, before a byte of it is stored.

    Files are written to disk while a form is parsed, which happens before any view can look at
    their size. Staff who fill in the admin may upload datasets of any size. A body that does not
    tell its length is read as empty by WSGI.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        largest = _largest_body(request)
        if largest is None or length <= largest:
            return get_response(request)
        error = TooLarge(
            f"What was sent has {length / MIB:.1f} MiB; at most {largest // MIB} MiB are taken "
            "here. Send a smaller file."
        )
        if request.path.startswith("/api/"):
            return JsonResponse({"code": error.code, "detail": str(error)}, status=error.status)
        return render(request, "core/refused.html", {"error": error}, status=error.status)

    return middleware


def _largest_body(request: HttpRequest) -> int | None:
    """How many bytes an address takes; None for no bound."""
    if request.path.startswith("/admin/") and request.user.is_active and request.user.is_staff:
        return None
    is_truth = "/truths/" in request.path
    return (settings.TRUTH_MAX_BYTES if is_truth else settings.UPLOAD_MAX_BYTES) + MIB


def no_null_in_address(get_response: GetResponse) -> GetResponse:
    """Refuse the one character that no text in the database can hold."""

    def middleware(request: HttpRequest) -> HttpResponse:
        values = [value for _, values in request.GET.lists() for value in values]
        if any("\x00" in text for text in (request.path, *values)):
            raise SuspiciousOperation("null character in an address")
        return get_response(request)

    return middleware


def signed_out_partials(get_response: GetResponse) -> GetResponse:
    """Have htmx load the page anew when it asked for a part of one and the session had ended.

    It would otherwise follow the redirect and put the whole sign-in page where the part was.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_partial = bool(request.headers.get("HX-Request"))
        sign_in = resolve_url(settings.LOGIN_URL)
        if is_partial and response.headers.get("Location", "").startswith(sign_in):
            return HttpResponseClientRefresh()
        return response

    return middleware


class DomainErrorPages:
    """Turn a refusal that a page's view let through into a page that says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return render(request, "core/refused.html", {"error": error}, status=error.status)


domain_errors = DomainErrorPages
