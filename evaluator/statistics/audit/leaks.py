"""What participants can know without looking: contents seen before, and telling names."""

from collections.abc import Iterator
from typing import Any

from evaluator.arrays import FloatArray, is_constant
from evaluator.errors import UndefinedMetric
from evaluator.metrics import srcc
from evaluator.metrics.within import groups_of
from evaluator.profile import Profile
from evaluator.readers import Truth
from evaluator.statistics.audit.finding import TRAINING, Case, Finding, Severity, severity_of
from evaluator.statistics.groupings import content_of
from evaluator.statistics.metadata import (
    MetadataPredictor,
    lines_of,
    scored,
)
from evaluator.statistics.splits import content_disjoint_split
from evaluator.wording import counted, listed

FEWEST_OF_A_GROUP = 3
# SRCC of a predictor without pixels from which names give away too much.
TELLING = 0.5
NOTICEABLE = 0.2


def check(case: Case) -> Iterator[Finding]:
    """Names and contents in several splits; what predictors without pixels reach."""
    if len(case.splits) > 1:
        yield _names(case)
        yield _contents(case)
    if case.training is not None:
        yield _metadata(case)


def _names(case: Case) -> Finding:
    mine = set(case.truth.names)
    shared = {
        name: [image for image in truth.names if image in mine]
        for name, truth in list(case.splits.items())[:-1]
    }
    found = {name: images for name, images in shared.items() if images}
    parts = [
        f"{counted(len(images), 'name')} also in {name}: {listed(images)}"
        for name, images in found.items()
    ]
    return Finding(
        code="names_in_two_splits",
        severity="act" if found else "fine",
        title="Images stand in two splits" if found else "No name stands in two splits",
        detail=f"{'; '.join(parts)}." if found else "All names of this phase are its own.",
        advice="Take these images out of one of the splits." if found else "Nothing to do.",
        values={"shared": {name: len(images) for name, images in shared.items()}},
    )


def _contents(case: Case) -> Finding:
    grouping = content_of(case.pool)
    if grouping is None:
        return Finding(
            code="shared_contents",
            severity="look",
            title="Nobody can tell whether the splits share contents",
            detail="The files have no column that names the pristine image behind each image.",
            advice="Add a column such as content or hr_ref to every split.",
        )
    mine = set(case.truth.subsets[grouping])
    shared = {
        name: len(mine & set(truth.subsets[grouping]))
        for name, truth in list(case.splits.items())[:-1]
    }
    severity: Severity = "fine"
    if any(shared.values()):
        severity = "act" if shared.get(TRAINING) else "look"
    parts = [f"{number} with {name}" for name, number in shared.items()]
    offer, offered = _offer(case)
    return Finding(
        code="shared_contents",
        severity=severity,
        title="The splits share contents" if any(shared.values()) else "No content is shared",
        detail=f"Of the {counted(len(mine), 'content')} of this phase it shares "
        f"{', '.join(parts)}.",
        advice="Whoever has seen a scene knows how far it can be spoilt. Split by content. " + offer
        if severity != "fine"
        else "Nothing to do.",
        values={"grouping": grouping, "contents": len(mine), "shared": shared, "split": offered},
    )


def _offer(case: Case) -> tuple[str, dict[str, Any] | None]:
    """A split by content of all images, with as many in the phase as now."""
    share = len(case.truth.names) / len(case.pool.names)
    try:
        split = content_disjoint_split(case.pool, share=share, seed=case.seed)
    except UndefinedMetric as error:
        return str(error), None
    held_out, training = len(split.held_out), len(split.training)
    sentence = (
        f"Holding out {', '.join(split.contents[:5])}"
        f"{f' and {len(split.contents) - 5} more' if len(split.contents) > 5 else ''} "
        f"would give {counted(held_out, 'image')} against {training:,}, with mean MOS "
        f"{split.difference:+.3f} beside the others'."
    )
    document = {
        "contents": list(split.contents),
        "held_out": held_out,
        "training": training,
        "difference": split.difference,
    }
    return sentence, document


def _metadata(case: Case) -> Finding:
    predictors = {one.name: one for one in case.predictors}
    lines = lines_of(case.predictors, case.truth, case.profile)
    if not lines:
        return Finding(
            code="names_reveal_method",
            severity="fine",
            title="Nothing but pixels tells the quality",
            detail="No grouping of the training set is also known for this phase, or none "
            "tells its images apart.",
            advice="Nothing to do.",
            values={"predictors": []},
        )
    best = lines[0]
    simple = next((line for line in lines if line.name == "mean per scale"), lines[-1])
    order = _order(predictors[best.name].predictions, case.truth.targets)
    inside = [
        line.to_dict() | {"within": within(predictors[line.name], case.truth, case.profile)}
        for line in lines
    ]
    unseen = f" For {counted(best.unseen, 'image')} a coarser mean stood in." if best.unseen else ""
    severity = severity_of(order, look=NOTICEABLE, act=TELLING)
    return Finding(
        code="names_reveal_method",
        severity=severity,
        title=f"A predictor that opens no image scores {best.score:.3f}",
        detail=f"The {best.name} learns from training and the groupings alone; of "
        f"{counted(len(lines), 'such predictor')} it is the one with the least leave-one-out "
        f"error on training ({best.error:.3f} MOS), and scores {best.score:.3f} here. "
        f"The {simple.name} scores {simple.score:.3f}.{unseen}",
        advice="Anonymise the names: the platform can give each phase stable opaque names. "
        "Report the mean SRCC within scale beside the score, and show this line on the board."
        if severity != "fine"
        else "Nothing to do.",
        values={"best": best.to_dict(), "predictors": inside},
    )


def _order(predictions: FloatArray, targets: FloatArray) -> float:
    """SRCC; of predictions that are all the same, which put nothing in order, 0."""
    return 0.0 if is_constant(predictions) or is_constant(targets) else srcc(predictions, targets)


def within(
    predictor: MetadataPredictor, truth: Truth, profile: Profile
) -> dict[str, dict[str, Any]]:
    """Per grouping of the profile and group, the score inside; None where there is none."""
    return {
        grouping: {
            group: _inside(predictor.predictions[members], truth.take(members), profile)
            for group, members in groups_of(truth.subsets[grouping])
        }
        for grouping in profile.subsets
        if grouping in truth.subsets
    }


def _inside(predictions: FloatArray, truth: Truth, profile: Profile) -> dict[str, Any]:
    empty: dict[str, Any] = {"n": truth.targets.size, "score": None, "metrics": {}}
    if truth.targets.size < FEWEST_OF_A_GROUP:
        return empty
    try:
        score, metrics = scored(predictions, truth, profile)
    except UndefinedMetric:
        return empty
    return {"n": truth.targets.size, "score": score, "metrics": metrics}
