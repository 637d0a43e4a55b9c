"""A request's number, the reader's time zone, and refusals turned into pages."""

import logging
import uuid
import zoneinfo
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)


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
