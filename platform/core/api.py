"""What every API view leans on: one shape of error, one kind of page."""

from typing import Any

from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from core.errors import DomainError


class Pagination(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer every refusal as `{code, detail}`; a form's mistakes also name their `fields`."""
    if isinstance(error, DomainError):
        return Response({"code": error.code, "detail": str(error)}, status=error.status)
    response = drf_exception_handler(error, context)
    if response is not None:
        response.data = _as_code_and_detail(error, response.data)
    return response


def _as_code_and_detail(error: Exception, data: Any) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        return {"code": "invalid", "detail": _first_sentence(data), "fields": data}
    if isinstance(error, exceptions.APIException):
        return {"code": str(error.get_codes()), "detail": str(error.detail)}
    # Django's own Http404 and PermissionDenied, which DRF has turned into a response.
    detail = data["detail"]
    return {"code": getattr(detail, "code", "error"), "detail": str(detail)}


def _first_sentence(data: Any) -> str:
    """The first message in a tree of validation errors, with the field it belongs to."""
    if isinstance(data, dict):
        field, inner = next(iter(data.items()))
        sentence = _first_sentence(inner)
        return sentence if field == "non_field_errors" else f"{field}: {sentence}"
    if isinstance(data, list):
        return _first_sentence(data[0])
    return str(data)
