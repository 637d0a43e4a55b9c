"""How often a 95% interval covers the truth, where the truth is known.

`python -m tests.simulations.coverage` prints docs/statistics/coverage.md.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evaluator import Profile
from evaluator.arrays import FloatArray
from evaluator.metrics import plcc, srcc
from evaluator.statistics.intervals import Interval, percentile_interval
from evaluator.statistics.sampling import SCORE, Measuring, intervals
from tests.simulations.world import CONTENTS, IMAGES, World

PROFILE = Profile(metrics=("srcc", "plcc"))
NAMES = ("srcc", "plcc", SCORE)
POPULATION = 2_000_000  # images
BCA, PERCENTILE = "BCa", "percentile"


@dataclass(frozen=True)
class Coverage:
    """What became of one kind of interval over many samples.

    Attributes
    ----------
    covered, above, below : float
        Shares of the samples whose interval holds the truth, lies above it, lies below it.
    width : float
        Of the intervals, on average.
    """

    covered: float
    above: float
    below: float
    width: float


def population(world: World) -> dict[str, float]:
    """The metrics and the score of very many images: the truth that intervals are to cover."""
    truth, predictions = world.draw(np.random.default_rng(0), images=POPULATION)
    x, y = predictions[0], truth.targets
    values = {"srcc": srcc(x, y), "plcc": plcc(x, y)}
    return values | {SCORE: PROFILE.score(values)}


def coverage(
    world: World, *, runs: int, resamples: int, seed: int = 1
) -> dict[tuple[str, str], Coverage]:
    """Draw samples, and look how often each interval of each value covers the truth."""
    true = population(world)
    random = np.random.default_rng(seed)
    found: dict[tuple[str, str], list[Interval]] = {}
    for _ in range(runs):
        truth, predictions = world.draw(random)
        measuring = Measuring(truth, PROFILE)
        for kind, of_kind in _intervals(measuring, predictions[0], world, resamples):
            for name in NAMES:
                found.setdefault((kind, name), []).append(of_kind[name])
    return {key: _judged(np.array(each), true[key[1]]) for key, each in found.items()}


def _intervals(
    measuring: Measuring, predictions: FloatArray, world: World, resamples: int
) -> Iterator[tuple[str, Mapping[str, Interval]]]:
    resampling = measuring.resampling(resamples=resamples, by_content=world.is_clustered)
    method = measuring.method(predictions)
    samples = measuring.samples([method], resampling)[0]
    corrected = intervals(measuring, method, samples, resampling)
    yield BCA, {name: ends for name, ends in corrected.items() if ends}
    yield (
        PERCENTILE,
        {
            name: percentile_interval(values, units=resampling.units)
            for name, values in samples.items()
        },
    )


def _judged(ends: FloatArray, true: float) -> Coverage:
    low, high = ends.T
    return Coverage(
        covered=float(np.mean((low <= true) & (true <= high))),
        above=float(np.mean(low > true)),
        below=float(np.mean(high < true)),
        width=float(np.mean(high - low)),
    )


def report(*, runs: int, resamples: int) -> Iterator[str]:
    """The page, line by line."""
    yield "# How often the intervals cover the truth"
    yield ""
    yield "<!-- Printed by: python -m tests.simulations.coverage > docs/statistics/coverage.md -->"
    yield ""
    yield (
        f"{runs:,} samples of {IMAGES} images were drawn from a world with a known truth "
        "(`tests/simulations/world.py`: the test split's mix of scales, latent quality and raters "
        "after laws fitted to the real ratings, so that the MOS has the real ties), and the "
        f"intervals of each sample computed from {resamples:,} resamples as the board does. The "
        f"truth is the value over {POPULATION:,} images. A share of {runs:,} samples is known to "
        f"within ±{1.96 * np.sqrt(0.95 * 0.05 / runs):.1%}."
    )
    for world, title in WORLDS:
        true = population(world)
        yield ""
        yield f"## {title}"
        yield ""
        yield "| value | truth | interval | covers | too high | too low | mean width |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        found = coverage(world, runs=runs, resamples=resamples)
        for (kind, name), each in sorted(found.items(), key=lambda item: NAMES.index(item[0][1])):
            yield (
                f"| {name if name == SCORE else name.upper()} | {true[name]:.4f} | {kind} | "
                f"{each.covered:.1%} | {each.above:.1%} | {each.below:.1%} | {each.width:.3f} |"
            )


WORLDS = (
    (World(is_clustered=False), "Independent images, image bootstrap"),
    (World(is_clustered=True), f"{CONTENTS} contents of four images, cluster bootstrap"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4000)
    parser.add_argument("--resamples", type=int, default=2000)
    options = parser.parse_args()
    for line in report(runs=options.runs, resamples=options.resamples):
        print(line, flush=True)


if __name__ == "__main__":
    main()
