"""How much of what the score measures lies between groups of images, not inside them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from evaluator.arrays import is_constant
from evaluator.readers import Truth
from evaluator.statistics.audit.finding import PHASE, Case, Finding, Severity
from evaluator.statistics.audit.leaks import within
from evaluator.statistics.groupings import Terms, numbered, titled
from evaluator.statistics.metadata import MOST_ENTRIES, MetadataPredictor

# Of the variance of MOS, from which on a score over all images mostly tells groups apart.
MOSTLY = 0.5
MOST_CELLS = 1_000
DESIGNS: tuple[tuple[Terms, ...], ...] = (
    (("scale",),),
    (("algorithm", "scale"),),
    (("algorithm", "scale"), ("content",)),
    (("algorithm", "scale"), ("content", "scale")),
    (("algorithm", "scale"), ("content", "family", "scale")),
)


def check(case: Case) -> Iterator[Finding]:
    """The grouping that explains most of the MOS, and what a table of means scores inside it."""
    if is_constant(case.pool.targets) or not case.reported:
        return
    shares = {grouping: explained(case.pool, ((grouping,),)) for grouping in case.reported}
    grouping = max(shares, key=lambda name: _adjusted(case.pool, name, shares[name]))
    sentence, inside = _inside(case, grouping)
    severity: Severity = "look" if shares[grouping] >= MOSTLY else "fine"
    yield Finding(
        code="between_groups",
        severity=severity,
        title=f"Most of the variance of MOS lies between groups of {grouping}"
        if severity != "fine"
        else "Most of the variance of MOS lies inside the groups",
        detail=f"{grouping.capitalize()} alone explains {shares[grouping]:.1%} of the variance "
        f"of MOS over all {len(case.pool.names):,} images.{sentence}",
        advice=f"The score over all images is mostly one of telling {grouping} apart: report "
        "the scores within its groups too, or their mean."
        if severity != "fine"
        else "Nothing to do.",
        values={"r2": shares, "designs": _designs(case.pool), "inside": inside},
    )


def explained(truth: Truth, terms: tuple[Terms, ...]) -> float:
    """R² of the MOS by least squares on the cells of these terms, in [0, 1].

    With one term it is the variance of the cells' means over that of all images.
    """
    about_mean = truth.targets - truth.targets.mean()
    total = float(np.square(about_mean).sum())
    if len(terms) == 1:
        cells = numbered(truth, terms[0])
        sums = np.bincount(cells, weights=about_mean)
        return float((sums**2 / np.bincount(cells)).sum()) / total
    features = np.concatenate(
        [np.eye(int(cells.max()) + 1)[cells] for cells in (numbered(truth, t) for t in terms)],
        axis=1,
    )
    coefficients = np.linalg.lstsq(features, about_mean, rcond=None)[0]
    return 1 - float(np.square(about_mean - features @ coefficients).sum()) / total


def _adjusted(truth: Truth, grouping: str, share: float) -> float:
    """R² less what as many groups would explain by chance."""
    images, groups = len(truth.names), len(set(truth.subsets[grouping]))
    return 1 - (1 - share) * (images - 1) / (images - groups) if images > groups else -1.0


def _designs(truth: Truth) -> list[dict[str, Any]]:
    """R² of growing sets of what names tell, as far as the groupings exist."""
    return [
        {"terms": " + ".join(titled(term) for term in terms), "r2": explained(truth, terms)}
        for terms in DESIGNS
        if {grouping for term in terms for grouping in term} <= set(truth.subsets)
        and _columns(truth, terms) <= min(MOST_CELLS, MOST_ENTRIES // len(truth.names))
    ]


def _columns(truth: Truth, terms: tuple[Terms, ...]) -> int:
    return sum(int(numbered(truth, term).max()) + 1 for term in terms)


def _inside(case: Case, grouping: str) -> tuple[str, dict[str, Any] | None]:
    """A sentence on the largest group of the phase, and the scores it is made of."""
    predictor = _of_method(case.predictors, case.strata)
    if predictor is None:
        return "", None
    scores = within(predictor, case.truth, case.profile)[grouping]
    group = max(scores, key=lambda name: int(scores[name]["n"]))
    found = scores[group]
    document = {"predictor": predictor.name, "grouping": grouping, "groups": scores}
    if found["score"] is None:
        return "", document
    srcc = found["metrics"].get("srcc")
    order = "" if srcc is None else f" (SRCC {srcc:.2f})"
    return (
        f" Inside {grouping} {group}, {found['n']} of the {len(case.truth.names)} images of "
        f"{PHASE}, the {predictor.name} scores {found['score']:.2f}{order}.",
        document,
    )


def _of_method(
    predictors: tuple[MetadataPredictor, ...], strata: Terms
) -> MetadataPredictor | None:
    """The mean per method and scale, or else the best predictor."""
    wanted = f"mean per {titled(strata)}"
    named = (predictor for predictor in predictors if predictor.name == wanted)
    return next(named, predictors[0] if predictors else None)
