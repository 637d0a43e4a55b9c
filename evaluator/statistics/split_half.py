"""Half of the panel against the other half, and from it the most that any method can reach."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluator.arrays import FloatArray
from evaluator.errors import UndefinedMetric
from evaluator.profile import Profile
from evaluator.statistics.correlations import correlate, quantities, with_score
from evaluator.statistics.ratings import checked, means

DRAWS = 2000
OUTER = (2.5, 97.5)  # percentiles of the reported range


@dataclass(frozen=True)
class Halves:
    """One quantity between two halves of the panel: mean over the draws, and 95% of them.

    `error` is the Monte-Carlo standard error of the mean.
    """

    mean: float
    low: float
    high: float
    error: float


@dataclass(frozen=True)
class SplitHalf:
    """Agreement of random halves.

    Attributes
    ----------
    sizes : (int, int)
        Raters in either half.
    draws : int
        Splits that gave values.
    undefined : int
        Splits left out because a half was constant or shared too few images.
    values : dict of str to Halves
        ``srcc``, ``plcc``, ``krcc``, and ``score`` where the formula is made of these.
    """

    sizes: tuple[int, int]
    draws: int
    undefined: int
    values: dict[str, Halves]

    def reliability(self, quantity: str) -> float:
        """The quantity stepped up to the full panel, by `spearman_brown` on the mean."""
        return spearman_brown(self.values[quantity].mean, self.sizes)


def split_half(
    ratings: ArrayLike, profile: Profile | None = None, *, seed: int = 0, draws: int = DRAWS
) -> SplitHalf:
    """Split the raters at random into floor(k/2) and the rest, and correlate the two means.

    Parameters
    ----------
    ratings : array_like, shape (n, k), k >= 2
        NaN where a rater gave nothing; an image counts in a draw if both halves rated it.
    profile : Profile, optional
        Whose formula makes the score.
    seed : int
        The same seed gives the same bits.
    draws : int
        How many splits, with replacement.

    Returns
    -------
    SplitHalf
        All in [-1, 1]; higher means that another panel of this size would say the same.

    Raises
    ------
    UndefinedMetric
        If half of the splits or more give no value.
    """
    table, profile = checked(ratings), profile or Profile()
    raters = table.shape[1]
    few = raters // 2
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        order = generator.permutation(raters)
        first, second = means(table[:, order[:few]], axis=1), means(table[:, order[few:]], axis=1)
        try:
            found.append(correlate(first, second, profile))
        except UndefinedMetric:
            continue
    if 2 * len(found) <= draws:
        raise UndefinedMetric("Halves of this panel mostly cannot be correlated.")
    return SplitHalf(
        sizes=(few, raters - few),
        draws=len(found),
        undefined=draws - len(found),
        values={
            name: _halves(np.array([draw[name] for draw in found])) for name in quantities(profile)
        },
    )


def _halves(values: FloatArray) -> Halves:
    low, high = np.percentile(values, OUTER)
    return Halves(
        mean=float(values.mean()),
        low=float(low),
        high=float(high),
        error=float(values.std() / math.sqrt(values.size)),
    )


def spearman_brown(correlation: float, sizes: tuple[int, int]) -> float:
    """Reliability of the whole panel's mean, from the correlation of two parts of it.

    Horst's form for parts of unequal length [3]_, which is exact for parallel raters; for equal
    parts it is the formula of Spearman and Brown, 2r / (1 + r) [1]_ [2]_. Written here as
    2r / (r + sqrt(r² + 4pq(1 - r²))), p and q the shares of the parts, which loses no digits
    near r = 1.

    Parameters
    ----------
    correlation : float
        r, in (-1, 1], between the means of the two parts.
    sizes : (int, int)
        Raters in either part, each at least one.

    Returns
    -------
    float
        At most 1; higher is better.

    Raises
    ------
    UndefinedMetric
        If the correlation is not positive: such parts measure nothing in common.

    References
    ----------
    .. [1] C. Spearman, "Correlation calculated from faulty data", British Journal of Psychology
       3 (3), 1910, pp. 271-295. doi:10.1111/j.2044-8295.1910.tb00206.x
    .. [2] W. Brown, "Some experimental results in the correlation of mental abilities", British
       Journal of Psychology 3 (3), 1910, pp. 296-322. doi:10.1111/j.2044-8295.1910.tb00207.x
    .. [3] P. Horst, "Estimating total test reliability from parts of unequal length",
       Educational and Psychological Measurement 11 (3), 1951, pp. 368-371.
       doi:10.1177/001316445101100306

    Examples
    --------
    >>> spearman_brown(0.5, (10, 10)) == 2 / 3
    True
    """
    if correlation <= 0:
        raise UndefinedMetric(
            "The halves of the panel do not agree, so their ratings have no reliability."
        )
    share = sizes[0] / (sizes[0] + sizes[1])
    root = math.sqrt(correlation**2 + 4 * share * (1 - share) * (1 - correlation**2))
    return 2 * correlation / (correlation + root)


def ceiling(halves: SplitHalf, profile: Profile | None = None) -> dict[str, float]:
    """What a predictor without any error of its own would reach against this panel's MOS.

    The MOS is itself a noisy measurement: even the true quality correlates with it by no more
    than the square root of its reliability (Spearman's correction for attenuation [1]_). For
    SRCC the same is a close approximation. For KRCC the correlation is taken through Greiner's
    relation, r = sin(pi tau / 2), corrected, and taken back, which is exact for normal values.
    The score's ceiling is the formula of the ceilings.

    Returns
    -------
    dict of str to float
        ``srcc``, ``plcc``, ``krcc``, and ``score`` where the formula is made of these; in (0, 1]
        for the correlations.

    Raises
    ------
    UndefinedMetric
        If the halves do not agree at all.

    References
    ----------
    .. [1] C. Spearman, "The Proof and Measurement of Association between Two Things",
       The American Journal of Psychology 15 (1), 1904, pp. 72-101. doi:10.2307/1412159
    """
    profile = profile or Profile()
    tau = halves.values["krcc"].mean
    normal = math.sqrt(spearman_brown(math.sin(math.pi * tau / 2), halves.sizes))
    return with_score(
        {
            "srcc": math.sqrt(halves.reliability("srcc")),
            "plcc": math.sqrt(halves.reliability("plcc")),
            "krcc": 2 / math.pi * math.asin(min(1.0, normal)),
        },
        profile,
    )
