"""Tests of two correlations with the same targets: two methods, scored on the same images.

Notation: r12 is the first method's correlation with the targets, r13 the second's, and r23 that of
the two methods with each other; n is the number of images. The formulas are for Pearson's
coefficient; with Spearman's they are approximations [1]_.

References
----------
.. [1] L. Myers and M. J. Sirois, "Spearman Correlation Coefficients, Differences between",
   Encyclopedia of Statistical Sciences, 2006. doi:10.1002/0471667196.ess5050.pub2
"""

import math
from dataclasses import dataclass

from scipy import stats

from evaluator.errors import UndefinedMetric

FEWEST_IMAGES = 4


@dataclass(frozen=True)
class Test:
    """The outcome of a test of "both correlate equally well".

    Attributes
    ----------
    name : str
    symbol : str
        "t" or "z": the distribution of the statistic.
    statistic : float
        Positive where the first method correlates better.
    df : int or None
        Degrees of freedom of a t.
    p : float
        Two-sided, in [0, 1].
    """

    name: str
    symbol: str
    statistic: float
    df: int | None
    p: float


def williams(r12: float, r13: float, r23: float, n: int) -> Test:
    """Williams' t, which Steiger recommends for small samples.

    Parameters
    ----------
    r12, r13, r23 : float, in (-1, 1)
    n : int, at least 4

    Returns
    -------
    Test

    Raises
    ------
    UndefinedMetric
        If a correlation is perfect, or there are too few images.

    References
    ----------
    .. [1] E. J. Williams, "The Comparison of Regression Variables", Journal of the Royal
       Statistical Society B 21 (2), 1959, pp. 396-399. doi:10.1111/j.2517-6161.1959.tb00346.x
    .. [2] J. H. Steiger, "Tests for Comparing Elements of a Correlation Matrix", Psychological
       Bulletin 87 (2), 1980, pp. 245-251, equation 7. doi:10.1037/0033-2909.87.2.245
    """
    _check(r12, r13, r23, n)
    determinant = 1 - r12**2 - r13**2 - r23**2 + 2 * r12 * r13 * r23
    mean = (r12 + r13) / 2
    spread = 2 * (n - 1) / (n - 3) * determinant + mean**2 * (1 - r23) ** 3
    if spread <= 0:
        raise UndefinedMetric("Williams' test is undefined: the two methods are the same.")
    t = (r12 - r13) * math.sqrt((n - 1) * (1 + r23) / spread)
    return Test("Williams", "t", t, n - 3, 2 * float(stats.t.sf(abs(t), n - 3)))


def steiger(r12: float, r13: float, r23: float, n: int) -> Test:
    """Steiger's z, Fisher-transformed, with the covariance taken at the mean correlation.

    Parameters and errors are those of `williams`.

    References
    ----------
    .. [1] J. H. Steiger, 1980, as in `williams`, equations 11 and 14.
    """
    _check(r12, r13, r23, n)
    mean = (r12 + r13) / 2
    covariance = _fisher_covariance(mean, mean, r23)
    z = (math.atanh(r12) - math.atanh(r13)) * math.sqrt((n - 3) / (2 - 2 * covariance))
    return _of_z("Steiger", z)


def meng(r12: float, r13: float, r23: float, n: int) -> Test:
    """Meng, Rosenthal and Rubin's z.

    Parameters and errors are those of `williams`.

    References
    ----------
    .. [1] X.-L. Meng, R. Rosenthal and D. B. Rubin, "Comparing Correlated Correlation
       Coefficients", Psychological Bulletin 111 (1), 1992, pp. 172-175, equations 1 to 3.
       doi:10.1037/0033-2909.111.1.172
    """
    _check(r12, r13, r23, n)
    z = (math.atanh(r12) - math.atanh(r13)) * math.sqrt(
        (n - 3) / (2 * (1 - r23) * _h(r12, r13, r23))
    )
    return _of_z("Meng–Rosenthal–Rubin", z)


def zou_interval(
    r12: float, r13: float, r23: float, n: int, *, level: float = 0.95
) -> tuple[float, float]:
    """Zou's confidence interval of r12 - r13, made from the limits of each.

    Parameters and errors are those of `williams`.

    Returns
    -------
    (float, float)
        In [-2, 2]. Without zero, the two can be told apart.

    References
    ----------
    .. [1] G. Y. Zou, "Toward Using Confidence Intervals to Compare Correlations", Psychological
       Methods 12 (4), 2007, pp. 399-413, equation 15. doi:10.1037/1082-989X.12.4.399
    """
    _check(r12, r13, r23, n)
    half = float(stats.norm.ppf((1 + level) / 2)) / math.sqrt(n - 3)
    l12, u12 = math.tanh(math.atanh(r12) - half), math.tanh(math.atanh(r12) + half)
    l13, u13 = math.tanh(math.atanh(r13) - half), math.tanh(math.atanh(r13) + half)
    c = _covariance(r12, r13, r23) / ((1 - r12**2) * (1 - r13**2))
    below = (r12 - l12) ** 2 + (u13 - r13) ** 2 - 2 * c * (r12 - l12) * (u13 - r13)
    above = (u12 - r12) ** 2 + (r13 - l13) ** 2 - 2 * c * (u12 - r12) * (r13 - l13)
    difference = r12 - r13
    return difference - math.sqrt(max(below, 0.0)), difference + math.sqrt(max(above, 0.0))


def _check(r12: float, r13: float, r23: float, n: int) -> None:
    if n < FEWEST_IMAGES:
        raise UndefinedMetric(f"Comparing correlations needs {FEWEST_IMAGES} images or more.")
    if max(abs(r12), abs(r13), abs(r23)) >= 1:
        raise UndefinedMetric("Comparing correlations is undefined where one of them is perfect.")


def _of_z(name: str, z: float) -> Test:
    return Test(name, "z", z, None, 2 * float(stats.norm.sf(abs(z))))


def _covariance(r12: float, r13: float, r23: float) -> float:
    """Of r12 and r13, times n: Pearson and Filon, 1898."""
    cross = 1 - r12**2 - r13**2
    return r23 * cross - r12 * r13 * (cross - r23**2) / 2


def _fisher_covariance(r12: float, r13: float, r23: float) -> float:
    return _covariance(r12, r13, r23) / ((1 - r12**2) * (1 - r13**2))


def _h(r12: float, r13: float, r23: float) -> float:
    mean_square = (r12**2 + r13**2) / 2
    f = min(1.0, (1 - r23) / (2 * (1 - mean_square)))
    return (1 - f * mean_square) / (1 - mean_square)
