"""A small super-resolution quality set, made on the spot: no downloads, the same bits every time.

Photographs from scikit-image's wheel are shrunk and enlarged again by nine methods. How good each
result is follows from its pixels (structure lost, sharpness lost or overdone) and some taste;
a simulated panel of 21 raters then says so in whole numbers.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage, stats

from baselines.classical.gmsd import GMSD
from baselines.data import panel, photos, upsampling
from baselines.data.photos import Pixels

VERSION = 1
Floats = NDArray[np.float64]
SPLITS = ("train", "val", "test")
SUBSETS = ("algorithm", "family", "scale", "content")
# How many images of each scale the 2025 challenge had, of 720.
SCALE_MIX = {2: 149, 3: 167, 4: 347, 8: 57}
TASTE = 0.3  # the share of latent quality that pixels do not explain
NEAREST_PENALTY = 1.0  # people mind blocks more than the two pixel terms do
TEST_TILT = 0.9  # the test images are the harder ones, as they were in 2025


@dataclass(frozen=True)
class Size:
    """How much is made: pixels a side (a multiple of 24) and images in each split."""

    side: int = 192
    train: int = 192
    val: int = 72
    test: int = 72

    @property
    def total(self) -> int:
        return self.train + self.val + self.test


@dataclass(frozen=True)
class Cell:
    """One enlarged image before anybody has seen it."""

    content: str
    method: str
    scale: int


@dataclass(frozen=True)
class Rated:
    """One image of the set with what the panel said."""

    name: str
    cell: Cell
    ratings: tuple[int, ...]

    @property
    def mos(self) -> float:
        return sum(self.ratings) / len(self.ratings)

    def truth(self) -> dict[str, Any]:
        """Its row in a split's file."""
        values = (
            self.cell.method,
            upsampling.FAMILIES[self.cell.method],
            f"x{self.cell.scale}",
            self.cell.content,
        )
        return (
            {"name": self.name, "mos": repr(self.mos)}
            | dict(zip(panel.RATERS, self.ratings, strict=True))
            | dict(zip(SUBSETS, values, strict=True))
        )

    def public(self) -> dict[str, Any]:
        """What everybody may know of it: which images belong to it."""
        low = f"{self.cell.content}x{self.cell.scale}.png"
        return {
            "name": self.name, "scale": f"x{self.cell.scale}",
            "lr": low, "hr": f"{self.cell.content}.png",
        }  # fmt: skip


def make(folder: Path, *, size: Size | None = None, seed: int = 2025) -> str:
    """Write the set, unless the same one is there already.

    `folder` then holds ``hr/``, ``lr/`` and ``sr/`` (PNG), for each split its ratings
    (``train.csv``, …) and its list without them (``train_images.csv``, …), and ``set.json``.

    Parameters
    ----------
    folder : Path
        Where; whatever another size or seed left there is removed.
    size : Size, optional
        How much.
    seed : int
        Of every random number.

    Returns
    -------
    str
        The SHA-256 of all names, pixels and ratings.
    """
    size = size or Size()
    recipe = {"version": VERSION, "seed": seed, **vars(size)}
    found = read_recipe(folder)
    if found and found["recipe"] == recipe:
        return str(found["sha256"])
    shutil.rmtree(folder, ignore_errors=True)
    random = np.random.default_rng(seed)
    originals = photos.contents(size.side)
    cells = _chosen_cells(sorted(originals), size.total, random)
    images = [_enlarged(originals, cell, random) for cell in cells]
    quality = _latent(cells, originals, images, random)
    splits = _split(quality, size, random)
    rated = _rated(cells, panel.ratings(quality, random), random)
    _write_images(folder, originals, rated, images)
    for split, members in splits.items():
        _write_split(folder, split, [rated[index] for index in members])
    digest = _digest(folder)
    (folder / "set.json").write_text(json.dumps({"recipe": recipe, "sha256": digest}, indent=1))
    return digest


def read_recipe(folder: Path) -> dict[str, Any] | None:
    """How the set in `folder` was made; None where there is none that was finished."""
    try:
        document: dict[str, Any] = json.loads((folder / "set.json").read_text())
    except FileNotFoundError:
        return None
    return document


def _chosen_cells(contents: Sequence[str], total: int, random: np.random.Generator) -> list[Cell]:
    """Draw cells without repeats, the scales in the challenge's proportion."""
    chosen: list[Cell] = []
    for scale, count in _counts(total).items():
        every = [
            Cell(content, method, scale) for content in contents for method in upsampling.METHODS
        ]
        if count > len(every):
            raise ValueError(f"There are only {len(every)} images at x{scale}, not {count}.")
        picked = random.choice(len(every), size=count, replace=False)
        chosen += [every[index] for index in sorted(picked)]
    return chosen


