"""Scoring again by program; the rules are those of the pages."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories import GroundTruthFactory, OrganizerFactory, scored_submission
from tests.submissions.jobs import DONE, METRICS, REPORT, working

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase():
    return GroundTruthFactory().phase


@pytest.fixture
def client(phase):
    client = APIClient()
    client.force_authenticate(OrganizerFactory(competition=phase.competition).user)
    return client


def rescores(phase):
    return f"/api/v1/competitions/{phase.competition.slug}/phases/{phase.slug}/rescores/"


def done(score: float) -> dict[str, Any]:
    return DONE | {"report": REPORT | {"score": score, "metrics": METRICS}}


def test_organizer_prepares_follows_and_applies(client, phase):
    submission = scored_submission(phase=phase, score=0.5)

    prepared = client.post(rescores(phase), {"reason": "The truth was mended."})
    address = f"/api/v1/rescores/{prepared.json()['id']}/"
    waiting = client.get(address).json()
    working(phase.rescores.get().jobs.get()).report(done(0.9))
    found = client.get(address).json()
    applied = client.post(f"{address}apply/")

    assert prepared.status_code == 201
    assert (waiting["unfinished"], waiting["differing"], waiting["changes"]) == (1, None, None)
    assert (found["submissions"], found["unfinished"], found["differing"]) == (1, 0, 1)
    assert found["changes"] == [
        {
            "submission": submission.pk,
            "team": submission.team.name,
            "outcome": "done",
            "reason": "",
            "old_score": 0.5,
            "new_score": 0.9,
            "old_rank": 1,
            "new_rank": 1,
        }
    ]
    assert applied.status_code == 200
    assert applied.json()["applied_at"] is not None
    submission.refresh_from_db()
    assert submission.score == 0.9


def test_organizer_discards(client, phase):
    submission = scored_submission(phase=phase, score=0.5)
    rescore = client.post(rescores(phase), {"reason": "Mended."}).json()

    discarded = client.post(f"/api/v1/rescores/{rescore['id']}/discard/")
    again = client.post(f"/api/v1/rescores/{rescore['id']}/discard/")

    assert discarded.json()["discarded_at"] is not None
    assert (again.status_code, again.json()["code"]) == (409, "rescore_settled")
    submission.refresh_from_db()
    assert submission.score == 0.5


def test_list_holds_the_phase_alone_newest_first(client, phase):
    other = GroundTruthFactory(phase__competition=phase.competition).phase
    made = []
    for each in (phase, phase, other):
        scored_submission(phase=each)
        rescore = client.post(rescores(each), {"reason": "Mended."}).json()
        client.post(f"/api/v1/rescores/{rescore['id']}/discard/")
        made.append(rescore["id"])

    listed = client.get(rescores(phase)).json()["results"]

    assert [row["id"] for row in listed] == [made[1], made[0]]


def test_preparing_needs_a_reason(client, phase):
    answer = client.post(rescores(phase), {})

    assert (answer.status_code, answer.json()["detail"]) == (400, "reason: This field is required.")
