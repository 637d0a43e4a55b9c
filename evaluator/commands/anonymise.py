"""anonymise: copy a folder of images under the opaque names that the site lists."""

import argparse
import csv
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from evaluator import EvaluatorError
from evaluator.commands.answer import Answer
from evaluator.readers.names import EXTENSION
from evaluator.wording import counted, listed, shown

HELP = "copy images under opaque names"
COLUMNS = ("name", "opaque_name")


class NotRenamed(EvaluatorError):
    """The list, the folder of images or the new folder will not do; nothing was copied."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument(
        "--names", type=Path, required=True, help="CSV: name, opaque_name; the site gives it"
    )
    parser.add_argument("--images", type=Path, required=True, help="the folder of images")
    parser.add_argument("--out", type=Path, required=True, help="a new folder for the copies")


def answer(options: argparse.Namespace) -> Answer:
    """Copy each image; NotRenamed if the list and the folder do not fit, and then copy nothing."""
    names = names_of(options.names)
    copies = _copies(names, options.images)
    _require_free(options.out, options.images)
    options.out.mkdir(parents=True, exist_ok=True)
    # By their new names, so that the times of the files do not tell the old order.
    for new, path in sorted(copies.items()):
        with path.open("rb") as source, (options.out / new).open("xb") as copy:
            shutil.copyfileobj(source, copy)
    return Answer(
        document={"copied": len(copies), "out": str(options.out)},
        text=f"copied {counted(len(copies), 'image')} to {options.out}",
    )


def names_of(path: Path) -> dict[str, str]:
    """The opaque name of each image, from a CSV file with the columns name and opaque_name.

    Raises
    ------
    NotRenamed
        If it is no such file, a name stands in it twice or is none for a file in a folder.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotRenamed(f"{path} cannot be read as CSV: {error}.") from error
    pairs = [(row.get("name") or "", row.get("opaque_name") or "") for row in rows]
    if not pairs or not all(all(pair) for pair in pairs):
        raise NotRenamed(
            f"{path} needs the columns name and opaque_name, filled in on each line. Download it "
            "from the page of the ground truth."
        )
    for column, values in zip(COLUMNS, zip(*pairs, strict=True), strict=True):
        if twice := [value for value, count in Counter(values).items() if count > 1]:
            raise NotRenamed(f"{path} names {listed(twice)} twice under {column}.")
    unsafe = [new for _, new in pairs if Path(new).name != new or new in {".", ".."}]
    if unsafe:
        raise NotRenamed(f"{path}: {listed(unsafe)} would lead into another folder.")
    return dict(pairs)


def _copies(names: Mapping[str, str], folder: Path) -> dict[str, Path]:
    """The file to copy for each new name."""
    if not folder.is_dir():
        raise NotRenamed(f"{folder} is no folder.")
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    copies: dict[str, Path] = {}
    found: set[str] = set()
    extra = []
    for name, path in files.items():
        known = name if name in names else EXTENSION.sub("", name)
        if known not in names:
            extra.append(name)
            continue
        if known in found:
            raise NotRenamed(f"More than one file in {folder} could be {shown(known)}.")
        found.add(known)
        # A list that leaves the extension out means that of the file.
        copies[names[known] + name.removeprefix(known)] = path
    _require_all_of(names, found=found, extra=extra, folder=folder)
    return copies


def _require_all_of(
    names: Mapping[str, str], *, found: set[str], extra: list[str], folder: Path
) -> None:
    missing = [name for name in names if name not in found]
    sentences = []
    if missing:
        sentences.append(f"{folder} lacks {counted(len(missing), 'image')}: {listed(missing)}.")
    if extra:
        files = counted(len(extra), "file")
        sentences.append(f"{folder} holds {files} that the list does not name: {listed(extra)}.")
    if sentences:
        raise NotRenamed(" ".join([*sentences, "Nothing was copied."]))


def _require_free(out: Path, images: Path) -> None:
    if out.resolve().is_relative_to(images.resolve()):
        raise NotRenamed(f"{out} is in the folder of the images. Choose one outside it.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise NotRenamed(f"{out} is not empty, and nothing is overwritten. Choose a new folder.")
