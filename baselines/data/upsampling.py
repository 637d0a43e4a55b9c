"""Low-resolution images and ways to enlarge them again, from plain interpolation to invention.

Every method takes the low-resolution image, ``(h, w, 3)`` uint8, and the scale, and returns
``(h * scale, w * scale, 3)`` uint8.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from baselines.data.photos import Pixels

Floats = NDArray[np.float32]
Method = Callable[[Pixels, int, np.random.Generator], Pixels]
Filter = Image.Resampling

IBP_ITERATIONS = 12
USM_AMOUNT = 1.6
SHOCK_STEP = 0.25
TEXTURE_AMOUNT = 0.9 * 0.35


def shrink(image: Pixels, scale: int) -> Pixels:
    """Make the low-resolution image: bicubic with antialiasing, as the challenge's were made."""
    size = (image.shape[1] // scale, image.shape[0] // scale)
    return np.asarray(Image.fromarray(image).resize(size, Filter.BICUBIC))


def _interpolation(kind: Filter) -> Method:
    def method(image: Pixels, scale: int, random: np.random.Generator) -> Pixels:
        size = (image.shape[1] * scale, image.shape[0] * scale)
        return np.asarray(Image.fromarray(image).resize(size, kind))

    return method


def _ibp(image: Pixels, scale: int, random: np.random.Generator) -> Pixels:
    """Iterative back-projection: what is enlarged must shrink to what was given."""
    given = image.astype(np.float32)
    guess = _resize(given, scale, 1)
    for _ in range(IBP_ITERATIONS):
        guess = guess + _resize(given - _resize(guess, 1, scale), scale, 1)
    return _as_pixels(guess)


def _usm(image: Pixels, scale: int, random: np.random.Generator) -> Pixels:
    """Unsharp masking of the Lanczos interpolation."""
    return _as_pixels(_sharpened(image, scale, random))


def _oil(image: Pixels, scale: int, random: np.random.Generator) -> Pixels:
    """Unsharp masking and a median: the painted look of an over-trained network."""
    return _as_pixels(ndimage.median_filter(_sharpened(image, scale, random), size=(5, 5, 1)))


def _shock(image: Pixels, scale: int, random: np.random.Generator) -> Pixels:
    """A shock filter (Osher and Rudin 1990, equation 1.4): edges without anything between."""
    x = _resize(image.astype(np.float32), scale, 1)
    for _ in range(4 * scale):
        smooth = ndimage.gaussian_filter(x, (1, 1, 0))
        bend = ndimage.laplace(smooth[..., 1])[..., None]
        steep = np.hypot(*np.gradient(x, axis=(0, 1)))
        x = np.asarray(x - SHOCK_STEP * np.sign(bend) * steep, dtype=np.float32)
    return _as_pixels(x)


def _texture(image: Pixels, scale: int, random: np.random.Generator) -> Pixels:
    """Invented texture: band-passed noise where the image is busy."""
    x = _resize(image.astype(np.float32), scale, 1)
    noise = random.standard_normal(x.shape[:2]).astype(np.float32)
    band = ndimage.gaussian_filter(noise, 0.5) - ndimage.gaussian_filter(noise, 0.5 * scale)
    band /= band.std()
    luma = x.mean(axis=2)
    spread = ndimage.gaussian_filter(luma**2, scale) - ndimage.gaussian_filter(luma, scale) ** 2
    detail = TEXTURE_AMOUNT * band * np.sqrt(np.maximum(spread, 0))
    return _as_pixels(x + detail[..., None])


def _sharpened(image: Pixels, scale: int, random: np.random.Generator) -> Floats:
    x = METHODS["lanczos"](image, scale, random).astype(np.float32)
    blurred = ndimage.gaussian_filter(x, (0.5 * scale, 0.5 * scale, 0))
    return np.asarray(x + USM_AMOUNT * (x - blurred), dtype=np.float32)


def _resize(image: Floats, times: int, divided_by: int) -> Floats:
    """Bicubic, unrounded, each channel by itself."""
    size = (image.shape[1] * times // divided_by, image.shape[0] * times // divided_by)
    channels = [
        np.asarray(Image.fromarray(image[..., channel]).resize(size, Filter.BICUBIC))
        for channel in range(image.shape[2])
    ]
    return np.stack(channels, axis=2)


def _as_pixels(image: Floats) -> Pixels:
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


METHODS: dict[str, Method] = {
    "nearest": _interpolation(Filter.NEAREST),
    "bilinear": _interpolation(Filter.BILINEAR),
    "bicubic": _interpolation(Filter.BICUBIC),
    "lanczos": _interpolation(Filter.LANCZOS),
    "ibp": _ibp,
    "usm": _usm,
    "shock": _shock,
    "texture": _texture,
    "oil": _oil,
}
FAMILIES = {
    "nearest": "interpolation",
    "bilinear": "interpolation",
    "bicubic": "interpolation",
    "lanczos": "interpolation",
    "ibp": "regression",
    "usm": "edge",
    "shock": "edge",
    "texture": "generative-like",
    "oil": "generative-like",
}
