"""Teams: nobody escapes used-up limits by changing teams."""

from datetime import timedelta

import pytest

from core.errors import DomainError
from core.models import AuditEntry
from participation import services
from participation.models import Invitation, Team
from tests.factories import (
    NOW,
    CompetitionFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.participation.people import (
    invitation_into,
    organizer_of,
    team_now,
    team_of_two,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def competition():
    return CompetitionFactory()


@pytest.fixture
def team(competition):
    return RegistrationFactory(competition=competition).team


@pytest.fixture
def person(competition):
    return RegistrationFactory(competition=competition).user


def _submit(team):
    return SubmissionFactory(phase=PhaseFactory(competition=team.competition), team=team)


def _join(invitation, user, now=NOW):
    return services.join(invitation=invitation, user=user, now=now)


def _code(act):
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


def test_joining_moves_a_person_and_ends_their_team_of_one(competition, team, person):
    old = team_now(person, competition)

    _join(invitation_into(team), person)

    assert team_now(person, competition) == team
    assert not Team.objects.filter(pk=old.pk).exists()


def test_link_works_for_several_until_it_ends(competition, team, person):
    invitation = invitation_into(team)
    another = RegistrationFactory(competition=competition).user

    _join(invitation, person)
    _join(invitation, another, now=invitation.expires_at - timedelta(microseconds=1))

    assert team.registrations.count() == 3


def test_link_ends_exactly_after_14_days(team, person):
    invitation = invitation_into(team)

    assert invitation.expires_at == NOW + timedelta(days=14)
    assert _code(lambda: _join(invitation, person, now=invitation.expires_at)) == "invitation_over"


def test_revoked_link_opens_nothing(team, person):
    invitation = invitation_into(team)
    services.revoke(invitation=invitation, by=team.leader, now=NOW)
    services.revoke(invitation=invitation, by=team.leader, now=NOW + timedelta(days=1))

    assert Invitation.objects.get().revoked_at == NOW
    assert _code(lambda: _join(invitation, person)) == "invitation_over"


@pytest.mark.parametrize("status", ["pending", "refused", "withdrawn", None])
def test_only_who_takes_part_joins(competition, team, status):
    user = UserFactory()
    if status:
        RegistrationFactory(competition=competition, user=user, team=None, status=status)

    assert _code(lambda: _join(invitation_into(team), user)) == "not_registered"


def test_being_registered_elsewhere_is_not_enough(team):
    other = RegistrationFactory().user

    assert _code(lambda: _join(invitation_into(team), other)) == "not_registered"


def test_who_has_submitted_joins_no_other_team(competition, team, person):
    _submit(team_now(person, competition))

    assert _code(lambda: _join(invitation_into(team), person)) == "team_has_submitted"


def test_team_that_has_submitted_still_takes_people_in(competition, team, person):
    _submit(team)

    assert _join(invitation_into(team), person) == team


def test_member_of_a_team_leaves_it_before_joining_another(competition, team):
    _, leader, member = team_of_two(competition)
    invitation = invitation_into(team)

    assert _code(lambda: _join(invitation, member)) == "in_a_team"
    assert _code(lambda: _join(invitation, leader)) == "in_a_team"


def test_nobody_joins_the_team_they_are_in(team):
    assert _code(lambda: _join(invitation_into(team), team.leader)) == "already_member"


def test_organizers_and_participants_do_not_share_a_team(competition, team, person):
    organizer = organizer_of(competition)
    entry = services.register(
        user=organizer, competition=competition, answers={}, accepts_rules=True, now=NOW
    )

    assert _code(lambda: _join(invitation_into(team), organizer)) == "organizers_apart"
    assert _code(lambda: _join(invitation_into(entry.team), person)) == "organizers_apart"


@pytest.mark.parametrize("who", ["member", "stranger", "organizer"])
def test_only_the_leader_invites_revokes_renames_and_hands_over(competition, who):
    team, _, member = team_of_two(competition)
    people = {
        "member": member,
        "stranger": UserFactory(),
        "organizer": organizer_of(competition),
    }
    by = people[who]
    invitation = invitation_into(team)
    acts = [
        lambda: services.invite(team=team, by=by, now=NOW),
        lambda: services.revoke(invitation=invitation, by=by, now=NOW),
        lambda: services.rename(team=team, by=by, name="Mine"),
        lambda: services.hand_over(team=team, by=by, to=member),
    ]

    assert [_code(act) for act in acts] == ["not_leader"] * 4


def test_ten_links_are_enough(team):
    links = [invitation_into(team) for _ in range(10)]

    assert _code(lambda: invitation_into(team)) == "too_many_links"
    services.revoke(invitation=links[0], by=team.leader, now=NOW)
    assert len(invitation_into(team).token) == 43


def test_renaming_keeps_to_free_names_but_may_change_case(competition, team):
    RegistrationFactory(competition=competition, team__name="Aurora")

    assert _code(lambda: services.rename(team=team, by=team.leader, name="aurora")) == "name_taken"
    services.rename(team=team, by=team.leader, name="Borealis")
    assert services.rename(team=team, by=team.leader, name="BOREALIS").name == "BOREALIS"


def test_lead_goes_to_a_member_alone(competition):
    team, leader, member = team_of_two(competition)

    assert (
        _code(lambda: services.hand_over(team=team, by=leader, to=UserFactory())) == "not_a_member"
    )
    assert services.hand_over(team=team, by=leader, to=member).leader == member
    assert _code(lambda: services.rename(team=team, by=leader, name="Mine")) == "not_leader"


def test_leaving_leads_to_a_team_of_ones_own(competition):
    team, leader, member = team_of_two(competition)

    new = services.leave(user=member, competition=competition)

    assert team_now(member, competition) == new
    assert (new.leader, new.name) == (member, member.username)
    assert [entry.user for entry in team.registrations.all()] == [leader]


def test_leader_and_the_alone_do_not_leave(competition, team):
    _, leader, _ = team_of_two(competition)

    assert _code(lambda: services.leave(user=leader, competition=competition)) == "is_leader"
    assert _code(lambda: services.leave(user=team.leader, competition=competition)) == "is_alone"
    assert (
        _code(lambda: services.leave(user=UserFactory(), competition=competition))
        == "not_registered"
    )


def test_members_stay_once_the_team_has_submitted(competition):
    team, leader, member = team_of_two(competition)
    _submit(team)

    assert (
        _code(lambda: services.leave(user=member, competition=competition)) == "team_has_submitted"
    )
    assert (
        _code(lambda: services.remove_member(team=team, member=member, by=leader))
        == "team_has_submitted"
    )
    assert team_now(member, competition) == team


def test_organizer_takes_a_member_out_at_any_time_and_that_is_written_down(competition):
    team, _, member = team_of_two(competition)
    _submit(team)
    organizer = organizer_of(competition)

    new = services.remove_member(team=team, member=member, by=organizer)

    entry = AuditEntry.objects.get(action="member_removed")
    assert team_now(member, competition) == new != team
    assert (entry.actor_id, entry.detail) == (
        organizer.pk,
        {"user": member.username, "team_had_submitted": True},
    )


def test_leader_takes_a_member_out_before_the_first_submission(competition):
    team, leader, member = team_of_two(competition)

    assert services.remove_member(team=team, member=member, by=leader) != team


@pytest.mark.parametrize("who", ["member", "foreign organizer", "superuser"])
def test_nobody_else_takes_people_out(competition, who):
    team, _, member = team_of_two(competition)
    by = {
        "member": member,
        "foreign organizer": OrganizerFactory().user,
        "superuser": UserFactory(is_superuser=True, is_staff=True),
    }[who]

    assert _code(lambda: services.remove_member(team=team, member=member, by=by)) == "not_allowed"


def test_leader_is_not_taken_out(competition):
    team, leader, _ = team_of_two(competition)
    by = organizer_of(competition)

    assert _code(lambda: services.remove_member(team=team, member=leader, by=by)) == "is_leader"
