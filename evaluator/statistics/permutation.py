"""A paired permutation test: would the difference be as large if the two methods were one?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evaluator import formula as formulas
from evaluator.arrays import FloatArray, exponent, scaled
from evaluator.metrics.ranks import mid_ranks
from evaluator.profile import Profile
from evaluator.statistics.weighted import MOST_FOR_PAIRS

PERMUTATIONS = 10_000
# Numbers of one block of permutations.
_BLOCK_NUMBERS = 1_000_000


def permutation_p_values(
    first: FloatArray,
    second: FloatArray,
    targets: FloatArray,
    *,
    profile: Profile,
    seed: int,
    permutations: int = PERMUTATIONS,
) -> dict[str, float]:
    """Two-sided p-values of "which method a prediction came from makes no difference".

    For each image it is drawn by lot whether the two methods' predictions change places. Before
    that they are brought to one scale, as each metric allows: ranks for SRCC and KRCC, standard
    deviations for PLCC; RMSE and MAE have the scale of the targets.

    Parameters
    ----------
    first, second : ndarray, shape (n,)
        Predictions of the same images, not constant.
    targets : ndarray, shape (n,)
        Their MOS, not constant.
    profile : Profile
        Its metrics are tested as far as they are SRCC, PLCC, KRCC (of up to 500 images), RMSE
        and MAE, and as "score" its formula, if it needs no other.
    seed : int
    permutations : int

    Returns
    -------
    dict of str to float
        In (0, 1]: the share of permutations with a difference at least as large, this sample's
        own among them, and those without a value. What has none in this sample is left out.

    References
    ----------
    .. [1] B. Phipson and G. K. Smyth, "Permutation P-values Should Never Be Zero", Statistical
       Applications in Genetics and Molecular Biology 9 (1), 2010, article 39.
       doi:10.2202/1544-6115.1585
    """
    lot = _Lot.of(first, second, targets, profile)
    observed = lot.differences(np.zeros((1, targets.size), dtype=bool))
    random = np.random.Generator(np.random.PCG64(seed))
    as_large = {name: 1 for name, (value,) in observed.items() if np.isfinite(value)}
    most = max(1, _BLOCK_NUMBERS // targets.size)
    for begin in range(0, permutations, most):
        size = (min(most, permutations - begin), targets.size)
        swaps = random.integers(0, 2, size=size, dtype=np.int8).astype(bool)
        differences = lot.differences(swaps)
        for name in as_large:
            # A permutation that only repeats this sample may differ from it by rounding.
            bound = abs(observed[name][0]) * (1 - 1e-12)
            as_large[name] += int(np.sum(~(np.abs(differences[name]) < bound)))
    return {name: count / (permutations + 1) for name, count in as_large.items()}


@dataclass(frozen=True)
class _Lot:
    """Two methods' predictions, per metric on one scale, ready to change places."""

    pairs: Mapping[str, tuple[FloatArray, FloatArray]]
    targets: FloatArray
    profile: Profile

    @classmethod
    def of(
        cls, first: FloatArray, second: FloatArray, targets: FloatArray, profile: Profile
    ) -> "_Lot":
        names = [name for name in profile.metrics if name in _SCALES]
        if targets.size > MOST_FOR_PAIRS and "krcc" in names:
            names.remove("krcc")
        pairs = {name: _SCALES[name](first, second) for name in names}
        return cls(pairs, targets, profile)

    def differences(self, swaps: np.ndarray) -> dict[str, FloatArray]:
        """First method less second after each swap, shape (permutations,) each."""
        values: list[dict[str, FloatArray]] = [{}, {}]
        for name, (first, second) in self.pairs.items():
            if name == "krcc":
                values[0][name], values[1][name] = self.concordance.of(swaps)
                continue
            values[0][name] = _TESTED[name](np.where(swaps, second, first), self.targets)
            values[1][name] = _TESTED[name](np.where(swaps, first, second), self.targets)
        if self.profile.ranking_metrics <= set(self.pairs):
            for of_method in values:
                of_method["score"] = formulas.values_of(self.profile.formula, of_method)
        return {name: values[0][name] - values[1][name] for name in values[0]}

    @cached_property
    def concordance(self) -> "_Concordance":
        return _Concordance(*self.pairs["krcc"], self.targets)


