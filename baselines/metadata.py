"""Predictors that never open an image: what a file's name and its rows already give away."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

Cell = tuple[str, ...]


def mean_per_cell(train: Iterable[tuple[Cell, float]], wanted: Sequence[Cell]) -> list[float]:
    """Predict the mean training MOS of an image's cell, such as its (algorithm, scale).

    Parameters
    ----------
    train : iterable of (cell, MOS)
        The training images, in any order.
    wanted : sequence of cell
        The cells of the images to score.

    Returns
    -------
    list of float
        One score for each wanted image, in the unit of the MOS, higher is better.

    Raises
    ------
    ValueError
        If a wanted cell has no training image.

    Examples
    --------
    >>> mean_per_cell([(("x2",), 4.0), (("x2",), 5.0), (("x4",), 2.0)], [("x4",), ("x2",)])
    [2.0, 4.5]
    """
    means = _means(train)
    unseen = sorted({cell for cell in wanted if cell not in means})
    if unseen:
        names = ", ".join(" ".join(cell) for cell in unseen)
        raise ValueError(f"No training image belongs to {names}.")
    return [means[cell] for cell in wanted]


def _means(train: Iterable[tuple[Cell, float]]) -> Mapping[Cell, float]:
    scores: dict[Cell, list[float]] = {}
    for cell, mos in train:
        scores.setdefault(cell, []).append(mos)
    return {cell: fmean(values) for cell, values in scores.items()}
