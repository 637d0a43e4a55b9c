"""Where files lie and how a holder of a link reads one.

Every file is private. Who may have it is decided where the link is made; the link itself is
signed, names one file and runs out.
"""

import hashlib
import time
from collections.abc import Iterator
from typing import IO

from django.core import signing
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse

_SALT = "core.storage.link"
CHUNK = 256 * 1024


def sha256_of(file: IO[bytes]) -> str:
    """The hexadecimal SHA-256 of an open file, read from its start; left at its start."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest


def link(name: str, *, seconds: int, file_name: str = "") -> str:
    """A URL that reads the stored file `name` for `seconds`, and nothing else.

    That of a local file is relative to the site: its holder may know the site by another name
    than people do, as a worker beside it in a container does.
    """
    if not is_local():
        return str(default_storage.url(name, expire=seconds))  # type: ignore[call-arg]
    token = signing.dumps([name, file_name, time.time() + seconds], salt=_SALT, compress=True)
    return reverse("core:file", args=[token])


def opened_link(token: str) -> tuple[str, str]:
    """The stored name and the download name that a link's `token` stands for.

    Raises
    ------
    django.core.signing.BadSignature
        If the token was altered or its time is over.
    """
    name, file_name, expires_at = signing.loads(token, salt=_SALT)
    if time.time() >= expires_at:
        raise signing.SignatureExpired("this link's time is over")
    return name, file_name


def is_local() -> bool:
    """Whether files lie in a folder of this machine."""
    return isinstance(default_storage, FileSystemStorage)


def chunks(file: IO[bytes], *, start: int, length: int) -> Iterator[bytes]:
    """Read `length` bytes from `start`, a piece at a time, and close the file."""
    with file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(CHUNK, length))):
            length -= len(piece)
            yield piece
