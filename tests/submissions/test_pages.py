"""The pages of submissions, as their readers get them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.models import Submission
from submissions.throttles import UploadThrottle
from tests.factories import (
    CompetitionFactory,
    GroundTruthFactory,
    OrganizerFactory,
    RegistrationFactory,
    SubmissionFactory,
    predictions_csv,
    scored_submission,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def phase():
    return GroundTruthFactory(phase__daily_limit=5).phase


@pytest.fixture
def member(phase):
    return RegistrationFactory(competition=phase.competition)


@pytest.fixture
def organizer(phase):
    return OrganizerFactory(competition=phase.competition).user


def upload(client, phase, content=None, **headers):
    file = SimpleUploadedFile("mine.csv", predictions_csv() if content is None else content)
    address = reverse("submissions:submit", args=[phase.competition.slug])
    return client.post(address, {"phase": phase.slug, "file": file}, headers=headers)


def test_form_without_script_leads_to_the_submission(client, phase, member):
    client.force_login(member.user)

    response = upload(client, phase)

    submission = Submission.objects.get()
    assert (response.status_code, response.url) == (302, f"/submissions/{submission.pk}/")
    assert (submission.user, submission.team) == (member.user, member.team)
    page = client.get(response.url).content.decode()
    assert "next in line" in page
    assert f'hx-get="/submissions/{submission.pk}/state/"' in page


def test_form_with_script_gets_the_state_in_place(client, phase, member):
    client.force_login(member.user)

    response = upload(client, phase, **HTMX)

    assert response.status_code == 201
    assert "<html" not in response.content.decode()
    assert "next in line" in response.content.decode()


def test_refused_file_is_told_in_the_form_which_keeps_what_was_typed(client, phase, member):
    client.force_login(member.user)

    response = upload(client, phase, b"")

    assert response.status_code == 400
    assert "The file is empty." in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("pending", "waits for the organizers&#x27; approval"),
        ("refused", "have not admitted you"),
        ("withdrawn", "Register for this competition first"),
    ],
)
def test_who_may_not_submit_learns_why(client, phase, status, words):
    entry = RegistrationFactory(competition=phase.competition, status=status)
    client.force_login(entry.user)

    page = client.get(reverse("submissions:submit", args=[phase.competition.slug]))

    assert words.replace("&#x27;", "'") in page.content.decode().replace("&#x27;", "'")


def test_visitor_is_asked_to_sign_in(client, phase):
    address = reverse("submissions:submit", args=[phase.competition.slug])

    assert "Sign in to submit." in client.get(address).content.decode()
    assert upload(client, phase).url.startswith("/accounts/login/?next=")
    assert not Submission.objects.exists()


def test_script_of_a_session_that_ended_is_told_to_sign_in_again(client, phase):
    response = upload(client, phase, **HTMX)

    page = response.content.decode()
    assert response.status_code == 401
    assert "<html" not in page
    assert f"/accounts/login/?next=/c/{phase.competition.slug}/submit/" in page
    assert not Submission.objects.exists()


def test_button_for_choosing_stays_for_a_day_after_the_close(client, phase, member):
    submission = scored_submission(phase=phase, team=member.team, user=member.user)
    client.force_login(member.user)
    address = reverse("submissions:state", args=[submission.pk])
    shown = []

    for hours in (23, 25):
        phase.selection, phase.closes_at = "chosen", timezone.now() - timedelta(hours=hours)
        phase.save()
        shown.append("Let this one stand" in client.get(address).content.decode())

    assert shown == [True, False]


def test_page_says_when_nothing_is_open(client):
    competition = CompetitionFactory()

    page = client.get(reverse("submissions:submit", args=[competition.slug]))

    assert "No phase takes submissions now." in page.content.decode()


def test_finished_submission_stops_asking(client, phase, member):
    submission = scored_submission(phase=phase, team=member.team, user=member.user)
    client.force_login(member.user)

    page = client.get(reverse("submissions:state", args=[submission.pk])).content.decode()

    assert "hx-get" not in page
    assert "0.5000" in page


def test_rejection_says_what_it_cost(client, phase, member):
    submission = SubmissionFactory(phase=phase, team=member.team, user=member.user)
    submission.start()
    submission.reject(code="missing_names", reason="3 images have no score.")
    client.force_login(member.user)

    page = client.get(reverse("submissions:submission", args=[submission.pk])).content.decode()

    assert "3 images have no score." in page
    assert "This did not use up a submission." in page
    phase.rejected_count = True
    phase.save()
    page = client.get(reverse("submissions:submission", args=[submission.pk])).content.decode()
    assert "a rejected file uses up a submission" in page


def test_page_says_when_no_worker_is_there(client, phase, member):
    submission = SubmissionFactory(phase=phase, team=member.team, user=member.user)
    Submission.objects.update(status_changed_at=submission.submitted_at)
    client.force_login(member.user)

    page = client.get(reverse("submissions:state", args=[submission.pk])).content.decode()

    assert "No scorer is at work right now" in page


@pytest.mark.parametrize("name", ["submission", "state", "file"])
def test_others_find_nothing(client, phase, member, name):
    submission = scored_submission(phase=phase, team=member.team, user=member.user)
    stranger = RegistrationFactory(competition=phase.competition).user
    address = reverse(f"submissions:{name}", args=[submission.pk])

    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_team_sees_its_score_where_the_board_is_for_organizers_only(client, phase, member):
    phase.visibility = "organizers"
    phase.save()
    submission = scored_submission(phase=phase, team=member.team, user=member.user, score=0.75)
    mate = RegistrationFactory(competition=phase.competition, team=member.team).user
    client.force_login(mate)

    page = client.get(reverse("submissions:submission", args=[submission.pk]))

    assert "0.7500" in page.content.decode()


def test_file_comes_back_as_it_was(client, phase, member):
    client.force_login(member.user)
    upload(client, phase)

    response = client.get(reverse("submissions:file", args=[Submission.objects.get().pk]))

    assert b"".join(response.streaming_content) == predictions_csv()
    assert "mine.csv" in response["Content-Disposition"]


def test_list_shows_the_team_and_for_organizers_all(client, phase, member, organizer):
    own = scored_submission(phase=phase, team=member.team, user=member.user)
    other = scored_submission(phase=phase)
    address = reverse("submissions:mine", args=[phase.competition.slug])

    client.force_login(member.user)
    mine = client.get(address).content.decode()
    client.force_login(organizer)
    everything = client.get(address).content.decode()

    assert f"/submissions/{own.pk}/" in mine
    assert f"/submissions/{other.pk}/" not in mine
    assert f"/submissions/{own.pk}/" in everything
    assert f"/submissions/{other.pk}/" in everything


@pytest.mark.parametrize("shows_all", [False, True])
def test_list_needs_as_many_queries_for_three_as_for_two(
    client, phase, member, organizer, shows_all
):
    client.force_login(organizer if shows_all else member.user)
    address = reverse("submissions:mine", args=[phase.competition.slug])
    counts = []

    for _ in range(3):
        scored_submission(phase=phase, team=member.team, user=member.user)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    # Two scores draw the team's course, whose phase is one query more than one score needs.
    assert counts[2] == counts[1]


def test_cancel_by_a_team_mate(client, phase, member):
    submission = SubmissionFactory(phase=phase, team=member.team, user=member.user)
    mate = RegistrationFactory(competition=phase.competition, team=member.team).user
    client.force_login(mate)

    client.post(reverse("submissions:cancel", args=[submission.pk]))

    submission.refresh_from_db()
    assert submission.status == Submission.Status.CANCELLED


def test_organizer_cannot_cancel_or_choose_for_a_team(client, phase, organizer):
    submission = SubmissionFactory(phase=phase)
    client.force_login(organizer)

    for name in ("cancel", "choose"):
        address = reverse(f"submissions:{name}", args=[submission.pk])
        assert client.post(address).status_code == 404


def test_too_many_uploads_are_throttled(client, phase, member, monkeypatch):
    monkeypatch.setattr(UploadThrottle, "THROTTLE_RATES", {"upload": "2/min"})
    client.force_login(member.user)

    statuses = [upload(client, phase, b"").status_code for _ in range(3)]

    assert statuses == [400, 400, 429]
