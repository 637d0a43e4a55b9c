"""The content security policy of pages that are not ours: unfold's admin and Swagger's page."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# Alpine evaluates its attributes, and both set styles in markup. All else stays as strict as on
# the rest of the site, and what people write is shown on neither.
LOOSENED = {
    "admin:index": {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]},
    "api-docs": {"style-src": [SELF, UNSAFE_INLINE]},
}


def page_policies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Loosen the policy under these addresses and nowhere else."""
    roots = {reverse(name): policy for name, policy in LOOSENED.items()}

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for root, policy in roots.items():
            if request.path.startswith(root):
                response._csp_replace = policy  # type: ignore[attr-defined]
        return response

    return middleware
