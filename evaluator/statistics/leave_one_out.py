"""Each rater as if they were a team: against the mean of the other raters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray, is_constant
from evaluator.errors import UndefinedMetric
from evaluator.metrics import plcc, srcc
from evaluator.profile import Profile
from evaluator.statistics.correlations import correlate
from evaluator.statistics.ratings import FEWEST_IMAGES, checked, counts, means


@dataclass(frozen=True)
class RaterScore:
    """One rater against the others.

    Attributes
    ----------
    rater : str
    images : int
        How many of the images this rater rated and another did too.
    values : dict of str to float
        ``srcc``, ``plcc``, ``krcc`` in [-1, 1], and ``score`` where the profile's formula is
        made of these.
    slope : float
        Of the rater's ratings over the mean of the others, by least squares: above 1 the rater
        uses more of the scale than the panel does.
    """

    rater: str
    images: int
    values: dict[str, float]
    slope: float


@dataclass(frozen=True)
class Summary:
    """One quantity over the raters; `sd` (n - 1) is None for a single rater."""

    mean: float
    sd: float | None
    low: float
    low_rater: str
    high: float
    high_rater: str


@dataclass(frozen=True)
class LeaveOneOut:
    """All raters in the order of their columns; `undefined` tells why one has no values."""

    raters: tuple[RaterScore, ...]
    undefined: dict[str, str]

    def summary(self, quantity: str) -> Summary:
        """Mean, spread and both ends; UndefinedMetric where no rater has the quantity."""
        found = [(one.values[quantity], one.rater) for one in self.raters if quantity in one.values]
        if not found:
            raise UndefinedMetric(f"No rater has a value for {quantity}.")
        values = np.array([value for value, _ in found])
        low, high = int(values.argmin()), int(values.argmax())
        return Summary(
            mean=float(values.mean()),
            sd=float(values.std(ddof=1)) if values.size > 1 else None,
            low=found[low][0],
            low_rater=found[low][1],
            high=found[high][0],
            high_rater=found[high][1],
        )


def leave_one_out(
    ratings: ArrayLike, raters: Sequence[str], profile: Profile | None = None
) -> LeaveOneOut:
    """Correlate each rater with the mean of the others.

    Answers how well one person predicts what the panel says, on the same images and by the same
    formula as the teams. The others are fewer by one than the panel and the rater is as noisy as
    a person, so a good method scores far above it; compare with `split_half`.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        NaN where a rater gave nothing. A rater counts on the images that they and at least one
        other rated.
    raters : sequence of str, length k
    profile : Profile, optional
        Whose formula makes the score.

    Returns
    -------
    LeaveOneOut
        A rater whose ratings are constant, or who shares fewer than three images with others,
        stands in `undefined` with the reason.
    """
    table, profile = checked(ratings), profile or Profile()
    scores, undefined = [], {}
    for column, rater in enumerate(raters):
        own, rest = table[:, column], means(np.delete(table, column, axis=1), axis=1)
        try:
            values = correlate(own, rest, profile)
        except UndefinedMetric as error:
            undefined[rater] = _reason(rater, own, error)
            continue
        both = ~(np.isnan(own) | np.isnan(rest))
        scores.append(RaterScore(rater, int(both.sum()), values, _slope(rest[both], own[both])))
    return LeaveOneOut(tuple(scores), undefined)


def _reason(rater: str, own: FloatArray, error: UndefinedMetric) -> str:
    given = own[~np.isnan(own)]
    if given.size >= FEWEST_IMAGES and is_constant(given):
        return f"{rater} gave {given[0]:g} to every image, so no correlation exists; left out."
    return f"{rater} is left out: {error}"


def _slope(x: FloatArray, y: FloatArray) -> float:
    x = x - x.mean()
    return float((x * (y - y.mean())).sum() / (x * x).sum())


@dataclass(frozen=True)
class Pairwise:
    """Mean correlation between two raters, over `pairs` of them; `left_out` have none."""

    srcc: float
    plcc: float
    pairs: int
    left_out: int


def pairwise(ratings: ArrayLike) -> Pairwise:
    """Mean SRCC and PLCC over all pairs of raters, each over the images that both rated.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        NaN where a rater gave nothing.

    Returns
    -------
    Pairwise
        Means in [-1, 1]. Pairs with fewer than three images in common, or with a constant
        rater, are left out and counted.

    Raises
    ------
    UndefinedMetric
        If no pair is left.
    """
    table = checked(ratings)
    firsts, seconds = np.triu_indices(table.shape[1], 1)
    found = []
    for first, second in zip(firsts, seconds, strict=True):
        both = counts(table[:, [first, second]], axis=1) == 2
        if int(both.sum()) < FEWEST_IMAGES:
            continue
        x, y = table[both, first], table[both, second]
        if not (is_constant(x) or is_constant(y)):
            found.append((srcc(x, y), plcc(x, y)))
    if not found:
        raise UndefinedMetric("No two raters can be correlated: too few images, or all the same.")
    sums = [math.fsum(column) for column in zip(*found, strict=True)]
    return Pairwise(
        srcc=sums[0] / len(found),
        plcc=sums[1] / len(found),
        pairs=len(found),
        left_out=firsts.size - len(found),
    )
