"""A request's number, and the reader's zone."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from core.middleware import reader_zone


def test_each_answer_carries_its_own_number():
    first, second = Client().get("/healthz"), Client().get("/healthz")

    assert len(first["X-Request-ID"]) == 16
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.parametrize(
    ("cookie", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("Mars/Olympus", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("", "UTC"),
        ("Europe", "UTC"),
    ],
)
def test_zone_is_the_reader_s_where_it_exists(cookie, zone):
    request = RequestFactory().get("/")
    request.COOKIES["zone"] = cookie

    answer = reader_zone(lambda request: HttpResponse(timezone.get_current_timezone_name()))(
        request
    )

    assert answer.content.decode() == zone


def test_answers_carry_the_headers_that_keep_them_safe():
    response = Client().get("/healthz")

    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
