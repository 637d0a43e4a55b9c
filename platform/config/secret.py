"""The secret key of a fresh site: made once, kept under `var/`, readable by its owner alone."""

import os
import secrets
import tempfile
from pathlib import Path


def read_or_create_secret(path: Path) -> str:
    """Return the secret at `path`, making it (mode 0600) if this is the first start.

    Two processes that start together agree: the file is linked into place complete, and the
    one that comes second reads what the first one wrote.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _create(path)
    return path.read_text()


def _create(path: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(name, path)
    except FileExistsError:
        pass  # another process was first; its secret is the one
    finally:
        os.unlink(name)
