"""How sure a score can be with so many images, before there is a single entry.

Made-up predictors, MOS plus normal error, score on samples drawn with replacement from the MOS
at hand. So ties, skewness and range are those of the competition, and any formula will do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy import stats

from evaluator.arrays import FloatArray, is_constant
from evaluator.errors import UndefinedMetric
from evaluator.metrics import metric_of
from evaluator.profile import Profile
from evaluator.readers import Truth

LEVEL = 0.95
POWER = 0.8
DRAWS = 1_000
FEW_DRAWS = 100
# The search for predictors of a score: powers of ten of what their PLCC lacks of 1.
LEAST_LACKING = 4.0
HALVINGS = 8
SCORE = 0.93
ERROR_CORRELATION = 0.5
# Larger samples are not drawn: from there on widths shrink with the root of the size.
MOST_IMAGES = 3_000
FEWEST_IMAGES = 4
SMALLEST_DEPARTURE = 1e-9


@dataclass(frozen=True)
class Precision:
    """What a number of images can tell.

    Attributes
    ----------
    images : int
    score : float
        The mean score of the made-up predictors.
    low, high : float
        Between which 95% of their scores lie.
    difference : float
        The smallest difference of two scores, each of a predictor of that quality, that a
        paired comparison at the level of 5% finds with a power of 80%, if the errors of the
        two correlate by 0.5.
    """

    images: int
    score: float
    low: float
    high: float
    difference: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def to_dict(self) -> dict[str, Any]:
        return {
            "images": self.images,
            "score": self.score,
            "low": self.low,
            "high": self.high,
            "width": self.width,
            "difference": self.difference,
        }


def precision(
    truth: Truth,
    profile: Profile,
    *,
    images: int,
    seed: int,
    score: float = SCORE,
) -> Precision:
    """Spread of the score of a predictor that is as good as this on average.

    Parameters
    ----------
    truth : Truth
        Whose images are drawn, with their ratings and groups.
    profile : Profile
    images : int
        Size of the samples; of more than 3,000 it is worked out from samples of 3,000.
    seed : int
    score : float
        In (0, 1). Where a perfect predictor does not score 1, as with RMSE, the PLCC of the
        predictors among very many images instead.

    Raises
    ------
    UndefinedMetric
        If the MOS are all the same, the images fewer than four, a score often undefined, or
        its kind UndefinedByTruth if the truth lacks what the score needs.

    References
    ----------
    .. [1] J. Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd ed., 1988.
       doi:10.4324/9780203771587
    """
    if is_constant(truth.targets):
        raise UndefinedMetric("Without two different MOS no score exists.")
    if images < FEWEST_IMAGES:
        raise UndefinedMetric(f"At least {FEWEST_IMAGES} images are needed.")
    perfect = _score(truth.targets, truth, profile)
    drawn = min(images, MOST_IMAGES)
    draw = partial(_scores, truth, profile, images=drawn, seed=seed)
    draws = FEW_DRAWS if _is_slow(profile) else DRAWS
    is_agreement = abs(perfect - 1.0) < SMALLEST_DEPARTURE
    correlation = _correlation_for(score, draw, draws // 10) if is_agreement else score
    first, second = draw(correlation=correlation, draws=draws)
    shrink = float(np.sqrt(drawn / images))
    mean = float(first.mean())
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(first, [tail, 1 - tail])
    # Two-sided test at 5%, power 80%, of normal differences.
    multiple = float(stats.norm.isf(tail) + stats.norm.isf(1 - POWER))
    return Precision(
        images=images,
        score=mean,
        low=mean + shrink * (float(low) - mean),
        high=mean + shrink * (float(high) - mean),
        difference=multiple * float((first - second).std(ddof=1)) * shrink,
    )


def images_for_half(images: int) -> int:
    """How many images make an interval half as wide: Fisher's deviation is 1 / sqrt(n - 3)."""
    return 4 * (images - 3) + 3


def _correlation_for(score: float, draw: Callable[..., Any], draws: int) -> float:
    """The PLCC whose predictors have this mean score; halving the logarithm of what it lacks."""
    low, high = 0.0, LEAST_LACKING
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        first, _ = draw(correlation=1 - 10**-middle, draws=draws)
        low, high = (middle, high) if float(first.mean()) < score else (low, middle)
    return float(1 - 10 ** -((low + high) / 2))


def _scores(
    truth: Truth, profile: Profile, *, images: int, seed: int, correlation: float, draws: int
) -> tuple[FloatArray, FloatArray]:
    """Scores of two predictors on each sample on which both have one."""
    random = np.random.Generator(np.random.PCG64(seed))
    noise = float(truth.targets.std()) * np.sqrt(1 / correlation**2 - 1)
    samples = (_sample(random, truth, profile, images) for _ in range(draws))
    pairs = [pair for sample in samples if (pair := _pair(random, sample, noise, profile))]
    if len(pairs) < draws / 2:
        raise UndefinedMetric("On most samples of so few images the score is undefined.")
    both = np.array(pairs)
    return both[:, 0], both[:, 1]


def _is_slow(profile: Profile) -> bool:
    """Whether a curve is fitted for each score."""
    return any(metric_of(name).mapping not in {"none", "linear"} for name in _ranking(profile))


def _ranking(profile: Profile) -> list[str]:
    return sorted(profile.ranking_metrics)


def _sample(random: np.random.Generator, truth: Truth, profile: Profile, images: int) -> Truth:
    """Images drawn with replacement, without what the score does not ask for."""
    rows = random.integers(0, truth.targets.size, images)
    metrics = [metric_of(name) for name in _ranking(profile)]
    needs_ratings = truth.ratings is not None and any(one.needs_ratings for one in metrics)
    groupings = sorted({one.grouping for one in metrics} & set(truth.subsets))
    return Truth(
        names=(),
        targets=truth.targets[rows],
        ratings=truth.ratings[rows] if needs_ratings and truth.ratings is not None else None,
        raters=truth.raters if needs_ratings else (),
        subsets={name: tuple(truth.subsets[name][row] for row in rows) for name in groupings},
    )


def _pair(
    random: np.random.Generator, truth: Truth, noise: float, profile: Profile
) -> tuple[float, float] | None:
    """Scores of two predictors of a sample whose errors correlate; None if one has none."""
    shared, *own = random.standard_normal((3, truth.targets.size))
    first, second = (
        truth.targets
        + noise * (np.sqrt(ERROR_CORRELATION) * shared + np.sqrt(1 - ERROR_CORRELATION) * error)
        for error in own
    )
    try:
        return _score(first, truth, profile), _score(second, truth, profile)
    except UndefinedMetric:
        return None


def _score(predictions: FloatArray, truth: Truth, profile: Profile) -> float:
    """The score alone: metrics beside it would only take time."""
    return profile.score(
        {name: metric_of(name).measure(predictions, truth) for name in _ranking(profile)}
    )
