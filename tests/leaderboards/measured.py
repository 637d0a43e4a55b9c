"""Phases with a ground truth large enough to resample, and submissions that were really scored."""

import random
import struct
import tempfile
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from competitions.models import Phase
from datasets import truths
from evaluator import Profile, evaluate
from leaderboards import refreshing
from participation.models import Team
from submissions.models import AlignedPredictions, Submission
from tests.factories import (
    MetricProfileFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    score_submission,
)

IMAGES = 36
RATERS = 6
NAMES = [f"image_{number:02}.png" for number in range(IMAGES)]
DOCUMENT = {
    "metrics": ["srcc", "plcc", "rmse"],
    "formula": "0.6*srcc + 0.4*plcc",
    "higher_is_better": True,
    "subsets": ["scale", "content"],
}


def truth_csv(*, images: int = IMAGES, seed: int = 7) -> bytes:
    """Names, MOS, scale, content and the ratings that the MOS is the mean of."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    head = ["name", "mos", "scale", "content", *(f"P{number + 1}" for number in range(RATERS))]
    lines = [",".join(head)]
    for number in range(images):
        quality = chance.uniform(1.2, 4.8)
        each = [min(5, max(1, round(chance.gauss(quality, 0.7)))) for _ in range(RATERS)]
        texts = [f"image_{number:02}.png", repr(sum(each) / RATERS), f"x{2 + number % 3}"]
        lines.append(",".join([*texts, f"scene{number // 3}", *map(str, each)]))
    return ("\n".join(lines) + "\n").encode()


def measured_phase(*, images: int = IMAGES, profile: dict[str, Any] | None = None, **fields: Any):
    """A phase with ratings, contents and scales."""
    document = DOCUMENT | (profile or {})
    phase = PhaseFactory(profile=MetricProfileFactory(document=document), **fields)
    put_truth(phase, images=images)
    return phase


def put_truth(phase: Phase, *, images: int = IMAGES, seed: int = 7) -> None:
    file = ContentFile(truth_csv(images=images, seed=seed), "truth.csv")
    truths.upload_truth(phase=phase, file=file, file_name="truth.csv", user=None)


def hand_in(
    phase: Phase, name: str, *, noise: float, kind: str = Team.Kind.PARTICIPANT, **fields: Any
) -> Submission:
    """A team's submission, so far from the truth, scored as a worker scores it."""
    team = Team.objects.filter(competition=phase.competition, name=name).first()
    if team is None:
        entry = RegistrationFactory(competition=phase.competition, team__name=name, team__kind=kind)
        team = entry.team
    submission = SubmissionFactory(
        phase=phase, team=team, **{"submitted_at": timezone.now(), **fields}
    )
    truth = phase.truths.get(is_active=True)
    known = truths.truth_of(truth)
    chance = random.Random(f"{name} {noise}")  # noqa: S311 - not a secret
    values = [target + chance.gauss(0, noise) for target in known.targets.tolist()]
    rows = "".join(f"{name},{value!r}\n" for name, value in zip(known.names, values, strict=True))
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("name,score\n" + rows)
        file.flush()
        report = evaluate(
            file.name,
            file_name="predictions.csv",
            truth=known,
            profile=Profile.from_dict(phase.profile.document),
        )
    score_submission(submission, report.score, report.metrics)
    evaluation = submission.evaluation
    assert evaluation
    type(evaluation).objects.filter(pk=evaluation.pk).update(subsets=report.subsets)
    AlignedPredictions.objects.create(
        evaluation=evaluation, values=struct.pack(f"<{len(values)}d", *report.predictions)
    )
    return submission


def four_teams(phase: Phase) -> None:
    """A leader that can be told apart, three that cannot, and a baseline."""
    for name, noise in (("Ada", 0.05), ("Bo", 0.5), ("Cy", 0.52), ("Di", 0.55)):
        hand_in(phase, name, noise=noise)
    hand_in(phase, "Floor", noise=1.5, kind=Team.Kind.BASELINE)


def computed(phase: Phase) -> None:
    """Have the statistics of the phase computed, as the task does."""
    refreshing.refresh(timezone.now())
