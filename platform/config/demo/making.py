"""What the baselines make for the demonstration, made once and kept."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

PROGRAM = settings.ROOT / "baselines"


def make_once(mark: Path, *arguments: str | Path, inputs: Iterable[Path] = ()) -> None:
    """Run `python -m baselines …`, unless this very program did so already with these inputs.

    It is a process of its own, since the site never loads torch.

    Parameters
    ----------
    mark : Path
        A file that says for which program, arguments and inputs it was done.
    inputs : iterable of Path
        Files that the result depends on.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails; its message is on the terminal already.
    """
    words = [str(argument) for argument in arguments]
    digest = _digest(words, [*sorted(PROGRAM.rglob("*.py")), *inputs])
    if mark.exists() and mark.read_text() == digest:
        return
    environment = os.environ | {"PYTHONPATH": str(settings.ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "baselines", *words]
    subprocess.run(  # noqa: S603
        command, check=True, cwd=settings.ROOT, stdout=subprocess.DEVNULL, env=environment
    )
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest)


def _digest(words: list[str], paths: Iterable[Path]) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
