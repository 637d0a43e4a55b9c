"""A paired permutation test: would the difference be as large if the two methods were one?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from evaluator import formula as formulas
from evaluator.arrays import FloatArray, scaled
from evaluator.metrics.ranks import mid_ranks
from evaluator.profile import Profile

PERMUTATIONS = 10_000
# Numbers of one block of permutations, and of its table of all pairs of images.
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
        Its metrics are tested as far as they are in `TESTED`, and as "score" its formula, if it
        needs no other.
    seed : int
    permutations : int

    Returns
    -------
    dict of str to float
        In (0, 1]: the share of permutations with a difference at least as large, this sample's
        own among them.

    References
    ----------
    .. [1] B. Phipson and G. K. Smyth, "Permutation P-values Should Never Be Zero", Statistical
       Applications in Genetics and Molecular Biology 9 (1), 2010, article 39.
       doi:10.2202/1544-6115.1585
    """
    lot = _Lot.of(first, second, targets, profile)
    observed = lot.differences(np.zeros((1, targets.size), dtype=bool))
    random = np.random.Generator(np.random.PCG64(seed))
    as_large = dict.fromkeys(observed, 1)
    most = max(1, _BLOCK_NUMBERS // targets.size)
    for begin in range(0, permutations, most):
        size = (min(most, permutations - begin), targets.size)
        swaps = random.integers(0, 2, size=size, dtype=np.int8).astype(bool)
        for name, found in lot.differences(swaps).items():
            # A permutation that only repeats this sample may differ from it by rounding.
            bound = abs(observed[name][0]) * (1 - 1e-12)
            as_large[name] += int(np.sum(np.abs(found) >= bound))
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
        names = [name for name in profile.metrics if name in TESTED]
        pairs = {name: _SCALES[name](first, second) for name in names}
        return cls(pairs, targets, profile)

    def differences(self, swaps: np.ndarray) -> dict[str, FloatArray]:
        """First method less second after each swap, shape (permutations,) each."""
        values: list[dict[str, FloatArray]] = [{}, {}]
        for name, (first, second) in self.pairs.items():
            values[0][name] = TESTED[name](np.where(swaps, second, first), self.targets)
            values[1][name] = TESTED[name](np.where(swaps, first, second), self.targets)
        if self.profile.ranking_metrics <= set(self.pairs):
            for of_method in values:
                of_method["score"] = formulas.values_of(self.profile.formula, of_method)
        return {name: values[0][name] - values[1][name] for name in values[0]}


def _ranked(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    return mid_ranks(first), mid_ranks(second)


def _standardised(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    small = (scaled(values) for values in (first, second))
    one, other = (scaled(values - values.mean()) for values in small)
    return one / one.std(), other / other.std()


def _as_they_are(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    return first, second


_SCALES: Mapping[str, Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]] = {
    "srcc": _ranked,
    "krcc": _ranked,
    "plcc": _standardised,
    "rmse": _as_they_are,
    "mae": _as_they_are,
}


# Metrics of each row of a table of predictions, shape (permutations, n), against the targets.


def _srcc(rows: FloatArray, targets: FloatArray) -> FloatArray:
    return _plcc(stats.rankdata(rows, axis=1), mid_ranks(targets))


def _plcc(rows: FloatArray, targets: FloatArray) -> FloatArray:
    x = rows - rows.mean(axis=1, keepdims=True)
    y = targets - targets.mean()
    spread = np.sqrt((x**2).sum(axis=1)) * np.sqrt((y**2).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        # Constant rows, which a swap may bring about, agree with nothing.
        r: FloatArray = np.where(spread > 0, (x * y).sum(axis=1) / spread, 0.0)
    return r


def _krcc(rows: FloatArray, targets: FloatArray) -> FloatArray:
    y = np.sign(targets[:, None] - targets)
    untied = float((y**2).sum())
    tau = np.empty(rows.shape[0])
    for place, row in enumerate(rows):
        x = np.sign(row[:, None] - row)
        spread = float((x**2).sum()) * untied
        tau[place] = float((x * y).sum()) / np.sqrt(spread) if spread else 0.0
    return tau


def _rmse(rows: FloatArray, targets: FloatArray) -> FloatArray:
    value: FloatArray = np.sqrt(((rows - targets) ** 2).mean(axis=1))
    return value


def _mae(rows: FloatArray, targets: FloatArray) -> FloatArray:
    value: FloatArray = np.abs(rows - targets).mean(axis=1)
    return value


TESTED: Mapping[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "srcc": _srcc,
    "plcc": _plcc,
    "krcc": _krcc,
    "rmse": _rmse,
    "mae": _mae,
}
