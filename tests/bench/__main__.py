"""`make bench`: how fast this machine is, on real processes, as a table."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import django


def main() -> int:
    """Start a site of its own, measure, print; 1 if a target was missed."""
    var = Path(tempfile.mkdtemp(prefix="spearhead-bench-"))
    _point_settings_at(var)
    django.setup()

    from tests.bench import measuring  # noqa: PLC0415 - it needs the settings of above

    try:
        return measuring.measure(var)
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _point_settings_at(var: Path) -> None:
    """Servers and files of our own, and no throttle: one machine plays all participants."""
    for name in ("DATABASE_URL", "REDIS_URL", "SPEARHEAD_URL", "AWS_STORAGE_BUCKET_NAME"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SPEARHEAD_VAR": str(var),
        "THROTTLE_ANON": "1000000/min",
        "THROTTLE_USER": "1000000/min",
        "THROTTLE_UPLOAD": "1000000/min",
    }


if __name__ == "__main__":
    sys.exit(main())
