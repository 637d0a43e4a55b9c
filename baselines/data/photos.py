"""Photographs that come with scikit-image's wheel, as high-resolution originals.

Nothing is downloaded. Their sources and licences stand in ``skimage/data/README.txt`` and
``_fetchers.py`` beside them.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

# Photo, how much it is shrunk, and the left upper corners of the crops taken from it then.
CROPS: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {
    "astronaut.png": (1, ((140, 0), (0, 250), (270, 250))),
    "chelsea.png": (1, ((110, 30),)),
    "coffee.png": (1, ((80, 100), (330, 20))),
    "rocket.jpg": (1, ((230, 180),)),
    "hubble_deep_field.jpg": (2, ((20, 20), (240, 180))),
    "retina.jpg": (3, ((110, 110),)),
    "ihc.png": (1, ((20, 20), (260, 260))),
    "motorcycle_left.png": (1, ((60, 230), (330, 90))),
    "camera.png": (1, ((120, 60),)),
    "brick.png": (1, ((0, 0),)),
    "grass.png": (1, ((0, 0),)),
    "gravel.png": (1, ((0, 0),)),
    "moon.png": (1, ((130, 130),)),
    "coins.png": (1, ((20, 20),)),
}


def contents(side: int) -> dict[str, Pixels]:
    """Crop the originals.

    Parameters
    ----------
    side : int
        Width and height of each crop in pixels, at most 240.

    Returns
    -------
    dict of str to array, (side, side, 3), uint8
        From a content's name, such as ``astronaut1``, to its pixels.
    """
    found: dict[str, Pixels] = {}
    for name, (shrink, corners) in CROPS.items():
        photo = _photo(name, shrink)
        for number, (left, top) in enumerate(corners, start=1):
            crop = photo.crop((left, top, left + side, top + side))
            found[f"{Path(name).stem}{number}"] = np.asarray(crop)
    return found


def _photo(name: str, shrink: int) -> Image.Image:
    with Image.open(_folder() / name) as file:
        photo = file.convert("RGB")
    if shrink == 1:
        return photo
    return photo.resize((photo.width // shrink, photo.height // shrink), Image.Resampling.BICUBIC)


def _folder() -> Path:
    spec = find_spec("skimage")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("scikit-image is not installed; its wheel brings the photographs.")
    return Path(spec.origin).parent / "data"
