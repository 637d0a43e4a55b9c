"""The demonstration's own competition, on the synthetic set, with both phases open."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.models import User
from competitions.models import Competition, Phase
from config.installing import (
    install_competition,
    install_dataset,
    install_truth,
    publish_if_draft,
)
from datasets.services import Announcement

SLUG = "synthetic-sr"
# The set's split that each phase asks for.
SPLITS = {"development": "val", "testing": "test"}
LICENCE = "Photographs of scikit-image's wheel; see skimage/data/README.txt there."

OVERVIEW = """\
A small competition that was made on this machine, to try the site on.

Photographs were shrunk by 2, 3, 4 and 8 and enlarged again by nine methods, from plain
interpolation to invented texture. A simulated panel of 21 raters judged every result from 1 to 5;
the **mean opinion score** (MOS) of an image is the mean of its ratings. Predict it.

What ranks is `0.6 · SRCC + 0.4 · PLCC`: Spearman's rank correlation for order, Pearson's linear
correlation for accuracy.

The raters are drawn from a model of real ones, and the images are rated by formula: the scores here
say nothing about real images.
"""
RULES = """\
- Predict every image of the phase.
- Higher predictions mean better images.
- A team is one or more people; limits count per team.
"""


def make(data: Path, *, owner: User, now: datetime) -> Competition:
    """Put the competition in place, its ground truth and its files; again changes nothing."""
    found = Competition.objects.filter(slug=SLUG).first()
    competition = found or install_competition(_document(now), owner=owner)
    for phase in competition.phases.all():
        split = SPLITS[phase.slug]
        install_truth(phase, data / f"{split}.csv")
        _offer(phase, f"{phase.title} images", _archive(data, split), split=split)
    _offer_training(competition, data)
    publish_if_draft(competition)
    return competition


def _document(now: datetime) -> dict[str, Any]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    phases = [
        {
            "slug": "development",
            "title": "Development",
            "kind": "development",
            "description": "Try as you like; the validation images are scored at once.",
            "profile": SLUG,
            "daily_limit": 20,
            "opens_at": today - 21 * day,
            "closes_at": today + 28 * day,
        },
        {
            "slug": "testing",
            "title": "Testing",
            "kind": "testing",
            "description": "The test images decide the ranking.",
            "profile": SLUG,
            "daily_limit": 5,
            "opens_at": today - 3 * day,
            "closes_at": today + 46 * day,
        },
    ]
    return {
        "slug": SLUG,
        "title": "Synthetic super-resolution quality",
        "tagline": "Predict what a panel of 21 says of enlarged photographs.",
        "venue": "Demonstration",
        "overview": OVERVIEW,
        "rules": RULES,
        "profiles": [
            {
                "name": SLUG,
                "metrics": ["srcc", "plcc", "krcc"],
                "formula": "0.6*srcc + 0.4*plcc",
                "subsets": ["scale", "family", "algorithm"],
            }
        ],
        "phases": phases,
    }


def _offer_training(competition: Competition, data: Path) -> None:
    install_dataset(
        competition,
        Announcement(
            title="Training images and ratings",
            description="Originals, low-resolution and enlarged images, the MOS and each rating.",
            licence=LICENCE,
            audience="public",
            position=0,
        ),
        files={
            "train.csv": (data / "train.csv").read_bytes(),
            "train.zip": _archive(data, "train"),
        },
        labels="train.csv",
    )


def _offer(phase: Phase, title: str, archive: bytes, *, split: str) -> None:
    install_dataset(
        phase.competition,
        Announcement(
            title=title,
            description="The images to predict, with their originals; no ratings.",
            licence=LICENCE,
            audience="registered",
            phase=phase,
            position=1 + phase.position,
        ),
        files={f"{split}.zip": archive},
    )


def _archive(data: Path, split: str) -> bytes:
    """The images of a split with their list; the same bytes every time."""
    listed = data / f"{split}_images.csv"
    lines = listed.read_text().splitlines()[1:]
    names = {f"{kind}/{name}" for line in lines for kind, name in _files_of(line)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in [listed, *(data / name for name in sorted(names))]:
            archive.writestr(zipfile.ZipInfo(path.relative_to(data).as_posix()), path.read_bytes())
    return packed.getvalue()


def _files_of(line: str) -> list[tuple[str, str]]:
    name, _, low, high = line.split(",")
    return [("sr", name), ("lr", low), ("hr", high)]
