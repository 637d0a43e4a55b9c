"""Rows for tests: each factory makes one valid row and whatever it stands on."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from accounts.models import User
from competitions.models import Competition, MetricProfile, Organizer, Phase
from datasets.models import DataFile, Dataset, GroundTruth
from participation.models import Registration, Team
from submissions.models import Evaluation, Job, Submission

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PASSWORD = "a-long-enough-password"
PROFILE = {
    "metrics": ["srcc", "plcc", "krcc", "rmse", "mae"],
    "formula": "0.6*srcc + 0.4*plcc",
    "higher_is_better": True,
    "subsets": ["scale"],
}
NAMES = [f"image_{number:02}.png" for number in range(8)]
TARGETS = [1.0, 1.5, 2.0, 2.75, 3.0, 3.5, 4.0, 4.75]
TRUTH_CSV = "name,mos,scale\n" + "".join(
    f"{name},{target},{'x2' if number % 2 else 'x4'}\n"
    for number, (name, target) in enumerate(zip(NAMES, TARGETS, strict=True))
)


def predictions_csv(scores: list[float] | None = None) -> bytes:
    """A valid predictions file for TRUTH_CSV; by default it predicts the targets exactly."""
    values = scores or TARGETS
    rows = [f"{name},{value}\n" for name, value in zip(NAMES, values, strict=True)]
    return ("name,score\n" + "".join(rows)).encode()


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


class CompetitionFactory(DjangoModelFactory):
    class Meta:
        model = Competition

    slug = factory.Sequence(lambda n: f"competition-{n}")
    title = factory.Sequence(lambda n: f"Competition {n}")
    status = Competition.Status.PUBLISHED


class OrganizerFactory(DjangoModelFactory):
    class Meta:
        model = Organizer

    competition = factory.SubFactory(CompetitionFactory)
    user = factory.SubFactory(UserFactory)


class MetricProfileFactory(DjangoModelFactory):
    class Meta:
        model = MetricProfile

    name = factory.Sequence(lambda n: f"profile-{n}")
    document = factory.LazyFunction(lambda: dict(PROFILE))


class PhaseFactory(DjangoModelFactory):
    """Open around NOW *and* around the real clock."""

    class Meta:
        model = Phase

    competition = factory.SubFactory(CompetitionFactory)
    slug = factory.Sequence(lambda n: f"phase-{n}")
    title = factory.Sequence(lambda n: f"Phase {n}")
    opens_at = NOW - 10 * DAY
    closes_at = NOW + 36500 * DAY
    allowed_kinds = factory.LazyFunction(lambda: ["predictions"])
    profile = factory.SubFactory(MetricProfileFactory)


class GroundTruthFactory(DjangoModelFactory):
    """TRUTH_CSV as the phase's first version."""

    class Meta:
        model = GroundTruth

    phase = factory.SubFactory(PhaseFactory)
    version = 1
    file = factory.LazyFunction(lambda: ContentFile(TRUTH_CSV.encode(), "truth.csv"))
    file_name = "truth.csv"
    size = len(TRUTH_CSV)
    sha256 = hashlib.sha256(TRUTH_CSV.encode()).hexdigest()
    rows = len(NAMES)
    items = factory.LazyFunction(
        lambda: {
            "names": NAMES,
            "targets": TARGETS,
            "subsets": {"scale": ["x2" if n % 2 else "x4" for n in range(len(NAMES))]},
        }
    )


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    competition = factory.SubFactory(CompetitionFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class RegistrationFactory(DjangoModelFactory):
    """An approved person in a team of their own."""

    class Meta:
        model = Registration

    competition = factory.SubFactory(CompetitionFactory)
    user = factory.SubFactory(UserFactory)
    team = factory.SubFactory(
        TeamFactory,
        competition=factory.SelfAttribute("..competition"),
        leader=factory.SelfAttribute("..user"),
    )
    status = Registration.Status.APPROVED
    rules_accepted_at = NOW


class DatasetFactory(DjangoModelFactory):
    class Meta:
        model = Dataset

    competition = factory.SubFactory(CompetitionFactory)
    title = factory.Sequence(lambda n: f"Dataset {n}")


class DataFileFactory(DjangoModelFactory):
    class Meta:
        model = DataFile

    dataset = factory.SubFactory(DatasetFactory)
    name = factory.Sequence(lambda n: f"file{n}.csv")
    file = factory.LazyFunction(lambda: ContentFile(b"name,score\n", "file.csv"))
    size = 11
    sha256 = hashlib.sha256(b"name,score\n").hexdigest()


class SubmissionFactory(DjangoModelFactory):
    """A queued submission by a registered person; `scored_submission` makes a scored one."""

    class Meta:
        model = Submission

    phase = factory.SubFactory(PhaseFactory)
    team = factory.LazyAttribute(
        lambda row: RegistrationFactory(competition=row.phase.competition).team
    )
    user = factory.LazyAttribute(lambda row: row.team.leader)
    file = factory.LazyFunction(lambda: ContentFile(predictions_csv(), "predictions.csv"))
    file_name = "predictions.csv"
    size = len(predictions_csv())
    sha256 = hashlib.sha256(predictions_csv()).hexdigest()
    submitted_at = NOW


def score_submission(
    submission: Submission, score: float, metrics: dict[str, float] | None = None
) -> Submission:
    """Bring a queued submission to `scored` through its transitions."""
    truth = submission.phase.truths.filter(is_active=True).first() or GroundTruthFactory(
        phase=submission.phase
    )
    job = Job.objects.create(
        submission=submission,
        truth=truth,
        profile=submission.phase.profile,
        status=Job.Status.DONE,
        attempt=1,
        finished_at=NOW,
    )
    evaluation = Evaluation.objects.create(
        submission=submission,
        job=job,
        truth=truth,
        profile=submission.phase.profile,
        score=score,
        metrics=metrics or dict.fromkeys(PROFILE["metrics"], score),
        rows=len(NAMES),
        file_sha256=submission.sha256,
        truth_sha256=truth.sha256,
        evaluator_version="test",
    )
    submission.start()
    submission.complete(evaluation)
    return submission


def scored_submission(*, score: float = 0.5, **fields: Any) -> Submission:
    return score_submission(SubmissionFactory(**fields), score)
