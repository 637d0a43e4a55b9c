"""The VQualA 2025 ISRGC-Q challenge from the files that its dataset's authors publish."""

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from accounts.models import User
from competitions.models import Competition
from config.installing import (
    install_competition,
    install_dataset,
    install_truth,
    publish_if_draft,
)
from core.errors import BadInput
from datasets.services import Announcement
from evaluator import Truth, read_truth

SLUG = "isrgc-q-2025"
DOCUMENT = Path(__file__).with_name("isrgc-q-2025.yaml")
SPLITS = {"development": "val", "testing": "test"}
SOURCE = "https://github.com/Lighting-YXLI/ISRGen-QA"
SUBSETS = ("algorithm", "family", "scale", "content")


def install(folder: Path, *, owner: User, is_open: bool) -> Competition:
    """Make the competition, or bring it up to date; again changes nothing.

    Parameters
    ----------
    folder : Path
        Where ``train``, ``val`` and ``test`` lie, as ``.xlsx`` (with the ratings) or ``.txt``.
    owner : User
        Who runs it, if it is new.
    is_open : bool
        Whether its phases have no end here, so that methods can still be tried.
    """
    paths = files_of(folder)
    document = yaml.safe_load(DOCUMENT.read_text())
    if is_open:
        for phase in document["phases"]:
            phase["closes_at"] = None
    competition = install_competition(document, owner=owner)
    for slug, split in SPLITS.items():
        install_truth(competition.phases.get(slug=slug), paths[split])
    _offer_training(competition, paths["train"])
    publish_if_draft(competition)
    return competition


def files_of(folder: Path) -> dict[str, Path]:
    """Find the file of each split.

    Raises
    ------
    BadInput
        If one is missing.
    """
    return {split: _file_of(folder, split) for split in ("train", *SPLITS.values())}


def _file_of(folder: Path, split: str) -> Path:
    for name in (f"{split}.xlsx", f"{split}.txt"):
        if (folder / name).is_file():
            return folder / name
    raise BadInput(
        f"{folder} holds neither {split}.xlsx nor {split}.txt. Name the folder of ISRGen-QA's "
        f"rating files: {SOURCE}"
    )


def _offer_training(competition: Competition, path: Path) -> None:
    truth = read_truth(path, file_name=path.name)
    install_dataset(
        competition,
        Announcement(
            title="Training set: names, MOS and ratings",
            description="Ratings of the training images; the images are not hosted here.",
            source_url=SOURCE,
            licence="The dataset's authors state none; ask them.",
            audience="registered",
        ),
        files={"train.csv": _as_csv(truth)},
        labels="train.csv",
    )


def _as_csv(truth: Truth) -> bytes:
    """One row an image: name, MOS, what groups it, and each rater's rating."""
    subsets = [name for name in SUBSETS if name in truth.subsets]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["name", "mos", *subsets, *truth.raters])
    columns: list[Any] = [truth.names, map(repr, truth.targets.tolist())]
    columns += [truth.subsets[name] for name in subsets]
    if truth.ratings is not None:
        columns += [[f"{rating:g}" for rating in rater] for rater in truth.ratings.T.tolist()]
    writer.writerows(zip(*columns, strict=True))
    return written.getvalue().encode()
