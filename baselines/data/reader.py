"""Reads the synthetic set as predictors need it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image


@dataclass(frozen=True)
class Item:
    """One image of a split: its files and its scale, never its MOS."""

    name: str
    scale: str
    sr_path: Path
    hr_path: Path


def items(folder: Path, split: str) -> list[Item]:
    """List a split's images in the order of its file.

    Raises
    ------
    FileNotFoundError
        If there is no such set or split.
    """
    return [
        Item(row["name"], row["scale"], folder / "sr" / row["name"], folder / "hr" / row["hr"])
        for row in _rows(folder / f"{split}_images.csv")
    ]


def train_scores(folder: Path) -> Iterator[tuple[str, float]]:
    """Scale and MOS of every training image."""
    for row in _rows(folder / "train.csv"):
        yield row["scale"], float(row["mos"])


def pixels(path: Path) -> torch.Tensor:
    """Read an image as (1, 3, H, W), float32 in [0, 1]."""
    with Image.open(path) as image:
        values = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    return torch.from_numpy(values.transpose(2, 0, 1)[None].copy())


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        raise FileNotFoundError(
            f"{path} is missing: make the set first (python -m baselines synth)."
        )
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
