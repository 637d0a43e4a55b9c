"""One small world of people, secrets and addresses, for the matrix of who may see what."""

import struct
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from competitions.models import Competition, Phase
from datasets.models import DataFile, GroundTruth
from leaderboards import refreshing
from participation import services as participation
from participation.models import Invitation, Registration, Team
from submissions import services as submissions
from submissions.models import AlignedPredictions, HeldBack, Submission
from tests.factories import (
    CompetitionFactory,
    DataFileFactory,
    GroundTruthFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    UserFactory,
    score_submission,
)

ROLES = ("visitor", "participant", "rival", "organizer", "staff", "superuser")
SCORES = {"mine": 0.73125, "other": 0.61375}
EXACT = {"mine": 0.84619, "other": 0.54617}
TARGETS = {"mine": 3.14159265, "other": 2.71828183}
INTERVALS = {"mine": (0.52917, 0.93641), "other": (0.41873, 0.87129)}
CEILINGS = {"mine": 0.98273, "other": 0.97461}


@dataclass(frozen=True)
class Side:
    """A competition with one of everything that has an address."""

    competition: Competition
    phase: Phase
    team: Team
    invitation: Invitation
    registration: Registration
    submission: Submission
    released: DataFile
    unreleased: DataFile
    truth: GroundTruth
    rescore: Any
    token_prefix: str


@dataclass(frozen=True)
class World:
    mine: Side
    other: Side
    people: dict[str, User | None]
    sessions: dict[str, str]  # signed in once: to do it before each request is a fifth of its time


def build_side(word: str, *, organizer: User, status: str = "published") -> Side:
    """A hidden phase in which one team has a score; `word` is in all that is secret."""
    banner = ContentFile(b"a picture", "banner.png")
    competition = CompetitionFactory(slug=f"{word}-cup", status=status, banner=banner)
    OrganizerFactory(competition=competition, user=organizer)
    phase = PhaseFactory(
        competition=competition,
        slug="test",
        visibility=Phase.Visibility.HIDDEN,
        reveals_at=timezone.now() + timedelta(days=30),
        selection=Phase.Selection.CHOSEN,
        leak_control=Phase.LeakControl.LADDER,
        score_step=0.00001,
        uses_opaque_names=True,
    )
    person = UserFactory(username=f"{word}-ada", email=f"{word}-ada@secret.example")
    accounts.verify(person)
    registration = RegistrationFactory(
        competition=competition,
        user=person,
        answers={"why": f"{word}-answer"},
        team__name=f"{word} team",
    )
    RegistrationFactory(competition=competition, team=registration.team)
    waiting = RegistrationFactory(competition=competition, status="pending", team=None)
    truth = GroundTruthFactory(phase=phase, items=_items(word), file_name=f"{word}-truth.csv")
    submission = SubmissionFactory(
        phase=phase, team=registration.team, file_name=f"{word}-file.csv", method=f"{word}-method"
    )
    score_submission(submission, SCORES[word])
    exact = EXACT[word]
    HeldBack.objects.create(
        evaluation=submission.evaluation,
        score=exact,
        metrics={"srcc": exact},
        subsets={"scale": {"x2": {"n": 4, "metrics": {"srcc": exact}}}},
    )
    Submission.objects.filter(pk=submission.pk).update(is_chosen=True)
    AlignedPredictions.objects.create(
        evaluation=submission.evaluation, values=struct.pack("<8d", *range(8))
    )
    _compute(phase, word)
    released = DataFileFactory(
        dataset__competition=competition, file=ContentFile(b"abc", "a.csv"), size=3
    )
    unreleased = DataFileFactory(
        dataset__competition=competition,
        dataset__audience="public",
        dataset__releases_at=timezone.now() + timedelta(days=30),
        name=f"{word}-unreleased.bin",
    )
    token, _ = accounts.make_token(user=person)
    return Side(
        competition=competition,
        phase=phase,
        team=registration.team,
        invitation=participation.invite(team=registration.team, by=person, now=timezone.now()),
        registration=waiting,
        submission=submission,
        released=released,
        unreleased=unreleased,
        truth=truth,
        rescore=submissions.rescore_submission(
            submission=submission, user=organizer, reason=f"{word}-reason"
        ),
        token_prefix=token.token_key,
    )


