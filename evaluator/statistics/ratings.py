"""A table of ratings, images by raters, with NaN where a rater gave nothing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray, IntArray
from evaluator.errors import InvalidTruth, UndefinedMetric
from evaluator.readers import Truth

# Over two images every correlation is +1 or -1.
FEWEST_IMAGES = 3


def ratings_of(truth: Truth) -> FloatArray:
    """The ratings of a ground truth, shape (n, k); InvalidTruth where it holds none."""
    if truth.ratings is None or not truth.raters:
        raise InvalidTruth(
            [
                "The ground truth holds no ratings, only mean opinion scores: to judge the raters "
                "it needs one column for each, titled P1, P2, … or rater_…."
            ]
        )
    return checked(truth.ratings)


def joined(truths: Sequence[Truth]) -> Truth:
    """Several ground truths as one, such as all splits of a study by the same raters.

    Raises
    ------
    InvalidTruth
        If they name different raters, or an image stands in two of them.
    """
    if len(truths) == 1:
        return truths[0]
    names = tuple(name for truth in truths for name in truth.names)
    if len(set(names)) < len(names):
        raise InvalidTruth(["An image stands in two of the files; each may be there once."])
    if len({truth.raters for truth in truths}) > 1:
        raise InvalidTruth(["The files name different raters, or in another order."])
    groupings = [
        name for name in truths[0].subsets if all(name in truth.subsets for truth in truths)
    ]
    return Truth(
        names=names,
        targets=np.concatenate([truth.targets for truth in truths]),
        ratings=np.concatenate([ratings_of(truth) for truth in truths]),
        raters=truths[0].raters,
        subsets={
            name: tuple(group for truth in truths for group in truth.subsets[name])
            for name in groupings
        },
    )


def checked(ratings: ArrayLike) -> FloatArray:
    """The ratings as float64, shape (n, k).

    Raises
    ------
    UndefinedMetric
        If there are fewer than two raters or no image: there is nothing to compare.
    ValueError
        If it is no table, or a rating is infinite.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("expected finite ratings (or NaN), a row an image, a column a rater")
    if table.shape[0] < 1 or table.shape[1] < 2:
        raise UndefinedMetric("Agreement between raters needs two raters and one image or more.")
    return table


def counts(ratings: FloatArray, axis: int) -> IntArray:
    """How many ratings there are along an axis."""
    result: IntArray = (~np.isnan(ratings)).sum(axis=axis)
    return result


def means(ratings: FloatArray, axis: int) -> FloatArray:
    """The mean of the ratings there are; NaN where there is none."""
    given = counts(ratings, axis)
    result = np.full(given.shape, np.nan)
    sums = np.where(np.isnan(ratings), 0.0, ratings).sum(axis=axis)
    np.divide(sums, given, out=result, where=given > 0)
    return result


def square_sums(ratings: FloatArray, axis: int) -> FloatArray:
    """The sum of squared deviations from the mean of the ratings there are; 0 where none is."""
    centred = ratings - np.expand_dims(means(ratings, axis), axis)
    result: FloatArray = np.where(np.isnan(centred), 0.0, centred**2).sum(axis=axis)
    return result


def deviations(ratings: FloatArray, axis: int, *, ddof: int) -> FloatArray:
    """Standard deviations of the ratings there are; NaN where there are ddof or fewer."""
    freedom = counts(ratings, axis) - ddof
    squares = np.full(freedom.shape, np.nan)
    np.divide(square_sums(ratings, axis), freedom, out=squares, where=freedom > 0)
    result: FloatArray = np.sqrt(squares)
    return result


def is_unanimous(ratings: FloatArray) -> np.ndarray:
    """Per image whether all its ratings are equal; also where it has one or none."""
    first = np.where(np.isnan(ratings), np.inf, ratings).min(axis=1)
    last = np.where(np.isnan(ratings), -np.inf, ratings).max(axis=1)
    result: np.ndarray = first >= last
    return result
