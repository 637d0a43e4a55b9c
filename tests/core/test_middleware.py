"""A request's number, and the reader's zone."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from core.middleware import reader_zone
from tests.factories import UserFactory


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "mebibytes", "status"),
    [
        ("/accounts/login/", 11, 200),
        ("/accounts/login/", 12, 413),
        ("/api/v1/competitions/x/phases/y/submissions/", 12, 413),
        ("/api/v1/competitions/x/phases/y/truths/", 12, 401),
        ("/api/v1/competitions/x/phases/y/truths/", 52, 413),
        ("/admin/login/", 12, 413),
    ],
)
def test_body_larger_than_its_address_takes_is_refused_unread(path, mebibytes, status):
    """What is refused was never read: the length alone is sent here, and no such body."""
    answer = Client().post(
        path,
        data=b"",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(mebibytes * 1024 * 1024),
    )

    assert answer.status_code == status


@pytest.mark.django_db
def test_staff_may_send_large_files_to_the_admin(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)

    answer = client.post("/admin/", CONTENT_LENGTH=str(200 * 1024 * 1024))

    assert answer.status_code != 413


@pytest.mark.django_db
def test_part_of_a_page_is_no_place_for_the_sign_in_page(client):
    address = reverse("submissions:state", args=[1])

    whole = client.get(address)
    part = client.get(address, headers={"HX-Request": "true"})

    assert whole["Location"].startswith("/accounts/login/")
    assert (part.status_code, part.headers.get("HX-Refresh"), part.content) == (200, "true", b"")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/join/%00/", "/api/v1/competitions/?search=a%00"])
def test_null_character_in_an_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400
