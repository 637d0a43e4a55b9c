"""The admin's own content security policy: its pages are unfold's, not ours."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# Alpine evaluates its attributes, and unfold sets colours and sizes in style elements. Everything
# else stays as strict as on the rest of the site; only staff ever sees these pages.
LOOSENED = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}


def admin_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Loosen the policy under the admin's address and nowhere else."""
    root = reverse("admin:index")

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(root):
            response._csp_replace = LOOSENED  # type: ignore[attr-defined]
        return response

    return middleware
