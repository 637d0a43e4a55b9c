"""Make the passwords of a fresh installation; later runs change nothing.

Nobody chooses, types or reads them. Each file goes to the folder that only its readers mount:
PostgreSQL's password to `keys` (in the forms that its server and libpq read), the S3 store's to
`keys` for the site and to `s3` for the store.
"""

import json
import os
import secrets
from pathlib import Path

USER = "spearhead"
KEYS = Path(os.environ.get("KEYS", "/data/keys"))
S3 = Path(os.environ.get("S3_KEYS", "/data/s3"))


def write(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a whole file or none: an interrupted run must not leave half a password."""
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.chmod(mode)
    unfinished.rename(path)


def make_database_password() -> None:
    if (KEYS / "pgpass").exists():
        return
    password = secrets.token_urlsafe(32)
    write(KEYS / "postgres-password", password)
    write(KEYS / "pgpass", f"postgres:5432:*:{USER}:{password}\n")


def make_s3_key() -> None:
    if (KEYS / "aws").exists():
        return
    key, secret = secrets.token_hex(10), secrets.token_urlsafe(32)
    identity = {
        "name": USER,
        "credentials": [{"accessKey": key, "secretKey": secret}],
        "actions": ["Admin"],
    }
    # Its folder is the one thing the store sees of this, and the store's user is its own choice.
    write(S3 / "s3.json", json.dumps({"identities": [identity]}), mode=0o644)
    S3.chmod(0o755)
    lines = ["[default]", f"aws_access_key_id = {key}", f"aws_secret_access_key = {secret}", ""]
    write(KEYS / "aws", "\n".join(lines))


if __name__ == "__main__":
    make_database_password()
    make_s3_key()
