"""Submissions for programs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from submissions.models import Submission
from submissions.throttles import UploadThrottle
from tests.factories import (
    GroundTruthFactory,
    OrganizerFactory,
    RegistrationFactory,
    SubmissionFactory,
    predictions_csv,
    scored_submission,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase():
    return GroundTruthFactory().phase


@pytest.fixture
def member(phase):
    return RegistrationFactory(competition=phase.competition)


def client_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def upload(client, phase, content=None, **fields):
    file = SimpleUploadedFile("mine.csv", predictions_csv() if content is None else content)
    address = f"/api/v1/competitions/{phase.competition.slug}/phases/{phase.slug}/submissions/"
    return client.post(address, {"file": file, **fields}, format="multipart")


def test_upload_answers_with_the_submission(phase, member):
    response = upload(
        client_of(member.user), phase, method="SRIQA", code_url="https://example.org/code"
    )

    submission = Submission.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": submission.pk,
        "competition": phase.competition.slug,
        "phase": phase.slug,
        "team": member.team.name,
        "user": member.user.username,
        "kind": "predictions",
        "file_name": "mine.csv",
        "size": len(predictions_csv()),
        "sha256": submission.sha256,
        "method": "SRIQA",
        "description": "",
        "publication_url": "",
        "code_url": "https://example.org/code",
        "submitted_at": response.json()["submitted_at"],
        "status": "queued",
        "status_changed_at": response.json()["status_changed_at"],
        "reason_code": "",
        "reason": "",
        "is_chosen": False,
        "score": None,
        "metrics": None,
        "subsets": None,
        "versions": None,
        "held_back": None,
    }


def test_scored_submission_tells_metrics_and_versions(phase, member):
    submission = scored_submission(phase=phase, team=member.team, user=member.user, score=0.5)

    found = client_of(member.user).get(f"/api/v1/submissions/{submission.pk}/").json()

    assert (found["status"], found["score"]) == ("scored", 0.5)
    assert found["metrics"] == dict.fromkeys(phase.profile.metrics, 0.5)
    assert found["versions"] == {
        "file_sha256": submission.sha256,
        "truth_version": "1",
        "truth_sha256": phase.truths.get().sha256,
        "profile": str(phase.profile),
        "evaluator": "test",
    }


def test_participant_cannot_set_what_is_not_theirs_to_set(phase, member):
    rival = SubmissionFactory(phase=phase)
    forged = {
        "status": "scored",
        "score": 1.0,
        "evaluation": 1,
        "kind": "container",
        "team": rival.team.pk,
        "user": rival.user.pk,
        "is_chosen": True,
        "submitted_at": "2020-01-01T00:00:00Z",
        "reason": "none",
        "sha256": "0" * 64,
        "file_name": "other.csv",
    }
    client = client_of(member.user)

    found = upload(client, phase, **forged).json()

    submission = Submission.objects.get(pk=found["id"])
    assert (submission.status, submission.score, submission.evaluation) == ("queued", None, None)
    assert (submission.kind, submission.team, submission.user) == (
        "predictions",
        member.team,
        member.user,
    )
    assert (submission.is_chosen, submission.reason, submission.file_name) == (
        False,
        "",
        "mine.csv",
    )
    assert submission.submitted_at.year > 2020
    before = Submission.objects.values().get(pk=submission.pk)
    address = f"/api/v1/submissions/{submission.pk}/"
    for method in (client.put, client.patch, client.post, client.delete):
        assert method(address, forged, format="json").status_code == 405
    assert Submission.objects.values().get(pk=submission.pk) == before


@pytest.mark.parametrize(
    ("content", "status", "code"), [(b"", 400, "empty_file"), (None, 409, "phase_closed")]
)
def test_refusal_is_a_code_and_a_sentence(phase, member, content, status, code):
    if code == "phase_closed":
        phase.closes_at = phase.opens_at.replace(day=23)
        phase.save()

    response = upload(client_of(member.user), phase, content)

    assert response.status_code == status
    assert response.json()["code"] == code
    assert response.json()["detail"].endswith(".")


def test_upload_without_a_file_says_so(phase, member):
    address = f"/api/v1/competitions/{phase.competition.slug}/phases/{phase.slug}/submissions/"

    response = client_of(member.user).post(address, {}, format="multipart")

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert response.json()["detail"] == "file: No file was submitted."


def test_list_holds_ones_team_and_for_organizers_all(phase, member):
    own = SubmissionFactory(phase=phase, team=member.team, user=member.user)
    other = SubmissionFactory(phase=phase)
    SubmissionFactory()
    organizer = OrganizerFactory(competition=phase.competition).user
    address = f"/api/v1/competitions/{phase.competition.slug}/phases/{phase.slug}/submissions/"

    def ids(user):
        return [row["id"] for row in client_of(user).get(address).json()["results"]]

    assert ids(member.user) == [own.pk]
    assert ids(organizer) == [other.pk, own.pk]
    assert APIClient().get(address).status_code == 401


def test_others_find_nothing(phase, member):
    submission = scored_submission(phase=phase, team=member.team, user=member.user)
    rival = client_of(RegistrationFactory(competition=phase.competition).user)
    address = f"/api/v1/submissions/{submission.pk}/"

    assert rival.get(address).status_code == 404
    assert rival.get(f"{address}file").status_code == 404
    for act in ("cancel", "choose", "rescore"):
        assert rival.post(f"{address}{act}", {"reason": "x"}).status_code == 404
        assert APIClient().post(f"{address}{act}").status_code == 401


def test_cancel_choose_and_rescore(phase, member):
    phase.selection = "chosen"
    phase.save()
    queued = SubmissionFactory(phase=phase, team=member.team, user=member.user)
    scored = scored_submission(phase=phase, team=member.team, user=member.user)
    organizer = OrganizerFactory(competition=phase.competition).user
    mine = client_of(member.user)

    cancelled = mine.post(f"/api/v1/submissions/{queued.pk}/cancel").json()
    chosen = mine.post(f"/api/v1/submissions/{scored.pk}/choose").json()
    again = mine.post(f"/api/v1/submissions/{queued.pk}/cancel")
    own = mine.post(f"/api/v1/submissions/{scored.pk}/rescore", {"reason": "x"})
    rescore = client_of(organizer).post(
        f"/api/v1/submissions/{scored.pk}/rescore", {"reason": "Mended."}
    )

    assert (cancelled["status"], chosen["is_chosen"]) == ("cancelled", True)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert (own.status_code, own.json()["code"]) == (403, "not_allowed")
    assert (rescore.status_code, rescore.json()["reason"]) == (201, "Mended.")


def test_uploads_are_throttled_page_and_api_together(phase, member, monkeypatch):
    monkeypatch.setattr(UploadThrottle, "THROTTLE_RATES", {"upload": "2/min"})
    client = client_of(member.user)

    statuses = [upload(client, phase, b"").status_code for _ in range(3)]

    assert statuses == [400, 400, 429]
    client.force_login(member.user)
    page = client.post(f"/c/{phase.competition.slug}/submit/", {"phase": phase.slug})
    assert page.status_code == 429
