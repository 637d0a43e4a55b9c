"""What is stored together, and what changes while a file is on its way; with real commits."""

from collections.abc import Callable, Iterator
from typing import Any

import celery
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone

from core.errors import DomainError
from datasets.models import GroundTruth
from datasets.truths import activate_truth
from participation.models import Team
from participation.services import invite, join, withdraw
from submissions import services
from submissions.models import Job, Submission
from tests.factories import (
    GroundTruthFactory,
    MetricProfileFactory,
    OrganizerFactory,
    RegistrationFactory,
    predictions_csv,
)

pytestmark = pytest.mark.django_db(transaction=True)


class Arriving(ContentFile):
    """A file during whose storing something else happens."""

    def __init__(self, meanwhile: Callable[[], Any]) -> None:
        super().__init__(predictions_csv(), "mine.csv")
        self.meanwhile = meanwhile

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.meanwhile()
        yield from super().chunks(chunk_size)


@pytest.fixture
def truth():
    return GroundTruthFactory()


@pytest.fixture
def phase(truth):
    return truth.phase


@pytest.fixture
def member(phase):
    return RegistrationFactory(competition=phase.competition)


def submit(member, phase, meanwhile=lambda: None):
    return services.submit(
        user=member.user, phase=phase, file=Arriving(meanwhile), now=timezone.now()
    )


def stored_files():
    try:
        return set(default_storage.listdir(f"submissions/{timezone.now():%Y/%m/%d}")[1])
    except FileNotFoundError:
        return set()


def holds_its_file(submission):
    with submission.file.open() as stored:
        return stored.read() == predictions_csv()


def test_what_goes_wrong_after_the_commit_takes_nothing_back(phase, member, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the broker's client is broken")

    monkeypatch.setattr(celery.current_app, "send_task", broken)

    submission = submit(member, phase)

    assert (submission.status, Job.objects.get().sent_at) == ("queued", None)
    assert holds_its_file(Submission.objects.get())


def test_file_stays_where_the_commit_may_have_happened(phase, member, monkeypatch):
    commit = connection._commit

    def answer_lost():
        commit()
        raise OperationalError("the connection broke before the answer came")

    monkeypatch.setattr(connection, "_commit", answer_lost)
    with pytest.raises(OperationalError):
        submit(member, phase)
    monkeypatch.undo()

    assert holds_its_file(Submission.objects.get())


def refusal(member, phase, meanwhile):
    before = stored_files()
    with pytest.raises(DomainError) as caught:
        submit(member, phase, meanwhile)
    assert stored_files() == before
    assert not Submission.objects.exists()
    return caught.value.code


def test_who_joins_another_team_meanwhile_uses_up_nobodys_limit(phase, member):
    rival = RegistrationFactory(competition=phase.competition)
    link = invite(team=rival.team, by=rival.user, now=timezone.now())

    def move():
        join(invitation=link, user=member.user, now=timezone.now())

    assert refusal(member, phase, move) == "team_changed"
    assert not Team.objects.filter(pk=member.team_id).exists()
    assert submit(member, phase).team == rival.team


def test_who_withdraws_meanwhile_hands_in_nothing(phase, member):
    def leave():
        withdraw(user=member.user, competition=phase.competition)

    assert refusal(member, phase, leave) == "not_registered"


def test_team_of_a_participant_who_became_an_organizer_is_ranked_no_more(phase, member):
    submit(member, phase)
    member.team.refresh_from_db()
    assert member.team.kind == Team.Kind.PARTICIPANT
    mate = RegistrationFactory(competition=phase.competition, team=member.team)
    OrganizerFactory(competition=phase.competition, user=mate.user)

    submission = submit(member, phase)

    member.team.refresh_from_db()
    assert submission.team.kind == member.team.kind == Team.Kind.ORGANIZER


def test_baseline_of_an_organizer_stays_a_baseline(phase, member):
    Team.objects.update(kind=Team.Kind.BASELINE)
    OrganizerFactory(competition=phase.competition, user=member.user)

    submit(member, phase)

    assert Team.objects.get().kind == Team.Kind.BASELINE


def test_truth_and_profile_are_those_in_force_when_it_is_written_down(truth, phase, member):
    organizer = OrganizerFactory(competition=phase.competition).user
    second = GroundTruthFactory(phase=phase, version=2, is_active=False)
    profile = MetricProfileFactory()

    def renew():
        activate_truth(truth=second, user=organizer)
        type(phase).objects.filter(pk=phase.pk).update(profile=profile, queue="gpu")

    job = submit(member, phase, renew).jobs.get()

    assert (job.truth, job.profile, job.queue) == (second, profile, "gpu")
    assert GroundTruth.objects.get(is_active=True) == second