def _ranked(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    return mid_ranks(first), mid_ranks(second)


def _standardised(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    small = (scaled(values) for values in (first, second))
    one, other = (scaled(values - values.mean()) for values in small)
    return one / (one.std() or 1.0), other / (other.std() or 1.0)


def _as_they_are(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    return first, second


_SCALES: Mapping[str, Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]] = {
    "srcc": _ranked,
    "krcc": _ranked,
    "plcc": _standardised,
    "rmse": _as_they_are,
    "mae": _as_they_are,
}


class _Concordance:
    """KRCC of both methods under many swaps at once, from tables of all pairs of images.

    The two predictions of a pair are both a method's own, both the other's, or one of each; the
    last come in two orders, whose tables are each other's transpose.
    """

    def __init__(self, first: FloatArray, second: FloatArray, targets: FloatArray) -> None:
        of_targets = _signs(targets, targets)
        tables = _signs(first, first), _signs(second, second), _signs(first, second)
        self.agreement = tuple(of_targets * table for table in tables)
        self.untied = tuple(np.abs(table) for table in tables)
        self.untied_targets = float(np.abs(of_targets).sum(dtype=np.float64))

    def of(self, swaps: np.ndarray) -> tuple[FloatArray, FloatArray]:
        """The first method's and the second's, shape (permutations,) each."""
        other = swaps.T.astype(np.float32)  # (n, permutations)
        return self._tau(1 - other, other), self._tau(other, 1 - other)

    def _tau(self, own: NDArray[np.float32], other: NDArray[np.float32]) -> FloatArray:
        untied = _sums(self.untied, own, other) * self.untied_targets
        agreement = _sums(self.agreement, own, other)
        tau: FloatArray = np.divide(
            agreement, np.sqrt(untied), out=np.zeros_like(agreement), where=untied > 0
        )
        return tau


def _signs(first: FloatArray, second: FloatArray) -> NDArray[np.float32]:
    higher = first[:, None] > second
    signs: NDArray[np.float32] = higher.astype(np.float32) - (first[:, None] < second)
    return signs


def _sums(
    tables: tuple[NDArray[np.float32], ...],
    own: NDArray[np.float32],
    other: NDArray[np.float32],
) -> FloatArray:
    """Over all pairs of images; whole numbers below 2**24, exact in float32 in any order."""
    of_own, of_other, of_both = tables
    sums = own * (of_own @ own) + other * (of_other @ other) + 2 * own * (of_both @ other)
    total: FloatArray = sums.sum(axis=0, dtype=np.float64)
    return total


# Metrics of each row of a table of predictions, shape (permutations, n), against the targets.


def _srcc(rows: FloatArray, targets: FloatArray) -> FloatArray:
    return _plcc(stats.rankdata(rows, axis=1), mid_ranks(targets))


def _plcc(rows: FloatArray, targets: FloatArray) -> FloatArray:
    x = rows - rows.mean(axis=1, keepdims=True)
    y = scaled(targets)
    y = scaled(y - y.mean())
    spread = np.sqrt((x**2).sum(axis=1)) * np.sqrt((y**2).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        # Constant rows, which a swap may bring about, agree with nothing.
        r: FloatArray = np.where(spread > 0, (x * y).sum(axis=1) / spread, 0.0)
    return r


def _rmse(rows: FloatArray, targets: FloatArray) -> FloatArray:
    errors, power = _errors(rows, targets)
    value: FloatArray = np.ldexp(np.sqrt((errors**2).mean(axis=1)), power)
    return value


def _mae(rows: FloatArray, targets: FloatArray) -> FloatArray:
    errors, power = _errors(rows, targets)
    value: FloatArray = np.ldexp(np.abs(errors).mean(axis=1), power)
    return value


def _errors(rows: FloatArray, targets: FloatArray) -> tuple[FloatArray, int]:
    power = max(exponent(rows), exponent(targets))
    return np.ldexp(rows, -power) - np.ldexp(targets, -power), power


_TESTED: Mapping[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "srcc": _srcc,
    "plcc": _plcc,
    "rmse": _rmse,
    "mae": _mae,
}
