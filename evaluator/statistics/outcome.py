"""What a test between two predictors says."""

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Outcome:
    """A test statistic and how probable one as large is if there is no difference.

    Attributes
    ----------
    statistic : float
    p : float
        In [0, 1].
    """

    statistic: float
    p: float


def two_sided(z: float) -> Outcome:
    """The outcome whose statistic is standard normal if there is no difference."""
    return Outcome(z, math.erfc(abs(z) / math.sqrt(2)))


def normal_quantile(confidence: float) -> float:
    """Half the width, in standard errors, of the interval with this confidence."""
    return NormalDist().inv_cdf((1 + confidence) / 2)
