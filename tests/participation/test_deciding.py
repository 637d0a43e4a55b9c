import pytest

from competitions.models import Competition
from core.errors import DomainError
from core.models import AuditEntry
from participation import services
from participation.models import Registration
from tests.factories import (
    NOW,
    CompetitionFactory,
    OrganizerFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

Status = Registration.Status
ACTS = {"approve": services.approve, "refuse": services.refuse}


@pytest.fixture
def competition():
    return CompetitionFactory(entry=Competition.Entry.APPROVAL)


@pytest.fixture
def organizer(competition):
    return OrganizerFactory(competition=competition).user


def _entry(competition, status=Status.PENDING):
    return RegistrationFactory(competition=competition, status=status, team=None)


def test_approved_person_gets_a_team_and_the_act_is_written_down(competition, organizer):
    entry = _entry(competition)

    services.approve(registration=entry, by=organizer, now=NOW)

    entry.refresh_from_db()
    written = AuditEntry.objects.get()
    assert (entry.status, entry.team.leader, entry.decided_at) == ("approved", entry.user, NOW)
    assert (written.action, written.actor_id, written.target, written.competition_id) == (
        "registration_approved",
        organizer.pk,
        f"registration:{entry.pk}",
        competition.pk,
    )


def test_refused_person_has_no_team_and_may_be_approved_later(competition, organizer):
    entry = _entry(competition)

    services.refuse(registration=entry, by=organizer, now=NOW)
    entry.refresh_from_db()
    assert (entry.status, entry.team) == ("refused", None)

    services.approve(registration=entry, by=organizer, now=NOW)
    entry.refresh_from_db()
    assert (entry.status, entry.team.leader) == ("approved", entry.user)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("approve", Status.WITHDRAWN),
        ("refuse", Status.WITHDRAWN),
        ("refuse", Status.REFUSED),
    ],
)
def test_what_does_not_wait_is_not_decided(competition, organizer, act, status):
    entry = _entry(competition, status)

    with pytest.raises(DomainError, match="nothing to decide"):
        ACTS[act](registration=entry, by=organizer, now=NOW)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["the person", "foreign organizer", "superuser"])
def test_only_organizers_decide(competition, act, who):
    entry = _entry(competition)
    by = {
        "the person": entry.user,
        "foreign organizer": OrganizerFactory().user,
        "superuser": UserFactory(is_staff=True, is_superuser=True),
    }[who]

    with pytest.raises(DomainError, match="Only the organizers"):
        ACTS[act](registration=entry, by=by, now=NOW)

    entry.refresh_from_db()
    assert entry.status == "pending"


def test_many_are_decided_each_by_itself(competition, organizer):
    entries = [_entry(competition), _entry(CompetitionFactory()), _entry(competition)]
    withdrawn = _entry(competition, Status.WITHDRAWN)

    decision = services.decide(
        registrations=[*entries, withdrawn], by=organizer, is_admitted=True, now=NOW
    )

    assert [entry.pk for entry in decision.done] == [entries[0].pk, entries[2].pk]
    assert len(decision.problems) == 2


def test_decision_looks_at_the_row_as_it_is_now(competition, organizer):
    stale = _entry(competition)
    services.withdraw(user=stale.user, competition=competition)

    with pytest.raises(DomainError, match="nothing to decide"):
        services.approve(registration=stale, by=organizer, now=NOW)
