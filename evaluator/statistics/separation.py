"""Which teams can be told apart: pairs, the ranks a team may have, and groups of teams."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from evaluator.arrays import FloatArray, IntArray
from evaluator.statistics.multiplicity import benjamini_hochberg, holm

ALPHA = 0.05


@dataclass(frozen=True)
class Pairs:
    """All pairs of teams, compared on the same resamples.

    Attributes
    ----------
    p : ndarray, shape (teams, teams)
        Two-sided p-values of "both score the same", one on the diagonal; of a single pair.
    adjusted : ndarray, shape (teams, teams)
        The same after Benjamini and Hochberg's correction for the number of pairs.
    strict : ndarray, shape (teams, teams)
        The same after Holm's: of those up to alpha not one is wrong, but for alpha.
    flip : ndarray, shape (teams, teams)
        The share of resamples in which the order of the two is not that of the board; a tie
        counts half.
    """

    p: FloatArray
    adjusted: FloatArray
    strict: FloatArray
    flip: FloatArray

    def can_be_told_apart(self, alpha: float = ALPHA) -> np.ndarray:
        """Shape (teams, teams), bool."""
        return self.adjusted <= alpha


def compare_all(estimates: FloatArray, samples: FloatArray, *, units: int) -> Pairs:
    """Compare every pair of teams.

    Parameters
    ----------
    estimates : ndarray, shape (teams,)
        Scores, higher is better.
    samples : ndarray, shape (teams, resamples)
        The scores of the same resamples for all teams, finite.
    units : int
        How many images, or contents, a resample draws.

    Returns
    -------
    Pairs
    """
    teams, resamples = samples.shape
    first, second = np.triu_indices(teams, k=1)
    flip = np.full((teams, teams), 0.5)
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        turned = flips(samples[i] - samples[j], estimates[i] - estimates[j])
        flip[i, j] = flip[j, i] = turned
    p = p_values(flip, resamples=resamples, units=units)
    adjusted, strict = np.ones((2, teams, teams))
    adjusted[first, second] = benjamini_hochberg(p[first, second])
    adjusted[second, first] = adjusted[first, second]
    strict[first, second] = holm(p[first, second])
    strict[second, first] = strict[first, second]
    return Pairs(p, adjusted, strict, flip)


def flips(differences: FloatArray, estimate: float) -> float:
    """The share of resamples that turn the order round; no difference at all counts half.

    Parameters
    ----------
    differences : ndarray, shape (resamples,)
    estimate : float
        The difference in the sample itself.
    """
    turned = differences < 0.0 if estimate >= 0.0 else differences > 0.0
    return float(np.mean(turned + 0.5 * (differences == 0.0)))


def p_values(flip: FloatArray, *, resamples: int, units: int) -> FloatArray:
    """Two-sided p-values of "no difference" from the shares of resamples that turn the order.

    At most 0.05 just where the percentile interval of the difference leaves out zero. A standard
    error instead would tell too few apart: close to a correlation of one, a difference's
    bootstrap has tails too heavy for that.

    Parameters
    ----------
    flip : ndarray
        What `flips` gives.
    resamples : int
        How many there were: no share is believed to be smaller than one of them.
    units : int
        How many images, or contents, a resample draws.

    Returns
    -------
    ndarray
        In (0, 1], of the shape of `flip`.
    """
    share = (np.minimum(flip, 0.5) * resamples + 1.0) / (resamples + 2.0)
    t = special.ndtri(share) * np.sqrt((units - 1) / units)
    p: FloatArray = np.minimum(2.0 * stats.t.cdf(t, units - 1), 1.0)
    return p


def rank_probabilities(samples: FloatArray) -> FloatArray:
    """How often each team has each rank among the resamples.

    Parameters
    ----------
    samples : ndarray, shape (teams, resamples)
        Scores, higher is better, finite. Equal scores share the better rank, as on the board.

    Returns
    -------
    ndarray, shape (teams, teams)
        Row: team; column: rank, from the first. Each row sums to one.
    """
    teams, resamples = samples.shape
    ranks = stats.rankdata(-samples, method="min", axis=0).astype(np.int64) - 1
    cells = ranks + teams * np.arange(teams)[:, None]
    counts = np.bincount(cells.ravel(), minlength=teams * teams)
    shares: FloatArray = counts.reshape(teams, teams) / resamples
    return shares


def rank_ranges(estimates: FloatArray, apart: np.ndarray) -> list[tuple[int, int]]:
    """The best and the worst rank of each team, as far as teams can be told apart.

    Parameters
    ----------
    estimates : ndarray, shape (teams,)
        Scores, higher is better.
    apart : ndarray, shape (teams, teams), bool
        Which pairs can be told apart.

    Returns
    -------
    list of (int, int)
        One more than the teams that are surely better, and all but those that are surely worse.

    References
    ----------
    .. [1] M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm, "Inference for Ranks with
       Applications to Mobility across Neighbourhoods and Academic Achievement across Countries",
       Review of Economic Studies 91 (1), 2024, pp. 476-518. doi:10.1093/restud/rdad006
    """
    is_better = estimates[None, :] > estimates[:, None]
    better = (apart & is_better).sum(axis=1)
    worse = (apart & ~is_better).sum(axis=1)
    teams = estimates.size
    return [(1 + int(b), teams - int(w)) for b, w in zip(better, worse, strict=True)]


def groups(order: IntArray | Sequence[int], apart: np.ndarray) -> list[list[int]]:
    """Cut the board where all above can be told apart from all below.

    Parameters
    ----------
    order : sequence of int
        The teams from the best to the last.
    apart : ndarray, shape (teams, teams), bool

    Returns
    -------
    list of list of int
        Each team once, in the order given.

    Examples
    --------
    >>> apart = np.array([[False, True, True], [True, False, False], [True, False, False]])
    >>> groups([0, 1, 2], apart)
    [[0], [1, 2]]
    """
    found: list[list[int]] = []
    teams = list(order)
    begin = 0
    for end in range(1, len(teams) + 1):
        if end == len(teams) or bool(apart[np.ix_(teams[:end], teams[end:])].all()):
            found.append(teams[begin:end])
            begin = end
    return found
