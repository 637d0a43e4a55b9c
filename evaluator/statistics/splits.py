"""Splits by content: no scene stands on both sides, and both sides have the same quality."""

from dataclasses import dataclass

import numpy as np

from evaluator.arrays import FloatArray, IntArray
from evaluator.errors import UndefinedMetric
from evaluator.readers import Truth
from evaluator.statistics.groupings import content_of, numbered

CANDIDATES = 2_000
MOST_CELLS = 4_000_000


@dataclass(frozen=True)
class Split:
    """Which images to keep for training and which to hold out.

    Attributes
    ----------
    training, held_out : ndarray of int64
        Rows of the truth, rising; no content is in both.
    contents : tuple of str
        The contents that are held out, in the order of the truth.
    difference : float
        Mean MOS of the images held out minus that of the others.
    """

    training: IntArray
    held_out: IntArray
    contents: tuple[str, ...]
    difference: float


def content_disjoint_split(truth: Truth, *, share: float, seed: int) -> Split:
    """Hold out whole contents, about a share of the images, with the MOS of all.

    Of 2,000 random orders of the contents, fewer where there are very many, each is cut where
    the share is met best; kept is the cut with the least sum of three departures: of the share
    held out, and of the held-out MOS's mean and deviation, both in deviations of all MOS.

    Parameters
    ----------
    truth : Truth
        With a grouping that names the content, such as ``content`` or ``hr_ref``.
    share : float
        Of the images to hold out, in (0, 1).
    seed : int

    Raises
    ------
    UndefinedMetric
        If no grouping names the contents, or there is only one content.
    ValueError
        If the share is not between 0 and 1.

    Examples
    --------
    >>> truth = Truth(tuple("abcdef"), np.arange(6.0), subsets={"content": tuple("xyzxyz")})
    >>> content_disjoint_split(truth, share=1 / 3, seed=0).contents
    ('y',)
    """
    if not 0 < share < 1:
        raise ValueError(f"the share must lie between 0 and 1, not {share!r}")
    grouping = content_of(truth)
    if grouping is None:
        raise UndefinedMetric("A split by content needs a column that names each image's content.")
    of_image = numbered(truth, (grouping,))
    contents = int(of_image.max()) + 1
    if contents < 2:
        raise UndefinedMetric("A split by content needs at least two contents.")
    chosen = _chosen(of_image, truth.targets, share, np.random.Generator(np.random.PCG64(seed)))
    is_held_out = np.isin(of_image, chosen)
    return Split(
        training=np.flatnonzero(~is_held_out),
        held_out=np.flatnonzero(is_held_out),
        contents=tuple(
            content
            for number, content in enumerate(dict.fromkeys(truth.subsets[grouping]))
            if number in set(chosen.tolist())
        ),
        difference=float(truth.targets[is_held_out].mean() - truth.targets[~is_held_out].mean()),
    )


def _chosen(
    of_image: IntArray, targets: FloatArray, share: float, random: np.random.Generator
) -> IntArray:
    """The numbers of the contents to hold out, at least one and never all."""
    deviation = float(targets.std()) or 1.0  # of constant MOS nothing can depart
    standard = (targets - targets.mean()) / deviation
    sizes = np.bincount(of_image).astype(np.float64)
    contents = sizes.size
    candidates = max(1, min(CANDIDATES, MOST_CELLS // contents))
    orders = random.permuted(np.tile(np.arange(contents), (candidates, 1)), axis=1)
    images = np.cumsum(sizes[orders], axis=1)[:, :-1]  # (candidates, contents - 1)
    cuts = np.abs(images / of_image.size - share).argmin(axis=1)
    rows = np.arange(candidates)
    held = images[rows, cuts]
    sums = np.cumsum(np.bincount(of_image, weights=standard)[orders], axis=1)[rows, cuts]
    squares = np.cumsum(np.bincount(of_image, weights=standard**2)[orders], axis=1)[rows, cuts]
    means = sums / held
    deviations = np.sqrt(np.maximum(squares / held - means**2, 0.0))
    departure = np.abs(held / of_image.size - share) + np.abs(means) + np.abs(deviations - 1.0)
    best = int(departure.argmin())
    chosen: IntArray = np.sort(orders[best, : cuts[best] + 1])
    return chosen
