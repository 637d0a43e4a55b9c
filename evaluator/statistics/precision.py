"""How sure a score can be with so many images, before there is a single entry.

Made-up predictors, MOS plus normal error, score on samples drawn with replacement from the MOS
at hand. So ties, skewness and range are those of the competition, and any formula will do.
"""

from dataclasses import dataclass, replace
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
    targets: FloatArray,
    profile: Profile,
    *,
    images: int,
    seed: int,
    score: float = SCORE,
) -> Precision:
    """Spread of the score of a predictor that is as good as this on average.

    Parameters
    ----------
    targets : ndarray, shape (n,)
        MOS to draw from.
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
        If the MOS are all the same, the images fewer than four, or a score often undefined.

    References
    ----------
    .. [1] J. Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd ed., 1988.
       doi:10.4324/9780203771587
    """
    if is_constant(targets):
        raise UndefinedMetric("Without two different MOS no score exists.")
    if images < FEWEST_IMAGES:
        raise UndefinedMetric(f"At least {FEWEST_IMAGES} images are needed.")
    drawn = min(images, MOST_IMAGES)
    # Metrics beside the score would only take time.
    only = replace(profile, metrics=tuple(sorted(profile.ranking_metrics)))
    draw = partial(_scores, targets, only, images=drawn, seed=seed)
    correlation = score
    first, second = draw(correlation=correlation)
    if abs(_score(targets, targets, profile) - 1.0) < SMALLEST_DEPARTURE:
        # What a score lacks of 1 grows as what the correlation lacks of it, nearly.
        correlation = 1 - (1 - correlation) * (1 - score) / (1 - float(first.mean()))
        first, second = draw(correlation=correlation)
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


def _scores(
    targets: FloatArray, profile: Profile, *, images: int, seed: int, correlation: float
) -> tuple[FloatArray, FloatArray]:
    """Scores of two predictors on each sample on which both have one."""
    random = np.random.Generator(np.random.PCG64(seed))
    noise = float(targets.std()) * np.sqrt(1 / correlation**2 - 1)
    draw = partial(_pair, random, targets, noise, images)
    pairs = [pair for pair in (_scored_pair(*draw(), profile) for _ in range(DRAWS)) if pair]
    if len(pairs) < DRAWS / 2:
        raise UndefinedMetric("On most samples of so few images the score is undefined.")
    both = np.array(pairs)
    return both[:, 0], both[:, 1]


def _pair(
    random: np.random.Generator, targets: FloatArray, noise: float, images: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    y = targets[random.integers(0, targets.size, images)]
    shared, first, second = random.standard_normal((3, images))
    common = np.sqrt(ERROR_CORRELATION) * shared
    own = np.sqrt(1 - ERROR_CORRELATION)
    return y, y + noise * (common + own * first), y + noise * (common + own * second)


def _scored_pair(
    targets: FloatArray, first: FloatArray, second: FloatArray, profile: Profile
) -> tuple[float, float] | None:
    try:
        return _score(first, targets, profile), _score(second, targets, profile)
    except UndefinedMetric:
        return None


def _score(predictions: FloatArray, targets: FloatArray, profile: Profile) -> float:
    """Of drawn images, which have neither raters nor groups; UndefinedMetric if it needs them."""
    truth = Truth(names=(), targets=targets)
    names = sorted(profile.ranking_metrics)
    return profile.score({name: metric_of(name).measure(predictions, truth) for name in names})
