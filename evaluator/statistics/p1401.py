"""Tests between two models, and intervals, as ITU-T P.1401 has them.

All of them take the two models' errors as independent. Two predictors of one competition see the
same images and the same MOS, so these tests find too few differences between them; they are here
because papers report them. Between teams the paired tests of this package are the right ones.

References: ITU-T Recommendation P.1401, "Methods, metrics and procedures for statistical
evaluation, qualification and comparison of objective quality prediction models", 2020.
"""

import math

from scipy import special

from evaluator.errors import UndefinedMetric
from evaluator.statistics.outcome import Outcome, normal_quantile, two_sided


def outlier_ratio_interval(
    ratio: float, *, images: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Confidence interval of an outlier ratio, by the normal approximation of the binomial.

    Parameters
    ----------
    ratio : float
        In [0, 1].
    images : int
        How many it was found on.
    confidence : float
        In (0, 1).

    Returns
    -------
    tuple of float
        Lower and upper bound; the approximation may leave [0, 1], and has no width at 0 and 1.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clause 7.5.2.2.

    Examples
    --------
    >>> low, high = outlier_ratio_interval(0.5, images=100)
    >>> round(low, 3), round(high, 3)
    (0.402, 0.598)
    """
    reach = normal_quantile(confidence) * math.sqrt(ratio * (1 - ratio) / images)
    return ratio - reach, ratio + reach


def plcc_interval(
    correlation: float, *, images: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Confidence interval of a PLCC, by Fisher's z.

    Raises
    ------
    UndefinedMetric
        For fewer than four images, or a correlation of 1 or -1.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clause 7.5.3.
    """
    z = _fisher(correlation)
    reach = normal_quantile(confidence) * math.sqrt(_fisher_variance(images))
    return math.tanh(z - reach), math.tanh(z + reach)


def compare_plcc(first: float, second: float, *, first_images: int, second_images: int) -> Outcome:
    """Test the difference of two PLCCs by Fisher's z; two-sided.

    Raises
    ------
    UndefinedMetric
        For fewer than four images, or a correlation of 1 or -1.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clause 7.6.1.

    Examples
    --------
    >>> round(compare_plcc(0.9, 0.8, first_images=72, second_images=72).statistic, 3)
    2.194
    """
    variance = _fisher_variance(first_images) + _fisher_variance(second_images)
    return two_sided((_fisher(first) - _fisher(second)) / math.sqrt(variance))


def compare_outlier_ratios(
    first: float, second: float, *, first_images: int, second_images: int
) -> Outcome:
    """Test the difference of two outlier ratios as of two proportions; two-sided.

    Raises
    ------
    UndefinedMetric
        If both ratios are 0, or both 1: no error can then be estimated.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clause 7.6.2.

    Examples
    --------
    >>> comparison = compare_outlier_ratios(0.5, 0.25, first_images=64, second_images=64)
    >>> round(comparison.statistic, 4)
    2.9212
    """
    pooled = (first * first_images + second * second_images) / (first_images + second_images)
    variance = pooled * (1 - pooled) * (1 / first_images + 1 / second_images)
    if variance <= 0:
        raise UndefinedMetric("Outlier ratios that are both 0 or both 1 cannot be compared.")
    return two_sided((first - second) / math.sqrt(variance))


def compare_rmse(
    first: float, second: float, *, first_degrees: int, second_degrees: int
) -> Outcome:
    """Test whether two RMSE, or two RMSE*, differ, by the ratio of their squares.

    The recommendation divides the larger square by the smaller one and compares the ratio with
    the 95 % point of F. The p value here is that upper tail; since the larger one goes on top
    whichever it is, two equal models pass below .05 in one case in ten.

    Parameters
    ----------
    first, second : float
        RMSE of the two models, in the targets' unit.
    first_degrees, second_degrees : int
        N - d of each: images less the degrees of freedom of the mapping.

    Returns
    -------
    Outcome
        The statistic is the ratio of the squares, in [1, inf].

    Raises
    ------
    UndefinedMetric
        If both are 0, or no degrees of freedom are left.

    References
    ----------
    .. [1] ITU-T Recommendation P.1401, 2020, clauses 7.6.4 and 7.7.

    Examples
    --------
    >>> compare_rmse(0.4, 0.2, first_degrees=68, second_degrees=68).statistic
    4.0
    """
    if min(first_degrees, second_degrees) < 1:
        raise UndefinedMetric("Errors without degrees of freedom cannot be compared.")
    larger, smaller = (first, first_degrees), (second, second_degrees)
    if second > first:
        larger, smaller = smaller, larger
    if larger[0] == 0:
        raise UndefinedMetric("Errors that are both 0 cannot be compared.")
    ratio = (larger[0] / smaller[0]) ** 2 if smaller[0] else math.inf
    return Outcome(ratio, float(special.fdtrc(larger[1], smaller[1], ratio)))


def _fisher(correlation: float) -> float:
    if abs(correlation) >= 1:
        raise UndefinedMetric("A correlation of 1 or -1 has no interval.")
    return math.atanh(correlation)


def _fisher_variance(images: int) -> float:
    if images < 4:
        raise UndefinedMetric("Fisher's interval needs four images.")
    return 1 / (images - 3)
