"""How often two methods of one quality are told apart, which should be one time in twenty.

`python -m tests.simulations.levels` prints docs/statistics/levels.md.
"""

import argparse
from collections.abc import Iterator

import numpy as np
from scipy import stats

from evaluator import Profile, Truth
from evaluator.arrays import FloatArray
from evaluator.metrics import plcc, srcc
from evaluator.statistics.dependent import williams
from evaluator.statistics.permutation import permutation_p_values
from evaluator.statistics.sampling import SCORE, Measuring
from evaluator.statistics.separation import flips, p_values
from tests.simulations.world import IMAGES, World

PROFILE = Profile(metrics=("srcc", "plcc"))
ALPHA = 0.05
ALIKE = (0.0, 0.5, 0.8)  # correlations of the two methods' errors
RESAMPLING = "resampling, as on the board"
PERMUTATION = "permutation"
STANDARD_ERROR = "bootstrap standard error"
WILLIAMS = {"srcc": "Williams, SRCC", "plcc": "Williams, PLCC"}


def levels(*, alike: float, runs: int, resamples: int, seed: int = 1) -> dict[str, float]:
    """The share of samples in which each test finds a difference that is not there."""
    random = np.random.default_rng(seed)
    world = World(is_clustered=False)
    found: dict[str, list[float]] = {}
    for run in range(runs):
        truth, predictions = world.draw(random, methods=2, alike=alike)
        for test, p in _tests(truth, predictions, resamples=resamples, seed=run):
            found.setdefault(test, []).append(p)
    return {test: float(np.mean(np.array(p) <= ALPHA)) for test, p in found.items()}


def _tests(
    truth: Truth, predictions: list[FloatArray], *, resamples: int, seed: int
) -> Iterator[tuple[str, float]]:
    measuring = Measuring(truth, PROFILE)
    methods = [measuring.method(each) for each in predictions]
    first, second = measuring.samples(methods, measuring.resampling(resamples=resamples))
    differences = first[SCORE] - second[SCORE]
    estimate = np.subtract(*(measuring.estimates(method)[SCORE] for method in methods))
    flip = np.array(flips(differences, float(estimate)))
    yield RESAMPLING, float(p_values(flip, resamples=resamples, units=IMAGES))
    error = differences.std(ddof=1) * np.sqrt(IMAGES / (IMAGES - 1))
    yield STANDARD_ERROR, 2 * float(stats.t.sf(abs(estimate) / error, IMAGES - 1))
    permuted = permutation_p_values(
        *predictions, truth.targets, profile=PROFILE, seed=seed, permutations=resamples
    )
    yield PERMUTATION, permuted[SCORE]
    x, z = predictions
    for name, correlate in (("srcc", srcc), ("plcc", plcc)):
        r = correlate(x, truth.targets), correlate(z, truth.targets), correlate(x, z)
        yield WILLIAMS[name], williams(*r, IMAGES).p


def report(*, runs: int, resamples: int) -> Iterator[str]:
    """The page, line by line."""
    error = 1.96 * np.sqrt(ALPHA * (1 - ALPHA) / runs)
    yield "# How often equal methods are told apart"
    yield ""
    yield "<!-- Printed by: python -m tests.simulations.levels > docs/statistics/levels.md -->"
    yield ""
    yield (
        f"{runs:,} samples of {IMAGES} images from the world of [the coverage report]"
        "(coverage.md), each with two equally good methods. A test at the level of 5% "
        f"should find a difference in 5.0% of them; the shares are known to within ±{error:.1%}. "
        "The columns are the correlation of the two methods' errors."
    )
    yield ""
    columns = {alike: levels(alike=alike, runs=runs, resamples=resamples) for alike in ALIKE}
    yield f"| test | {' | '.join(f'{alike:.1f}' for alike in ALIKE)} |"
    yield f"| --- |{' --- |' * len(ALIKE)}"
    for test in columns[ALIKE[0]]:
        shares = " | ".join(f"{columns[alike][test]:.1%}" for alike in ALIKE)
        yield f"| {test} | {shares} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    for line in report(runs=options.runs, resamples=options.resamples):
        print(line, flush=True)


if __name__ == "__main__":
    main()
