"""How much of the ratings' variance is the images': intraclass correlations and alpha."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.statistics.ratings import checked, counts, square_sums


@dataclass(frozen=True)
class Estimate:
    """A value and its confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Intraclass:
    """Four intraclass correlations, and the variance components they are made of.

    Attributes
    ----------
    images, raters : int
        The complete part of the table that was used.
    left_out : int
        Images that some rater did not rate.
    icc_2_1, icc_2_k : Estimate
        Raters drawn at random, absolute agreement: one rating, and the mean of k.
    icc_3_1, icc_3_k : Estimate
        These raters, agreement up to each rater's bias: one rating, and the mean of k.
    image_variance, rater_variance, residual_variance : float
        Unbiased, in squared units of the scale; an estimate may fall below zero.
    """

    images: int
    raters: int
    left_out: int
    icc_2_1: Estimate
    icc_2_k: Estimate
    icc_3_1: Estimate
    icc_3_k: Estimate
    image_variance: float
    rater_variance: float
    residual_variance: float


@dataclass(frozen=True)
class _MeanSquares:
    """The two-way analysis of variance of n images by k raters."""

    n: int
    k: int
    images: float
    raters: float
    residual: float


def intraclass(ratings: ArrayLike, *, level: float = 0.95) -> Intraclass:
    """Intraclass correlations ICC(2,1), ICC(2,k), ICC(3,1) and ICC(3,k).

    Take ICC(2,·) to ask whether another panel would give the same MOS, ICC(3,·) where a constant
    shift of all scores does not matter, as in a correlation. McGraw and Wong call them ICC(A,·)
    and ICC(C,·).

    Parameters
    ----------
    ratings : array_like, shape (n, k), n >= 2, k >= 2
        Images that some rater did not rate (NaN) are left out.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    Intraclass
        Each at most 1; higher is better. Negative where raters agree less than by chance.

    Raises
    ------
    UndefinedMetric
        If fewer than two images are complete, or raters differ by nothing but their bias: the
        F ratio is then not finite.

    References
    ----------
    .. [1] P. E. Shrout and J. L. Fleiss, "Intraclass correlations: Uses in assessing rater
       reliability", Psychological Bulletin 86 (2), 1979, pp. 420-428.
       doi:10.1037/0033-2909.86.2.420
    .. [2] K. O. McGraw and S. P. Wong, "Forming inferences about some intraclass correlation
       coefficients", Psychological Methods 1 (1), 1996, pp. 30-46.
       doi:10.1037/1082-989X.1.1.30
    """
    table = checked(ratings)
    complete = table[counts(table, axis=1) == table.shape[1]]
    if complete.shape[0] < 2:
        raise UndefinedMetric("Intraclass correlations need two images that all raters rated.")
    squares = _mean_squares(complete)
    if squares.residual <= 1e-12 * max(squares.images, squares.raters):
        raise UndefinedMetric(
            "Intraclass correlations are undefined: the raters differ by nothing but their bias."
        )
    absolute, consistent = _absolute(squares, level), _consistent(squares, level)
    n, k = squares.n, squares.k
    of_k = squares.images + (squares.raters - squares.residual) / n
    return Intraclass(
        images=n,
        raters=k,
        left_out=table.shape[0] - n,
        icc_2_1=absolute,
        icc_2_k=Estimate(
            (squares.images - squares.residual) / of_k,
            _stepped_up(absolute.low, k),
            _stepped_up(absolute.high, k),
        ),
        icc_3_1=consistent,
        icc_3_k=Estimate(*(_stepped_up(one, k) for one in _three(consistent))),
        image_variance=(squares.images - squares.residual) / k,
        rater_variance=(squares.raters - squares.residual) / n,
        residual_variance=squares.residual,
    )


def _mean_squares(table: FloatArray) -> _MeanSquares:
    n, k = table.shape
    centred = table - table.mean()
    images, raters = centred.mean(axis=1), centred.mean(axis=0)
    residual = centred - images[:, None] - raters
    return _MeanSquares(
        n=n,
        k=k,
        images=float(k * (images**2).sum() / (n - 1)),
        raters=float(n * (raters**2).sum() / (k - 1)),
        residual=float((residual**2).sum() / ((n - 1) * (k - 1))),
    )


def _consistent(squares: _MeanSquares, level: float) -> Estimate:
    """ICC(3,1) with its exact interval from the F distribution."""
    free, free_residual = squares.n - 1, (squares.n - 1) * (squares.k - 1)
    ratio = squares.images / squares.residual
    tail = (1 + level) / 2
    low = ratio / float(stats.f.ppf(tail, free, free_residual))
    high = ratio * float(stats.f.ppf(tail, free_residual, free))
    return Estimate(*((f - 1) / (f + squares.k - 1) for f in (ratio, low, high)))


def _absolute(squares: _MeanSquares, level: float) -> Estimate:
    """ICC(2,1) with the interval of McGraw and Wong, Satterthwaite's degrees of freedom."""
    n, k = squares.n, squares.k
    images, raters, residual = squares.images, squares.raters, squares.residual
    value = (images - residual) / (images + (k - 1) * residual + k * (raters - residual) / n)
    a, b = k * value * raters / residual, n * (1 + (k - 1) * value) - k * value
    freedom = (n - 1) * (k - 1) * (a + b) ** 2 / ((n - 1) * a**2 + b**2)
    tail = (1 + level) / 2
    down = float(stats.f.ppf(tail, n - 1, freedom))
    up = float(stats.f.ppf(tail, freedom, n - 1))
    rest = k * raters + (k * n - k - n) * residual
    return Estimate(
        value,
        n * (images - down * residual) / (down * rest + n * images),
        n * (up * images - residual) / (rest + n * up * images),
    )


def _three(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def _stepped_up(value: float, k: int) -> float:
    return k * value / (1 + (k - 1) * value)


def krippendorff_alpha(ratings: ArrayLike) -> float:
    """Krippendorff's alpha with the interval metric: agreement beyond chance, gaps allowed.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        NaN where a rater gave nothing. Images with one rating cannot be compared and are left
        out.

    Returns
    -------
    float
        At most 1, which is perfect agreement; 0 is what chance gives.

    Raises
    ------
    UndefinedMetric
        If no image has two ratings, or all ratings are the same.

    References
    ----------
    .. [1] A. F. Hayes and K. Krippendorff, "Answering the Call for a Standard Reliability
       Measure for Coding Data", Communication Methods and Measures 1 (1), 2007, pp. 77-89.
       doi:10.1080/19312450709336664

    Examples
    --------
    >>> krippendorff_alpha([[1.0, 1.0], [3.0, 3.0]])
    1.0
    """
    table = checked(ratings)
    given = counts(table, axis=1)
    table, given = table[given >= 2], given[given >= 2]
    total = int(given.sum())
    values = table[~np.isnan(table)]
    spread = float(((values - values.mean()) ** 2).sum()) if total else 0.0
    if spread == 0.0:
        raise UndefinedMetric("Alpha is undefined: no two ratings differ, or none can be paired.")
    # Sums over ordered pairs of squared differences are 2m times the squared deviations.
    within = float((given * square_sums(table, axis=1) / (given - 1)).sum())
    return 1.0 - (within / total) / (spread / (total - 1))
