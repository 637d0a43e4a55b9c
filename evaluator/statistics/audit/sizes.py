"""What the number of images and the ties of their MOS let a score say."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from evaluator.arrays import FloatArray, is_constant
from evaluator.errors import UndefinedMetric
from evaluator.metrics.ranks import dense_ranks, tied_pairs
from evaluator.statistics.audit.finding import Case, Finding, severity_of
from evaluator.statistics.precision import ERROR_CORRELATION, Precision, images_for_half, precision

# Mean distance of neighbours among the four teams of the ISRGC-Q challenge 2025.
SPACING = (0.9638 - 0.9248) / 3
TEAMS = 10
# Widths of the interval, in units of the score, and shares of tied pairs.
WIDE, TOO_WIDE = 0.04, 0.12
TIED, MOSTLY_TIED = 0.05, 0.2
# MOS that are equal up to the rounding of a file's last digit are one value.
DECIMALS = 9
SAME_STEP = 1e-6


def check(case: Case) -> Iterator[Finding]:
    """Constant MOS; the width of intervals and what it can separate; ties."""
    targets = case.truth.targets
    if is_constant(targets):
        yield Finding(
            code="constant_mos",
            severity="act",
            title="All images have the same MOS",
            detail=f"All {targets.size} MOS are {targets[0]:.6g}: no correlation is defined, and "
            "no entry can be scored.",
            advice="Give each image its own MOS.",
        )
        return
    yield from _precision(case)
    yield _ties(targets)


def _precision(case: Case) -> Iterator[Finding]:
    images = case.truth.targets.size
    try:
        now, halved = (
            precision(case.truth, case.profile, images=number, seed=case.seed)
            for number in (images, images_for_half(images))
        )
    except UndefinedMetric as error:
        yield Finding(
            code="no_score",
            severity="act",
            title="No entry can be scored on these images",
            detail=str(error),
            advice="Add what is missing, or rank by another score.",
        )
        return
    yield _width(now, halved)
    yield _separable(now, halved)


def _width(now: Precision, halved: Precision) -> Finding:
    return Finding(
        code="interval_width",
        severity=severity_of(now.width, look=WIDE, act=TOO_WIDE),
        title=f"With {now.images} images a 95% interval is about {now.width:.3f} wide",
        detail=f"A predictor that scores {now.score:.3f} on average would score between "
        f"{now.low:.3f} and {now.high:.3f} on 95% of such samples of {now.images} images. With "
        f"{halved.images} images the interval would be {halved.width:.3f} wide.",
        advice="Show the interval beside each score; to halve it takes four times the images.",
        values={"now": now.to_dict(), "halved": halved.to_dict()},
    )


def _separable(now: Precision, halved: Precision) -> Finding:
    apart, apart_then = (int(np.ceil(one.difference / SPACING)) for one in (now, halved))
    return Finding(
        code="separable_differences",
        severity="look" if apart > 1 else "fine",
        title=f"Two scores must differ by {now.difference:.3f} to be told apart",
        detail="A paired comparison of two teams near that score, whose errors correlate by "
        f"{ERROR_CORRELATION}, finds a difference of {now.difference:.3f} in 80% of the cases "
        f"at the level of 5%. Of {TEAMS} teams {SPACING:.3f} apart, as in the ISRGC-Q challenge "
        f"2025, {_pairs(apart)} of {_pairs(1)} pairs can be told apart ({apart} or more places "
        f"between them), and {_pairs(apart_then)} with {halved.images} images.",
        advice="Show rank ranges, and let teams that cannot be told apart share a prize."
        if apart > 1
        else "Nothing to do.",
        values={
            "difference": now.difference,
            "spacing": SPACING,
            "places": apart,
            "teams": TEAMS,
            "pairs": _pairs(1),
            "separable": _pairs(apart),
            "separable_with_more": _pairs(apart_then),
        },
    )


def _pairs(apart: int) -> int:
    """Pairs of the teams that stand so many places or more apart."""
    return sum(max(0, TEAMS - places) for places in range(max(1, apart), TEAMS))


def _ties(targets: FloatArray) -> Finding:
    values = ties(targets)
    share = values["share"]
    quantum = values["quantum"]
    steps = f" All are multiples of {quantum:.4g} apart." if quantum is not None else ""
    severity = severity_of(share, look=TIED, act=MOSTLY_TIED)
    return Finding(
        code="tied_mos",
        severity=severity,
        title=f"{share:.1%} of the pairs of images are tied in MOS",
        detail=f"{targets.size} images have {values['distinct']} distinct MOS; "
        f"{values['tied_pairs']:,} of {values['pairs']:,} pairs are tied.{steps}",
        advice="Have more raters, or a finer scale: no predictor can order tied images."
        if severity != "fine"
        else "Nothing to do.",
        values=values,
    )


def ties(targets: FloatArray) -> dict[str, Any]:
    """Distinct values, tied pairs, and the step that all differences are multiples of."""
    values = targets.round(DECIMALS)
    distinct = np.unique(values)
    pairs = targets.size * (targets.size - 1) // 2
    tied = tied_pairs(dense_ranks(values))
    return {
        "distinct": int(distinct.size),
        "tied_pairs": tied,
        "pairs": pairs,
        "share": tied / pairs if pairs else 0.0,
        "quantum": _quantum(distinct),
    }


def _quantum(distinct: FloatArray) -> float | None:
    """The least difference, if every other one is a multiple of it."""
    gaps = np.diff(distinct)
    if not gaps.size:
        return None
    least = float(gaps.min())
    steps = gaps / least
    return least if float(np.abs(steps - steps.round()).max()) < SAME_STEP else None
