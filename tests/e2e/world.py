"""A site full enough to look at: every state that a page can show."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from competitions.models import Competition, Phase
from participation.models import Team
from submissions.models import Submission
from tests.factories import (
    TRUTH_CSV,
    CompetitionFactory,
    DataFileFactory,
    DatasetFactory,
    GroundTruthFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    UserFactory,
    score_submission,
    scored_submission,
)

OVERVIEW = """\
Given super-resolved images of about 2K resolution from 15 methods at four scales, predict the
**mean opinion score** of 21 raters.

| part | images |
| --- | --- |
| training | 576 |
| validation | 72 |
| testing | 72 |

## How to take part

1. Register, and download the training images.
2. Upload predictions: one line an image, `name,score`.
"""
TEAMS = [
    ("MICV", 0.9638, "Hybrid ViT–CNN"),
    ("ydy", 0.9429, "BLIP-2 residual-guided"),
    ("QA-Veteran", 0.9409, "SigLIP2-NaFlex"),
    ("2077 Agent", 0.9248, "UltraR-IQA"),
]


@dataclass
class World:
    competition: Competition
    testing: Phase
    development: Phase
    participant: User
    organizer: User
    team: Team
    scored: Submission
    rejected: Submission


def make() -> World:
    """One competition in full swing, one hidden, one coming, one finished, one draft."""
    now = timezone.now()
    day = timedelta(days=1)
    competition = CompetitionFactory(
        slug="isrgc-q",
        title="Image Super-Resolution Generated Content Quality Assessment",
        tagline="Predict how people rate super-resolved images made by GANs, diffusion models "
        "and transformers.",
        venue="VQualA, ICCV 2025",
        overview=OVERVIEW,
        rules="- One account a person.\n- Do not look at the test images' scores.",
        contact="organizers@example.org",
        sponsors="A laboratory for **image quality**.",
        questions=[{"key": "background", "text": "What is your background?", "required": True}],
    )
    organizer = OrganizerFactory(
        competition=competition,
        role="owner",
        user__first_name="Ada",
        user__last_name="Lovelace",
        user__affiliation="Cardiff University",
        user__is_staff=True,
    ).user
    development = PhaseFactory(
        competition=competition,
        slug="development",
        title="Development",
        kind="development",
        opens_at=now - 60 * day,
        closes_at=now - 3 * day,
    )
    testing = PhaseFactory(
        competition=competition,
        slug="testing",
        title="Testing",
        kind="testing",
        position=1,
        opens_at=now - 2 * day,
        closes_at=now + 5 * day,
        daily_limit=5,
        total_limit=20,
        profile=development.profile,
    )
    PhaseFactory(
        competition=competition,
        slug="final",
        title="Final",
        position=2,
        opens_at=now + 8 * day,
        closes_at=now + 20 * day,
        profile=development.profile,
        visibility="hidden",
        reveals_at=now + 21 * day,
    )
    for phase in (development, testing):
        GroundTruthFactory(phase=phase)
    _hand_in(testing)
    dataset = DatasetFactory(
        competition=competition,
        title="Training images",
        licence="CC BY 4.0",
        audience="public",
        description="576 images with their scores.",
    )
    DataFileFactory(dataset=dataset, name="train.csv", description="Names and scores.")
    DatasetFactory(competition=competition, title="Final images", releases_at=now + 8 * day)
    team = Team.objects.get(name="QA-Veteran")
    participant = team.leader
    assert participant
    rejected = SubmissionFactory(
        phase=testing,
        team=team,
        file_name="three-missing.csv",
        submitted_at=now - timedelta(hours=2),
    )
    rejected.start()
    rejected.reject(
        code="missing_names",
        reason="3 images have no score: image_00.png, "
        "image_01.png, image_02.png. Add a line for each and upload again.",
    )
    _others()
    return World(
        competition=competition,
        testing=testing,
        development=development,
        participant=participant,
        organizer=organizer,
        team=team,
        scored=team.submissions.get(status="scored"),
        rejected=rejected,
    )


def _hand_in(phase: Phase) -> None:
    for name, score, method in TEAMS:
        entry = RegistrationFactory(
            competition=phase.competition,
            team__name=name,
            team__affiliation="University of somewhere",
            user__username=name.lower().replace(" ", "-"),
        )
        submission = SubmissionFactory(
            phase=phase, team=entry.team, method=method, submitted_at=timezone.now()
        )
        metrics = {
            "srcc": score - 0.005,
            "plcc": score + 0.0075,
            "krcc": score - 0.15,
            "rmse": 1 - score,
            "mae": 0.9 - 0.9 * score,
        }
        score_submission(submission, score, metrics)
    baseline = RegistrationFactory(
        competition=phase.competition, team__name="Scale mean", team__kind=Team.Kind.BASELINE
    )
    scored_submission(phase=phase, team=baseline.team, score=0.8186, method="metadata")


def _others() -> None:
    now = timezone.now()
    day = timedelta(days=1)
    hidden = PhaseFactory(
        competition__slug="documents",
        competition__title="Document Image Enhancement Quality",
        competition__tagline="Overall, sharpness and colour fidelity of enhanced documents.",
        title="Development",
        opens_at=now - 5 * day,
        closes_at=now + 35 * day,
        visibility="hidden",
        reveals_at=now + 36 * day,
    )
    RegistrationFactory(competition=hidden.competition)
    PhaseFactory(
        competition__slug="videos",
        competition__title="Engagement Prediction for Short Videos",
        competition__tagline="How long do people stay?",
        title="Development",
        opens_at=now + 40 * day,
        closes_at=now + 90 * day,
    )
    past = PhaseFactory(
        competition__slug="faces",
        competition__title="Face Image Quality Assessment",
        title="Testing",
        opens_at=now - 90 * day,
        closes_at=now - 30 * day,
    )
    scored_submission(phase=past, score=0.8754)
    CompetitionFactory(slug="draft", title="A draft", status=Competition.Status.DRAFT)
    UserFactory(username="newcomer")


PREDICTIONS = TRUTH_CSV
