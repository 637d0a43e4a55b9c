"""Short ways to computed statistics: a realistic ground truth, and the task that computes."""

import hashlib

import numpy as np
from django.core.files.base import ContentFile
from django.utils import timezone

from competitions.models import Phase
from datasets.models import DataFile, GroundTruth
from datasets.services import mark_training_labels
from datasets.truths import truth_of, upload_truth
from evaluator import Profile
from evaluator.metrics import metric_of
from leaderboards.refreshing import compute_pending
from participation.models import Team
from submissions.models import Submission
from tests.factories import DataFileFactory, SubmissionFactory, score_submission
from tests.leaderboards.boards import aligned

RATERS = 7
CONTENTS = 12


def truth_csv(images: int = 48, *, seed: int = 1, first: int = 0) -> bytes:
    """Ratings of several raters, images of a few contents, algorithms and scales."""
    random = np.random.default_rng(seed)
    raters = [f"P{number}" for number in range(1, RATERS + 1)]
    lines = [",".join(["name", *raters, "mos", "algorithm", "scale", "content"])]
    for index in range(images):
        quality = 1.5 + 2.5 * (index % 4) / 3 + random.normal(0, 0.4)
        ratings = np.clip(np.rint(quality + random.normal(0, 0.7, RATERS)), 1, 5).astype(int)
        algorithm, scale = f"A{index % 4}", f"x{2 + index % 3}"
        content = f"{first + index % CONTENTS:04}"
        name = f"{algorithm}_{scale}_{first + index:04}.png"
        cells = [name, *ratings, ratings.mean(), algorithm, scale, content]
        lines.append(",".join(map(str, cells)))
    return "\n".join(lines).encode()


def put_truth(phase: Phase, content: bytes | None = None) -> GroundTruth:
    """The phase's ground truth in force, read from a file as an organizer uploads it."""
    file = ContentFile(content or truth_csv(), "truth.csv")
    return upload_truth(phase=phase, file=file, file_name="truth.csv", user=None)


def put_labels(phase: Phase, content: bytes | None = None) -> DataFile:
    """The competition's training labels."""
    data = content or truth_csv(120, seed=2, first=500)
    file = DataFileFactory(
        dataset__competition=phase.competition,
        name="train.csv",
        file=ContentFile(data, "train.csv"),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    mark_training_labels(file=file, by=None)
    return file


def predicted(team: Team, truth: GroundTruth, *, noise: float, seed: int = 3) -> Submission:
    """A scored submission that predicts the MOS with normal noise around them."""
    random = np.random.default_rng(seed)
    targets = np.array(truth.items["targets"])
    values = targets + random.normal(0, noise, targets.size)
    submission = SubmissionFactory(phase=truth.phase, team=team, submitted_at=timezone.now())
    profile = Profile.from_dict(truth.phase.profile.document)
    known = truth_of(truth)
    metrics = {name: metric_of(name).measure(values, known) for name in profile.metrics}
    score_submission(submission, profile.score(metrics), metrics)
    aligned(submission, values.tolist())
    return submission


def compute() -> None:
    """What the statistics process does in a round."""
    compute_pending()