def _counts(total: int) -> dict[int, int]:
    """Share `total` among the scales; what rounding leaves over goes to x4."""
    shares = {scale: total * of // sum(SCALE_MIX.values()) for scale, of in SCALE_MIX.items()}
    shares[4] += total - sum(shares.values())
    return shares


def _enlarged(originals: Mapping[str, Pixels], cell: Cell, random: np.random.Generator) -> Pixels:
    low = upsampling.shrink(originals[cell.content], cell.scale)
    return upsampling.METHODS[cell.method](low, cell.scale, random)


def _latent(
    cells: Sequence[Cell],
    originals: Mapping[str, Pixels],
    images: Sequence[Pixels],
    random: np.random.Generator,
) -> Floats:
    """Latent quality: ranked by pixels and taste within a scale, spread as people's was there."""
    pairs = [(image, originals[cell.content]) for cell, image in zip(cells, images, strict=True)]
    lost = _gmsd(pairs)
    sharpness = np.array([_log_detail(image) - _log_detail(hr) for image, hr in pairs])
    blocky = np.array([cell.method == "nearest" for cell in cells])
    scales = np.array([cell.scale for cell in cells])
    quality = np.empty(len(cells))
    for scale, latent in panel.LATENT.items():
        mine = np.flatnonzero(scales == scale)
        if not len(mine):
            continue
        pixels = -_z(lost[mine]) - 0.7 * _z(np.abs(sharpness[mine] + 0.4))
        taste = random.standard_normal(len(mine))
        liking = np.sqrt(1 - TASTE) * _z(pixels) + np.sqrt(TASTE) * taste
        liking -= NEAREST_PENALTY * blocky[mine]
        place = (stats.rankdata(liking) - 0.5) / len(mine)
        quality[mine] = latent.mean + latent.sd * stats.norm.ppf(place)
    return quality


def _gmsd(pairs: Iterable[tuple[Pixels, Pixels]]) -> Floats:
    measure = GMSD()
    with torch.inference_mode():
        values = [
            float(measure(as_tensor(image).double(), as_tensor(hr).double())) for image, hr in pairs
        ]
    return np.array(values)


def as_tensor(image: Pixels) -> torch.Tensor:
    """Turn (H, W, 3) uint8 into (1, 3, H, W) float32 in [0, 1]."""
    return torch.from_numpy(image.transpose(2, 0, 1)[None].astype(np.float32) / 255)


def _log_detail(image: Pixels) -> float:
    """Logarithm of the Laplacian's variance over the luma."""
    return float(np.log(ndimage.laplace(image.mean(axis=2)).var() + 1e-6))


def _z(values: Floats) -> Floats:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)


def _split(quality: Floats, size: Size, random: np.random.Generator) -> dict[str, list[int]]:
    """Draw the test split with a tilt to low quality, then the rest at random."""
    weight = np.exp(-TEST_TILT * np.maximum(quality, 1))  # a rating is never below 1
    test = random.choice(len(quality), size=size.test, replace=False, p=weight / weight.sum())
    others = random.permutation(np.setdiff1d(np.arange(len(quality)), test))
    val, train = others[: size.val], others[size.val :]
    members = (sorted(chosen.tolist()) for chosen in (train, val, test))
    return dict(zip(SPLITS, members, strict=True))


def _rated(
    cells: Sequence[Cell], ratings: NDArray[np.int64], random: np.random.Generator
) -> list[Rated]:
    """Give each image a name that says nothing of it."""
    numbers = random.permutation(len(cells)) + 1
    return [
        Rated(f"sr_{number:04}.png", cell, tuple(said))
        for number, cell, said in zip(numbers.tolist(), cells, ratings.tolist(), strict=True)
    ]


def _write_images(
    folder: Path, originals: Mapping[str, Pixels], rated: Sequence[Rated], images: Sequence[Pixels]
) -> None:
    for kind in ("hr", "lr", "sr"):
        (folder / kind).mkdir(parents=True)
    for content, pixels in originals.items():
        _save(pixels, folder / "hr" / f"{content}.png")
        for scale in SCALE_MIX:
            _save(upsampling.shrink(pixels, scale), folder / "lr" / f"{content}x{scale}.png")
    for item, pixels in zip(rated, images, strict=True):
        _save(pixels, folder / "sr" / item.name)


def _save(pixels: Pixels, path: Path) -> None:
    Image.fromarray(pixels).save(path, compress_level=3)


def _write_split(folder: Path, split: str, members: Sequence[Rated]) -> None:
    in_order = sorted(members, key=lambda item: item.name)
    _write_csv(folder / f"{split}.csv", [item.truth() for item in in_order])
    _write_csv(folder / f"{split}_images.csv", [item.public() for item in in_order])


def _write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _digest(folder: Path) -> str:
    """Of pixels rather than PNG bytes, which depend on the zlib at hand."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    if path.suffix != ".png":
        return path.read_bytes()
    with Image.open(path) as image:
        return image.tobytes()
