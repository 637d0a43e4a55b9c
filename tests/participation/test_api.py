"""Taking part, by program: the same rules, answered as `{code, detail}`."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from competitions.models import Competition
from participation.models import Registration
from tests.factories import (
    CompetitionFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.participation.people import invitation_into, organizer_of, team_now, team_of_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def competition():
    return CompetitionFactory()


def _as(user):
    api = APIClient()
    api.force_authenticate(user)
    return api


def _url(competition, rest):
    return f"/api/v1/competitions/{competition.slug}/{rest}"


def test_registering_answers_with_the_team(competition):
    competition.questions = [{"key": "why", "text": "Why?", "required": True}]
    competition.save()
    api = _as(UserFactory())
    address = _url(competition, "registration/")

    sent = {"accept_rules": True, "answers": {"why": "fun"}, "team_name": "Aurora"}
    made, again, shown = api.post(address, sent), api.post(address, sent), api.get(address)

    assert (made.status_code, again.status_code) == (201, 409)
    assert again.json() == {
        "code": "already_registered",
        "detail": "You are registered for this competition already.",
    }
    entry = Registration.objects.get()
    assert shown.json() == made.json()
    assert made.json() == {
        "competition": competition.slug,
        "status": "approved",
        "team": "Aurora",
        "answers": {"why": "fun"},
        "rules_accepted_at": entry.rules_accepted_at.isoformat().replace("+00:00", "Z"),
        "decided_at": entry.decided_at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"accept_rules": False}, "rules_not_accepted"),
        ({}, "invalid"),
        ({"accept_rules": True, "answers": {"x": "y"}}, "bad_answer"),
        ({"accept_rules": True, "answers": {"x": ["y"]}}, "invalid"),
        ({"accept_rules": True, "team_name": "\u202eevil"}, "bad_name"),
        ({"accept_rules": True, "team_name": "x" * 61}, "bad_name"),
    ],
)
def test_refusals_are_words_and_a_code(competition, sent, code):
    answer = _as(UserFactory()).post(_url(competition, "registration/"), sent)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"]
    assert not Registration.objects.exists()


def test_withdrawing_by_program(competition):
    entry = RegistrationFactory(competition=competition)

    answer = _as(entry.user).delete(_url(competition, "registration/"))

    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")


def test_organizer_lists_filters_and_decides():
    competition = CompetitionFactory(entry=Competition.Entry.APPROVAL)
    waiting = [
        RegistrationFactory(competition=competition, status="pending", team=None) for _ in range(2)
    ]
    RegistrationFactory(competition=competition)
    foreign = RegistrationFactory(status="pending", team=None)
    api = _as(OrganizerFactory(competition=competition).user)

    listed = api.get(_url(competition, "registrations/"), {"status": "pending"}).json()
    keys = [entry.pk for entry in [*waiting, foreign]]
    decided = api.post(
        _url(competition, "registrations/decide/"), {"registrations": keys, "decision": "refuse"}
    )

    assert {row["id"] for row in listed["results"]} == {entry.pk for entry in waiting}
    assert sorted(decided.json()["done"]) == sorted(entry.pk for entry in waiting)
    assert Registration.objects.get(pk=foreign.pk).status == "pending"


def test_team_is_shown_renamed_handed_over_and_left(competition):
    team, leader, member = team_of_two(competition)
    api = _as(leader)

    renamed = api.patch(_url(competition, "team/"), {"name": "Aurora"}).json()
    led = api.put(_url(competition, "team/leader/"), {"username": member.username}).json()
    left = api.post(_url(competition, "team/leave/")).json()

    assert (renamed["id"], renamed["name"], renamed["leader"]) == (
        team.pk,
        "Aurora",
        leader.username,
    )
    assert [person["username"] for person in led["members"]] == [member.username, leader.username]
    assert (left["name"], left["leader"]) == (leader.username, leader.username)


def test_link_is_made_previewed_joined_and_revoked(competition):
    team = RegistrationFactory(competition=competition).team
    person = RegistrationFactory(competition=competition).user
    leader, joiner = _as(team.leader), _as(person)
    links = _url(competition, "team/invitations/")

    made = leader.post(links).json()
    preview = joiner.get(f"/api/v1/join/{made['token']}/").json()
    joined = joiner.post(f"/api/v1/join/{made['token']}/")
    to_member = joiner.get(links).json()
    to_leader = leader.get(links).json()
    revoked = leader.delete(f"{links}{made['id']}/")

    assert preview["team"] == team.name
    assert (joined.status_code, team_now(person, competition)) == (200, team)
    assert (to_member, to_leader) == ([], [made])
    assert (revoked.status_code, leader.get(links).json()) == (204, [])


def test_who_has_submitted_is_told_why_they_cannot_join(competition):
    submission = SubmissionFactory(phase=PhaseFactory(competition=competition))
    team = RegistrationFactory(competition=competition).team
    link = invitation_into(team, timezone.now())

    answer = _as(submission.user).post(f"/api/v1/join/{link.token}/")

    assert (answer.status_code, answer.json()["code"]) == (409, "team_has_submitted")
    assert "Limits count per team" in answer.json()["detail"]


def test_member_is_taken_out_by_the_leader_or_an_organizer(competition):
    team, leader, member = team_of_two(competition)
    organizer = organizer_of(competition)
    sent = {"username": member.username}

    unknown = _as(leader).post(_url(competition, "team/remove/"), {"username": "nobody"})
    _as(leader).post(_url(competition, "team/remove/"), sent)
    gone = _as(organizer).post(_url(competition, f"teams/{team.pk}/remove/"), sent)

    assert (unknown.status_code, unknown.json()["code"]) == (400, "not_a_member")
    assert (gone.status_code, gone.json()["code"]) == (400, "not_a_member")
    assert team_now(member, competition) != team


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_people(
    competition, count, django_assert_num_queries
):
    for _ in range(count):
        RegistrationFactory(competition=competition)
    api = _as(OrganizerFactory(competition=competition).user)

    with django_assert_num_queries(4):
        api.get(_url(competition, "registrations/"))
