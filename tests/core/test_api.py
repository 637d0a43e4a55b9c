"""Every refusal of the API has one shape."""

import pytest
from django.http import Http404
from rest_framework import exceptions
from rest_framework.exceptions import ErrorDetail

from core.api import exception_handler
from core.errors import BadInput, DomainError, NotAllowed


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (DomainError("No."), 409, {"code": "refused", "detail": "No."}),
        (DomainError("No.", code="full"), 409, {"code": "full", "detail": "No."}),
        (NotAllowed("Not you."), 403, {"code": "not_allowed", "detail": "Not you."}),
        (BadInput("What?"), 400, {"code": "bad_input", "detail": "What?"}),
        (Http404(), 404, {"code": "not_found", "detail": "Not found."}),
        (
            exceptions.NotAuthenticated(),
            401,
            {
                "code": "not_authenticated",
                "detail": "Authentication credentials were not provided.",
            },
        ),
        (
            exceptions.Throttled(wait=3),
            429,
            {
                "code": "throttled",
                "detail": "Request was throttled. Expected available in 3 seconds.",
            },
        ),
        (
            exceptions.ValidationError({"file": ["This field is required."]}),
            400,
            {
                "code": "invalid",
                "detail": "file: This field is required.",
                "fields": {"file": [ErrorDetail("This field is required.", code="invalid")]},
            },
        ),
    ],
)
def test_refusal_is_code_and_detail(error, status, body):
    response = exception_handler(error, {})

    assert response is not None
    assert (response.status_code, response.data) == (status, body)


def test_a_fault_of_ours_is_left_alone():
    assert exception_handler(RuntimeError("broken"), {}) is None
