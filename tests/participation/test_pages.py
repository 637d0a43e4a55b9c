import re

import pytest
from django.urls import reverse
from django.utils import timezone

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
from tests.participation.people import invitation_into, team_now, team_of_two

pytestmark = pytest.mark.django_db

HOSTILE = '"><img src=x onerror=alert(1)>'
QUESTIONS = [{"key": "why", "text": "Why?", "required": True}]


@pytest.fixture
def competition():
    return CompetitionFactory(rules="Be *fair*.")


def _url(name, competition, *args):
    return reverse(f"participation:{name}", args=[competition.slug, *args])


def test_visitor_is_led_to_sign_in_and_back(client, competition):
    answer = client.get(_url("register", competition))

    assert answer["Location"] == f"/accounts/login/?next=/c/{competition.slug}/register/"


def test_register_page_shows_rules_and_takes_one_in(client, competition):
    competition.questions = QUESTIONS
    competition.save()
    person = UserFactory()
    client.force_login(person)
    address = _url("register", competition)

    page = client.get(address).content.decode()
    sent = {"answer-why": "fun", "team_name": HOSTILE, "accept_rules": "on"}
    after = client.post(address, sent, follow=True).content.decode()

    assert "<em>fair</em>" in page
    assert "Why?" in page
    entry = Registration.objects.get()
    assert (entry.user, entry.answers, entry.team.name) == (person, {"why": "fun"}, HOSTILE)
    assert "&quot;&gt;&lt;img" in after
    assert "<img" not in after


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"answer-why": "fun"}, "accept the rules"),
        ({"accept_rules": "on"}, "This field is required"),
        ({"answer-why": "fun", "accept_rules": "on", "team_name": "..."}, "at least one letter"),
    ],
)
def test_register_page_says_what_is_missing_and_keeps_the_rest(client, competition, sent, words):
    competition.questions = QUESTIONS
    competition.save()
    client.force_login(UserFactory())

    answer = client.post(_url("register", competition), sent)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    if "answer-why" in sent:
        assert ">\nfun</textarea>" in answer.content.decode()
    assert not Registration.objects.exists()


def test_by_approval_the_page_says_to_wait(client):
    competition = CompetitionFactory(entry=Competition.Entry.APPROVAL)
    client.force_login(UserFactory())

    page = client.post(
        _url("register", competition), {"accept_rules": "on"}, follow=True
    ).content.decode()

    assert "waits for the organizers" in page


def test_withdrawing_leads_back_to_the_overview(client, competition):
    entry = RegistrationFactory(competition=competition)
    client.force_login(entry.user)

    client.post(_url("withdraw", competition))

    entry.refresh_from_db()
    assert entry.status == "withdrawn"


def test_team_page_leads_who_is_in_none_to_register(client, competition):
    client.force_login(UserFactory())

    assert client.get(_url("team", competition))["Location"] == _url("register", competition)


def test_team_page_shows_links_to_the_leader_alone(client, competition):
    team, leader, member = team_of_two(competition)
    token = invitation_into(team).token

    client.force_login(member)
    to_member = client.get(_url("team", competition)).content.decode()
    client.force_login(leader)
    to_leader = client.get(_url("team", competition)).content.decode()

    assert token not in to_member
    assert f"http://127.0.0.1:8000/join/{token}/" in to_leader
    assert "Leave the team" in to_member
    assert "Leave the team" not in to_leader


def test_invitation_made_on_the_page_is_joined_on_the_page(client, competition):
    team = RegistrationFactory(competition=competition, team__name=HOSTILE).team
    client.force_login(team.leader)
    page = client.post(_url("invite", competition), follow=True).content.decode()
    [link] = re.findall(r"/join/[\w-]+/", page)
    person = RegistrationFactory(competition=competition).user
    client.force_login(person)

    preview = client.get(link).content.decode()
    after = client.post(link, follow=True).content.decode()

    assert "Join &quot;&gt;&lt;img" in preview
    assert team.leader.username in preview
    assert "<img" not in preview + after
    assert team_now(person, competition) == team


def test_preview_says_why_not(client, competition):
    team = RegistrationFactory(competition=competition).team
    link = reverse("participation:join", args=[invitation_into(team, timezone.now()).token])
    submission = SubmissionFactory(phase=PhaseFactory(competition=competition))
    client.force_login(submission.user)
    submitted = client.get(link)
    client.force_login(UserFactory())
    stranger = client.get(link)

    assert (submitted.status_code, stranger.status_code) == (409, 403)
    assert "has submitted" in submitted.content.decode()
    assert _url("register", competition) in stranger.content.decode()


def test_acts_on_the_team_page(client, competition):
    team, leader, member = team_of_two(competition)
    token = invitation_into(team)
    client.force_login(leader)

    client.post(_url("rename", competition), {"name": "Aurora"})
    client.post(_url("revoke", competition, token.pk))
    client.post(_url("hand-over", competition), {"username": member.username})
    client.post(_url("leave", competition))

    team.refresh_from_db()
    token.refresh_from_db()
    assert (team.name, team.leader) == ("Aurora", member)
    assert token.revoked_at
    assert team_now(leader, competition) != team


def test_leader_takes_a_member_out_on_the_page(client, competition):
    team, leader, member = team_of_two(competition)
    client.force_login(leader)

    unknown = client.post(_url("remove", competition), {"username": "nobody"})
    client.post(_url("remove", competition), {"username": member.username})

    assert unknown.status_code == 400
    assert team_now(member, competition) != team


def test_link_of_another_team_cannot_be_revoked(client, competition):
    other = invitation_into(RegistrationFactory(competition=competition).team)
    client.force_login(RegistrationFactory(competition=competition).user)

    assert client.post(_url("revoke", competition, other.pk)).status_code == 404


def test_organizers_decide_on_their_list(client, competition):
    entries = [
        RegistrationFactory(
            competition=competition, status="pending", team=None, answers={"a": "b"}
        )
        for _ in range(2)
    ]
    foreign = RegistrationFactory(status="pending", team=None)
    client.force_login(OrganizerFactory(competition=competition).user)
    address = _url("registrations", competition)

    page = client.get(address).content.decode()
    keys = [entry.pk for entry in entries]
    after = client.post(address, {"registration": keys, "decision": "approve"}, follow=True)
    stranger = client.post(address, {"registration": [foreign.pk], "decision": "approve"})
    nothing = client.post(address, {"decision": "approve"})

    assert entries[0].user.email in page
    assert foreign.user.email not in page
    assert "2 approved." in after.content.decode()
    assert (stranger.status_code, nothing.status_code) == (400, 400)
    assert Registration.objects.filter(status="pending").get() == foreign


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_people(
    client, competition, count, django_assert_num_queries
):
    for _ in range(count):
        RegistrationFactory(competition=competition)
    client.force_login(OrganizerFactory(competition=competition).user)

    with django_assert_num_queries(6):
        client.get(_url("registrations", competition))


@pytest.mark.parametrize("count", [1, 3])
def test_team_page_takes_the_same_queries_for_any_number_of_members(
    client, competition, count, django_assert_num_queries
):
    team = RegistrationFactory(competition=competition).team
    for _ in range(count):
        RegistrationFactory(competition=competition, team=team)
    client.force_login(team.leader)

    with django_assert_num_queries(8):
        client.get(_url("team", competition))
