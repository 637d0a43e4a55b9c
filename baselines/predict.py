"""From a method's name and a split to a predictions file."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from baselines.classical.gmsd import GMSD
from baselines.classical.psnr import PSNR
from baselines.classical.sharpness import GradientSharpness
from baselines.classical.ssim import SSIM
from baselines.data import reader
from baselines.data.reader import Item
from baselines.metadata import mean_per_cell

# A method turns the set's folder and a split's images into one score each, higher is better.
Method = Callable[[Path, list[Item]], list[float]]


def predict(*, method: str, data: Path, split: str) -> dict[str, float]:
    """Score the images of a split.

    Parameters
    ----------
    method : str
        A name from `METHODS`.
    data : Path
        The folder of a set made by `baselines.data.synth.make`.
    split : str
        ``train``, ``val`` or ``test``.

    Returns
    -------
    dict of str to float
        From the image's name to its score, finite, higher is better; the unit is the method's.
    """
    items = reader.items(data, split)
    with torch.inference_mode():
        values = METHODS[method](data, items)
    return {item.name: value for item, value in zip(items, values, strict=True)}


def write(predictions: Mapping[str, float], path: Path) -> None:
    """Write ``name,score`` lines that read back to the same bits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "score"))
        writer.writerows((name, repr(score)) for name, score in predictions.items())


def _full_reference(measure: torch.nn.Module, *, sign: int = 1) -> Method:
    def method(folder: Path, items: list[Item]) -> list[float]:
        pairs = ((reader.pixels(item.sr_path), reader.pixels(item.hr_path)) for item in items)
        return [sign * float(measure(sr, hr)) for sr, hr in pairs]

    return method


def _no_reference(measure: torch.nn.Module) -> Method:
    def method(folder: Path, items: list[Item]) -> list[float]:
        return [float(measure(reader.pixels(item.sr_path))) for item in items]

    return method


def _file_size(folder: Path, items: list[Item]) -> list[float]:
    """Bytes of the PNG: what is hard to compress shows detail, or noise."""
    return [float(item.sr_path.stat().st_size) for item in items]


def _mean_per_scale(folder: Path, items: list[Item]) -> list[float]:
    """The mean training MOS of the image's scale: what can be said without opening it."""
    train = (((scale,), mos) for scale, mos in reader.train_scores(folder))
    return mean_per_cell(train, [(item.scale,) for item in items])


METHODS: dict[str, Method] = {
    "psnr": _full_reference(PSNR()),
    "ssim": _full_reference(SSIM()),
    "gmsd": _full_reference(GMSD(), sign=-1),
    "sharpness": _no_reference(GradientSharpness()),
    "file-size": _file_size,
    "mean-per-scale": _mean_per_scale,
}
