"""A stored file as an answer, resumable as RFC 9110 §14 describes."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from core.storage import chunks

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")


def file_response(
    request: HttpRequest, name: str, *, file_name: str = "", etag: str = ""
) -> HttpResponseBase:
    """Answer with the stored file `name`, whole or the one range that was asked for.

    A range that cannot be met is answered 416; several ranges at once are answered with the
    whole file, which RFC 9110 allows. `If-Range` with another `etag` also gives the whole file.
    """
    size = default_storage.size(name)
    span = _span(request, size=size, etag=etag)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end, is_partial = span
    response = StreamingHttpResponse(
        _part(name, start=start, length=end - start),
        status=206 if is_partial else 200,
        content_type="application/octet-stream",
    )
    response["Content-Length"] = str(end - start)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name or 'file')}"
    if etag:
        response["ETag"] = f'"{etag}"'
    if is_partial:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _part(name: str, *, start: int, length: int) -> Iterator[bytes]:
    """Open the file when the first piece is wanted: a HEAD, or a client that left, wants none."""
    yield from chunks(default_storage.open(name, "rb"), start=start, length=length)


def _span(request: HttpRequest, *, size: int, etag: str) -> tuple[int, int, bool] | None:
    """Start, end (exclusive) and whether it is a part; None if the range lies outside."""
    match = _RANGE.match(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range", "").strip('"')
    if not match or match.groups() == ("", "") or (condition and condition != etag):
        return 0, size, False
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end, True) if start < end else None
