"""How often one person may upload, on the page and through the API together."""

from django.http import HttpRequest
from rest_framework.throttling import UserRateThrottle

from core.errors import DomainError


class TooManyUploads(DomainError):
    code = "throttled"
    status = 429


class UploadThrottle(UserRateThrottle):
    scope = "upload"


def require_upload_allowed(request: HttpRequest) -> None:
    """Count an upload through a page; raise TooManyUploads where it is one too many."""
    throttle = UploadThrottle()
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]
        wait = throttle.wait() or 60
        raise TooManyUploads(
            f"That were many uploads in a short time. Try again in {wait:.0f} seconds."
        )