def _compute(phase: Phase, word: str) -> None:
    """The statistics of the board, with values that are known when they are seen."""
    computation = refreshing.request_board(phase)
    assert computation is not None
    [(evaluation, _, _)] = computation.inputs["evaluations"]
    low, high = INTERVALS[word]
    entry = {"interval": [low, high], "cluster_interval": None, "rank_range": [1, 1], "group": 0}
    details = {
        "intervals": {"score": [low, high]},
        "cluster_intervals": {},
        "rank_probabilities": [1.0],
    }
    document = {
        "n": 8, "raters": 0, "level": 0.95, "resamples": 10, "clusters": None,
        "notes": [f"{word}-note"],
        "entries": {str(evaluation): entry}, "groups": [[str(evaluation)]], "flips": [],
        "references": {"ceiling": {"score": CEILINGS[word], "metrics": {}}},
    }  # fmt: skip
    now = timezone.now()
    assert computation.claim(now)
    assert computation.finish(
        document=document, details={"entries": {str(evaluation): details}}, now=now
    )


def build_world() -> World:
    """Two competitions; those of the second one, a draft, are strangers to the first."""
    organizer = UserFactory(username="organizer")
    staff = UserFactory(username="staff", is_staff=True)
    mine = build_side("mine", organizer=organizer)
    other = build_side("other", organizer=staff, status="draft")
    people = {
        "visitor": None,
        "participant": mine.team.leader,
        "rival": RegistrationFactory(competition=mine.competition).user,
        "organizer": organizer,
        "staff": staff,
        "superuser": UserFactory(username="superuser", is_staff=True, is_superuser=True),
    }
    sessions = {role: _signed_in(person) for role, person in people.items() if person}
    return World(mine, other, people, sessions)


def _signed_in(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def secrets(side: Side) -> dict[str, tuple[str, ...]]:
    """What each thing would be known by, were it shown."""
    word = side.competition.slug.partition("-")[0]
    return {
        "score": (f"{SCORES[word]:.3f}", str(SCORES[word])[:6]),
        "statistics": (
            *(f"{end:.3f}" for end in INTERVALS[word]),
            f"{CEILINGS[word]:.3f}",
            f"{word}-note",
        ),
        "exact": (f"{EXACT[word]:.3f}",),
        "truth": (str(TARGETS[word]), f"{word}-truth.csv", f"{word}_image_00"),
        "key": (side.phase.name_key,),
        "submission": (f"{word}-file.csv", f"{word}-method"),
        "unreleased": (f"{word}-unreleased.bin",),
        "person": (f"{word}-ada@secret.example", f"{word}-answer"),
        "invitation": (side.invitation.token,),
        "rescore": (f"{word}-reason",),
        "token": (side.token_prefix,),
    }


def routes() -> dict[str, URLPattern]:
    """Every address of the site but the admin's, by its pattern."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], prefix: str) -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            found.append((address, pattern))
        elif getattr(pattern, "namespace", None) != "admin":
            found += _walk(pattern.url_patterns, address)
    return found


def filled(pattern: str, side: Side, variant: str = "") -> str:
    """The address that a pattern makes with what is on this side."""
    address = "/" + pattern.replace("^", "").replace("$", "")
    values = {
        "<slug:slug>": side.competition.slug,
        "<slug:phase>": side.phase.slug,
        "invitations/<int:pk>": f"invitations/{side.invitation.pk}",
        "teams/<int:pk>": f"teams/{side.team.pk}",
        "data/<int:pk>": f"data/{(side.unreleased if variant else side.released).pk}",
        "truth/<int:pk>": f"truth/{side.truth.pk}",
        "truths/<int:pk>": f"truths/{side.truth.pk}",
        "submissions/<int:pk>": f"submissions/{side.submission.pk}",
        "rescores/<int:pk>": f"rescores/{side.rescore.pk}",
        "rescore/<int:pk>": f"rescore/{side.rescore.pk}",
        "join/<str:token>": f"join/{side.invitation.token}",
        "<str:token>": "forged",
        "<str:prefix>": side.token_prefix,
        "<str:file>": f"{variant or 'performance'}.json",
        "<slug:ending>": "json",
        "<uuid:job_id>": str(side.submission.jobs.earliest("created_at").pk),
        r"(?P<key>[-:\w]+)": "forged",
        "(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1-forged",
    }
    for placeholder, value in values.items():
        address = address.replace(placeholder, value)
    return address


def _items(word: str) -> dict[str, Any]:
    names = [f"{word}_image_{number:02}.png" for number in range(8)]
    return {"names": names, "targets": [TARGETS[word]] * 8, "subsets": {"scale": ["x2", "x4"] * 4}}
