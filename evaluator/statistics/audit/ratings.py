"""Are the MOS what the ratings say, are there enough of them, and is every rater to be trusted."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import numpy as np

from evaluator.arrays import FloatArray, IntArray
from evaluator.errors import EvaluatorError, InvalidTruth
from evaluator.statistics.audit.finding import PHASE, Case, Finding
from evaluator.statistics.ratings import joined
from evaluator.statistics.screening import screen
from evaluator.wording import counted, listed

# Recommendation ITU-R BT.500-15 asks for at least 15 observers.
FEWEST_RATINGS = 15
# Half of the last digit of a MOS that is written with two.
ROUNDING = 0.005


def check(case: Case) -> Iterator[Finding]:
    """Images with few ratings, MOS that are not their mean, raters to screen."""
    ratings = case.truth.ratings
    if ratings is None or not ratings.size:
        yield Finding(
            code="no_ratings",
            severity="look",
            title="There are no ratings of single raters",
            detail="Without them nobody can say how sure each MOS is, or what a perfect "
            "predictor could reach.",
            advice="Give a column for each rater, titled P1, P2, … or rater_….",
        )
        return
    given = np.isfinite(ratings).sum(axis=1)
    yield _few(case, given)
    yield _means(case, ratings, given)
    with suppress(EvaluatorError):  # one rater cannot be held against the others
        yield _screening(case, ratings)


def _few(case: Case, given: IntArray) -> Finding:
    few = [
        name for name, count in zip(case.truth.names, given, strict=True) if count < FEWEST_RATINGS
    ]
    detail = (
        f"{counted(len(few), 'image')} of {len(case.truth.names)}: {listed(few)}."
        if few
        else f"Every image has {int(given.min())} or more."
    )
    return Finding(
        code="few_ratings",
        severity="look" if few else "fine",
        title=f"Some images have fewer than {FEWEST_RATINGS} ratings"
        if few
        else f"No image has fewer than {FEWEST_RATINGS} ratings",
        detail=detail,
        advice="ITU-R BT.500-15 asks for at least 15 observers: have these images rated by more."
        if few
        else "Nothing to do.",
        values={"fewest": int(given.min()), "images": len(few), "needed": FEWEST_RATINGS},
    )


def _means(case: Case, ratings: FloatArray, given: IntArray) -> Finding:
    rated = given > 0
    means = np.nansum(ratings[rated], axis=1) / given[rated]
    off = np.abs(case.truth.targets[rated] - means)
    names = [name for name, is_rated in zip(case.truth.names, rated, strict=True) if is_rated]
    wrong = [name for name, far in zip(names, off, strict=True) if far > ROUNDING]
    largest = float(off.max(initial=0.0))
    return Finding(
        code="mos_not_mean_of_ratings",
        severity="look" if wrong else "fine",
        title="Some MOS are not the mean of their ratings"
        if wrong
        else "Every MOS is the mean of its ratings",
        detail=f"{counted(len(wrong), 'MOS')} of {len(names)} {'is' if len(wrong) == 1 else 'are'} "
        f"off by more than {ROUNDING}, by up to {largest:.3f}: {listed(wrong)}."
        if wrong
        else f"They agree to {largest:.1e}.",
        advice="If MOS was estimated otherwise, as in ITU-T P.910, tell participants how; if "
        "not, correct it."
        if wrong
        else "Nothing to do.",
        values={"images": len(wrong), "largest": largest},
    )


def _screening(case: Case, ratings: FloatArray) -> Finding:
    """By the images of this phase, and by all where the same raters rated every split."""
    found = {PHASE: _screened(ratings, case.truth.raters)}
    with suppress(InvalidTruth):  # other raters, or an image in two splits: the phase alone
        both = joined(list(case.splits.values()))
        if len(case.splits) > 1 and both.ratings is not None:
            found["all splits"] = _screened(both.ratings, both.raters)
    is_any = any(names for screened in found.values() for names in screened.values())
    return Finding(
        code="raters_to_screen",
        severity="look" if is_any else "fine",
        title="Screening would leave raters out" if is_any else "Screening keeps every rater",
        detail=" ".join(_screening_sentence(over, screened) for over, screened in found.items()),
        advice="Look at these raters' ratings (the command raters prints them), and decide before "
        "the phase opens whether their ratings count."
        if is_any
        else "Nothing to do.",
        values=found,
    )


def _screened(ratings: FloatArray, raters: Sequence[str]) -> dict[str, list[str]]:
    """Who is left out, as is usual and by the letter of the recommendation; see `screen`."""
    return {
        key: [
            one.rater
            for one in screen(ratings, raters, counts_unanimous=is_literal)
            if one.is_rejected
        ]
        for key, is_literal in (("rejected", False), ("to_the_letter", True))
    }


def _screening_sentence(over: str, screened: Mapping[str, Sequence[str]]) -> str:
    rejected, literal = (", ".join(names) or "nobody" for names in screened.values())
    if rejected == literal:
        return f"Over {over} ITU-R BT.500 leaves out {rejected}."
    return (
        f"Over {over} ITU-R BT.500 leaves out {rejected}, or {literal} if images that all "
        "raters gave one rating count as far off."
    )
