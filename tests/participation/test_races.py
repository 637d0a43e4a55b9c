"""Two people, or one person twice, at the same moment: on two connections, for real."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from competitions.models import Competition
from core.errors import DomainError
from participation import services
from participation.models import Registration, Team
from submissions import services as submissions
from submissions.models import Submission
from tests.factories import (
    NOW,
    CompetitionFactory,
    GroundTruthFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    UserFactory,
    predictions_csv,
)
from tests.participation.people import invitation_into, register, team_now

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts: Callable[[], object]) -> list[str]:
    """Do them at the same moment, each on a connection of its own; "done" or the refusal."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            act()
        except DomainError as error:
            return error.code
        finally:
            connections["default"].close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.parametrize("_round", range(5))
def test_person_who_registers_twice_at_once_is_in_once(_round):
    competition, person = CompetitionFactory(), UserFactory()

    outcome = _at_once(*[lambda: register(competition, person)] * 4)

    assert outcome == ["already_registered"] * 3 + ["done"]
    assert Team.objects.count() == 1


def test_namesakes_who_register_at_once_get_different_names():
    competition = CompetitionFactory()
    people = [UserFactory(first_name="Ada") for _ in range(4)]

    outcome = _at_once(*[lambda p=person: register(competition, p) for person in people])

    assert outcome == ["done"] * 4
    assert sorted(Team.objects.values_list("name", flat=True)) == ["Ada", "Ada 2", "Ada 3", "Ada 4"]


def test_name_asked_for_by_two_at_once_goes_to_one():
    competition = CompetitionFactory()
    acts = [lambda: register(competition, team_name="Aurora") for _ in range(3)]

    assert _at_once(*acts) == ["done", "name_taken", "name_taken"]
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("_round", range(5))
def test_person_who_joins_two_teams_at_once_is_in_one(_round):
    competition = CompetitionFactory()
    links = [invitation_into(RegistrationFactory(competition=competition).team) for _ in range(2)]
    person = RegistrationFactory(competition=competition).user

    outcome = _at_once(
        *[lambda i=link: services.join(invitation=i, user=person, now=NOW) for link in links]
    )

    assert outcome == ["done", "in_a_team"]
    assert Team.objects.count() == 2


@pytest.mark.parametrize("_round", range(5))
def test_two_who_join_each_other_at_once_do_not_both_move(_round):
    competition = CompetitionFactory()
    ada, bob = (RegistrationFactory(competition=competition).user for _ in range(2))
    to_ada = invitation_into(team_now(ada, competition))
    to_bob = invitation_into(team_now(bob, competition))

    outcome = _at_once(
        lambda: services.join(invitation=to_bob, user=ada, now=NOW),
        lambda: services.join(invitation=to_ada, user=bob, now=NOW),
    )

    assert outcome == ["done", "invitation_over"]
    assert team_now(ada, competition) == team_now(bob, competition)


def test_two_organizers_who_decide_at_once_make_one_team():
    competition = CompetitionFactory(entry=Competition.Entry.APPROVAL)
    entry = RegistrationFactory(competition=competition, status="pending", team=None)
    organizers = [OrganizerFactory(competition=competition).user for _ in range(3)]

    outcome = _at_once(
        *[
            lambda by=organizer: services.approve(registration=entry, by=by, now=NOW)
            for organizer in organizers
        ]
    )

    assert outcome == ["done", "nothing_to_decide", "nothing_to_decide"]
    assert Team.objects.count() == 1


def test_who_joins_waits_for_an_upload_of_their_old_team_and_is_then_refused():
    """An upload locks its team, and its row is not seen before the commit."""
    competition = CompetitionFactory()
    phase = PhaseFactory(competition=competition)
    person = RegistrationFactory(competition=competition).user
    old = team_now(person, competition)
    link = invitation_into(RegistrationFactory(competition=competition).team)
    outcome = []

    def join() -> None:
        outcome.extend(_at_once(lambda: services.join(invitation=link, user=person, now=NOW)))

    joining = threading.Thread(target=join)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=old.pk)
        SubmissionFactory(phase=phase, team=old)
        joining.start()
        _wait_for_a_blocked_query()
    joining.join(timeout=10)

    assert outcome == ["team_has_submitted"]
    assert team_now(person, competition) == old


def test_upload_waits_for_a_join_and_does_not_count_for_the_old_team():
    """Or a person could use up the limits of two teams: the one they left and the one they join."""
    competition = CompetitionFactory()
    phase = GroundTruthFactory(phase=PhaseFactory(competition=competition)).phase
    person = RegistrationFactory(competition=competition).user
    link = invitation_into(RegistrationFactory(competition=competition).team)
    file = SimpleUploadedFile("predictions.csv", predictions_csv())
    outcome = []

    def upload() -> None:
        submissions.submit(user=person, phase=phase, file=file, now=NOW)

    uploading = threading.Thread(target=lambda: outcome.extend(_at_once(upload)))
    with transaction.atomic():
        services.join(invitation=link, user=person, now=NOW)
        uploading.start()
        _wait_for_a_blocked_query()
    uploading.join(timeout=10)

    assert outcome == ["team_changed"]
    assert not Submission.objects.exists()


def _wait_for_a_blocked_query() -> None:
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01)")
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    pytest.fail("nobody waits for the lock")
