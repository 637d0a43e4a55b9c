"""P-values of many comparisons, corrected for their number."""

import numpy as np
from scipy import stats

from evaluator.arrays import FloatArray


def holm(p_values: FloatArray) -> FloatArray:
    """Holm's correction: rejecting those up to alpha errs in no comparison, but for alpha.

    Parameters
    ----------
    p_values : ndarray, shape (m,), each in [0, 1]

    Returns
    -------
    ndarray, shape (m,), each in [0, 1]
        Never smaller than what came in.

    References
    ----------
    .. [1] S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
       Journal of Statistics 6 (2), 1979, pp. 65-70.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(p_values.size, 0, -1)
    adjusted = np.empty(p_values.size)
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * factors), 1.0)
    return adjusted


def benjamini_hochberg(p_values: FloatArray) -> FloatArray:
    """Benjamini and Hochberg's: of those up to alpha, a share alpha is expected to be wrong.

    Parameters
    ----------
    p_values : ndarray, shape (m,), each in [0, 1]

    Returns
    -------
    ndarray, shape (m,), each in [0, 1]
        Never smaller than what came in.

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", Journal of the
       Royal Statistical Society B 57 (1), 1995, pp. 289-300.
       doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    if not p_values.size:
        return p_values
    adjusted: FloatArray = stats.false_discovery_control(p_values, method="bh")
    return adjusted
