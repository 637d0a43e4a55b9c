"""The evaluator alone: scores, intervals and ranks, without a site."""

import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy import stats

from evaluator import Profile
from evaluator.arrays import FloatArray
from evaluator.metrics import plcc, srcc
from evaluator.statistics import separation
from evaluator.statistics.sampling import SCORE, Measuring, intervals
from tests.bench.results import Result, at_least, at_most
from tests.evaluator.statistics import samples

RESAMPLES = 10_000
TEAMS = 100
MANY = 1_000_000  # images
ROUNDS = 7


def measure() -> list[Result]:
    return [*_intervals(), _many_images(), _many_teams()]


def _intervals() -> list[Result]:
    """A submission's score and all its intervals, beside SciPy on one statistic."""
    truth = samples.truth()
    x = samples.predictions(truth, noise=0.3)
    measuring = Measuring(truth, Profile(metrics=("srcc", "plcc", "krcc", "rmse")))
    ours = _seconds(lambda: _scored(measuring, x))
    one = Measuring(truth, Profile(metrics=("srcc",), formula="srcc"))
    alone = _seconds(lambda: _scored(one, x))
    scipys = _seconds(lambda: _by_scipy(x, truth.targets), rounds=1)
    return [
        at_most("score and intervals of 72 images, 10,000 resamples", 1000 * ours, 60, "ms"),
        at_least("the interval of SRCC: scipy.stats.bootstrap takes", scipys / alone, 100, "×"),
    ]


def _scored(measuring: Measuring, predictions: FloatArray) -> None:
    method = measuring.method(predictions)
    resampling = measuring.resampling(resamples=RESAMPLES)
    drawn = measuring.samples([method], resampling)[0]
    measuring.estimates(method)
    intervals(measuring, method, drawn, resampling)


def _by_scipy(x: FloatArray, y: FloatArray) -> None:
    stats.bootstrap(
        (x, y),
        lambda a, b: stats.spearmanr(a, b).statistic,
        paired=True,
        vectorized=False,
        n_resamples=RESAMPLES,
        method="BCa",
        rng=np.random.default_rng(1),
    )


def _many_images() -> Result:
    random = np.random.default_rng(1)
    y = random.normal(size=MANY)
    x = y + random.normal(size=MANY)
    pairs = []
    for _ in range(ROUNDS):  # one after the other, so that both meet the same machine
        theirs = _seconds(lambda: (stats.spearmanr(x, y), stats.pearsonr(x, y)), rounds=1)
        ours = _seconds(lambda: (srcc(x, y), plcc(x, y)), rounds=1)
        pairs.append(ours / theirs)
    what = "SRCC and PLCC of 1,000,000 images, against SciPy's"
    return at_most(what, statistics.median(pairs), 1.3, "×")


def _many_teams() -> Result:
    truth = samples.truth()
    teams = [samples.predictions(truth, noise=0.2 + 0.01 * n, seed=n + 10) for n in range(TEAMS)]
    seconds = _seconds(lambda: _ranked(truth, teams), rounds=3)
    what = f"rank probabilities, {TEAMS} teams × 10,000 resamples × 72 images"
    return at_most(what, seconds, 2, "s")


def _ranked(truth: samples.Truth, teams: list[FloatArray]) -> None:
    measuring = Measuring(truth, Profile(metrics=("srcc", "plcc")))
    methods = [measuring.method(predictions) for predictions in teams]
    each = measuring.samples(methods, measuring.resampling(resamples=RESAMPLES))
    separation.rank_probabilities(np.array([drawn[SCORE] for drawn in each]))


def _seconds(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """The median of some rounds, after one that does not count where there are several."""
    times = []
    for _ in range(rounds + (rounds > 1)):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:] or times)
