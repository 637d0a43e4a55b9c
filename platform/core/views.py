"""Health, and files behind signed links."""

from django.conf import settings
from django.core import signing
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_safe
from redis import Redis
from redis.exceptions import RedisError

from core import storage
from core.responses import file_response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file of a signed link. Who may have it was decided when the link was made."""
    try:
        name, file_name = storage.opened_link(token)
    except signing.BadSignature as error:
        raise Http404("This link is not valid any more. Go back and follow it again.") from error
    return file_response(request, name, file_name=file_name)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker() -> Redis:
    """A connection to Redis that gives up quickly."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def broker_answers() -> bool:
    try:
        return bool(broker().ping())
    except RedisError:
        return False
