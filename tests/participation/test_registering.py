import pytest

from competitions.models import Competition
from core.errors import DomainError
from participation import services
from participation.models import Registration, Team
from tests.factories import (
    NOW,
    CompetitionFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.participation.people import register, team_of_two

pytestmark = pytest.mark.django_db

Status = Registration.Status
QUESTIONS = [
    {"key": "why", "text": "Why do you take part?", "required": True},
    {"key": "where", "text": "Where did you hear of it?", "required": False},
]


@pytest.fixture
def by_approval():
    return CompetitionFactory(entry=Competition.Entry.APPROVAL)


def _code(act, **arguments):
    with pytest.raises(DomainError) as caught:
        act(**arguments)
    return caught.value.code


def test_open_competition_seats_a_person_at_once():
    ada = UserFactory(first_name="Ada", last_name="Lovelace")

    entry = register(CompetitionFactory(), ada)

    assert (entry.status, entry.decided_at, entry.rules_accepted_at) == ("approved", NOW, NOW)
    assert (entry.team.name, entry.team.leader, entry.team.kind) == (
        "Ada Lovelace",
        ada,
        "participant",
    )


def test_approval_seats_nobody_yet(by_approval):
    entry = register(by_approval)

    assert (entry.status, entry.team, entry.decided_at) == ("pending", None, None)


def test_team_bears_the_name_asked_for():
    assert register(CompetitionFactory(), team_name="  Team   A ").team.name == "Team A"


def test_name_to_be_is_not_taken_before_approval(by_approval):
    with pytest.raises(DomainError, match="when they have"):
        register(by_approval, team_name="Team A")


def test_taken_name_is_refused_in_any_case():
    competition = CompetitionFactory()
    register(competition, team_name="Aurora")

    with pytest.raises(DomainError, match="Another team") as caught:
        register(competition, team_name="AURORA")

    assert caught.value.code == "name_taken"
    assert competition.registrations.count() == 1


def test_namesakes_get_numbers():
    competition = CompetitionFactory()
    people = [UserFactory(first_name="A" * 100, last_name="") for _ in range(3)]

    names = [register(competition, person).team.name for person in people]

    assert names == ["A" * 60, "A" * 58 + " 2", "A" * 58 + " 3"]


def test_same_name_is_free_in_another_competition():
    register(CompetitionFactory(), team_name="Aurora")

    assert register(CompetitionFactory(), team_name="Aurora").team.name == "Aurora"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202eevil\u202c", "evil"),
        ("a\u200bb", "ab"),
        ("\u200b", None),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Łukasz Ø", "Łukasz Ø"),
        ("李明", "李明"),
    ],
)
def test_team_named_after_a_person_shows_only_what_is_seen(name, shown):
    person = UserFactory(first_name=name)

    assert register(CompetitionFactory(), person).team.name == (shown or f"Team {person.pk}")


@pytest.mark.parametrize(
    "name", ["\u202eevil", "a\u200bb", "...", "!", "x" * 61, "a\x00b", "\ud800"]
)
def test_hostile_name_is_refused(name):
    with pytest.raises(DomainError) as caught:
        register(CompetitionFactory(), team_name=name)

    assert caught.value.code == "bad_name"


def test_rules_must_be_accepted():
    assert (
        _code(lambda: register(CompetitionFactory(), accepts_rules=False)) == "rules_not_accepted"
    )


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_competition_takes_nobody_before_and_after(status):
    competition = CompetitionFactory(status=status)

    assert _code(lambda: register(competition)) == f"competition_is_{status}"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "answer_missing"),
        ({"why": "  "}, "answer_missing"),
        ({"why": "x", "who": "y"}, "bad_answer"),
        ({"why": 3}, "bad_answer"),
        ({"why": "x" * 2001}, "bad_answer"),
    ],
)
def test_answers_are_checked(answers, code):
    competition = CompetitionFactory(questions=QUESTIONS)

    assert _code(lambda: register(competition, answers=answers)) == code
    assert not competition.registrations.exists()


def test_answers_are_kept_in_order_and_trimmed():
    entry = register(CompetitionFactory(questions=QUESTIONS), answers={"why": " fun\x00 "})

    assert entry.answers == {"why": "fun", "where": ""}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.APPROVED, "already_registered"),
        (Status.PENDING, "already_registered"),
        (Status.REFUSED, "refused_before"),
    ],
)
def test_nobody_registers_twice(status, code):
    entry = RegistrationFactory(status=status)

    assert _code(lambda: register(entry.competition, entry.user)) == code


def test_withdrawn_person_comes_back_in_the_same_row():
    competition = CompetitionFactory()
    first = register(competition)
    services.withdraw(user=first.user, competition=competition)

    second = register(competition, first.user)

    assert second.pk == first.pk
    assert second.status == "approved"


def test_organizers_team_is_unranked():
    organizer = OrganizerFactory()

    team = register(organizer.competition, organizer.user).team

    assert (team.kind, team.is_ranked) == (Team.Kind.ORGANIZER, False)


def test_withdrawing_ends_the_team_of_one_and_frees_its_name():
    competition = CompetitionFactory()
    entry = register(competition, team_name="Aurora")

    services.withdraw(user=entry.user, competition=competition)

    entry.refresh_from_db()
    assert (entry.status, entry.team) == ("withdrawn", None)
    assert register(competition, team_name="Aurora").team.name == "Aurora"


def test_who_has_submitted_stays():
    submission = SubmissionFactory(phase=PhaseFactory())
    competition = submission.phase.competition

    code = _code(lambda: services.withdraw(user=submission.user, competition=competition))

    assert code == "team_has_submitted"


def test_leader_of_others_hands_over_before_withdrawing():
    competition = CompetitionFactory()
    team, leader, member = team_of_two(competition)

    assert _code(lambda: services.withdraw(user=leader, competition=competition)) == "is_leader"
    services.withdraw(user=member, competition=competition)
    services.withdraw(user=leader, competition=competition)
    assert not Team.objects.filter(pk=team.pk).exists()


@pytest.mark.parametrize("status", [Status.REFUSED, Status.WITHDRAWN])
def test_only_who_is_in_or_waits_withdraws(status):
    entry = RegistrationFactory(status=status, team=None)

    code = _code(lambda: services.withdraw(user=entry.user, competition=entry.competition))

    assert code == "not_registered"
