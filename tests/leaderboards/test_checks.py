"""The check of a phase's data: real findings on made-up ratings, for its organizers alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from competitions.models import Competition
from datasets.services import unmark_training_labels
from datasets.truths import activate_truth
from leaderboards import auditing, refreshing
from leaderboards.models import Computation
from tests.factories import GroundTruthFactory, PhaseFactory, RegistrationFactory
from tests.leaderboards.boards import organizer
from tests.leaderboards.statistics import compute, put_labels, put_truth, truth_csv

pytestmark = pytest.mark.django_db


def _get(name, phase, user=None, **headers):
    client = Client(headers=headers)
    if user:
        client.force_login(user)
    return client.get(reverse(name, args=[phase.competition.slug, phase.slug]))


def _page(phase, user=None, **headers):
    return _get("leaderboards:check", phase, user or organizer(phase), **headers)


def _findings(phase):
    return {row["code"]: row for row in auditing.find_or_request(phase).document["findings"]}


def test_page_is_computed_by_the_task_and_lists_the_most_urgent_first():
    phase = PhaseFactory(title="Testing")
    put_truth(phase)
    put_labels(phase)

    before = _page(phase).content.decode()
    compute()
    page = _page(phase)

    assert "is being checked" in before
    assert 'hx-trigger="load delay:1s"' in before
    check, text = page.context["check"], page.content.decode()
    assert 'hx-trigger="every' not in text
    assert [row.severity for row in check.urgent] == sorted(row.severity for row in check.urgent)
    assert (check.acts, check.looks) == tuple(
        sum(row["severity"] == severity for row in _findings(phase).values())
        for severity in ("act", "look")
    )
    # The names tell the algorithm, and the MOS of these depends on it.
    assert _findings(phase)["names_reveal_method"]["severity"] == "act"
    assert check.verdict in text
    for finding in check.urgent:
        assert finding.code in _findings(phase)
        assert "What to do:" in text


def test_raters_are_judged_where_there_are_ratings():
    phase, without = PhaseFactory(), PhaseFactory()
    put_truth(phase)
    GroundTruthFactory(phase=without)
    for each in (phase, without):
        auditing.find_or_request(each)
    compute()

    raters = _page(phase).context["raters"]

    assert [row.name for row in raters.rows] == [f"P{number}" for number in range(1, 8)]
    names = [name for name, _, _ in raters.facts]
    assert names[:4] == ["One rater against the others", "Half against half", "Ceiling", "ICC(2,1)"]
    assert _page(without).context["raters"] is None


def test_phase_without_a_truth_says_where_to_put_one():
    phase = PhaseFactory()

    text = _page(phase).content.decode()

    assert "has no ground truth" in text
    assert reverse("datasets:truths", args=[phase.competition.slug]) in text
    assert not Computation.objects.exists()


def test_failure_is_told_as_ours():
    phase = PhaseFactory()
    put_truth(phase)
    computation = auditing.find_or_request(phase)
    computation.claim(timezone.now())
    computation.fail(error="a secret traceback")

    text = _page(phase).content.decode()

    assert "our fault" in text
    assert "traceback" not in text


def test_whatever_changes_makes_another_check_and_the_old_one_goes():
    phase = PhaseFactory()
    other = PhaseFactory(competition=phase.competition)
    keys = [auditing.find_or_request(phase)]

    def note():
        keys.append(auditing.find_or_request(phase).key)

    first = put_truth(phase)
    note()
    put_truth(phase, truth_csv(seed=7))
    note()
    labels = put_labels(phase)
    note()
    put_truth(other, truth_csv(seed=8, first=900))
    note()
    unmark_training_labels(file=labels, by=None)
    note()
    activate_truth(truth=first, user=None)
    note()

    assert keys[0] is None
    assert len(set(keys)) == len(keys) == 7
    assert Computation.objects.get(phase=phase).key == keys[-1]


def test_contents_that_stand_in_another_phase_are_found():
    phase = PhaseFactory()
    put_truth(phase)
    other = PhaseFactory(competition=phase.competition, title="Development")
    put_truth(other, truth_csv(seed=9))
    auditing.find_or_request(phase)

    compute()

    shared = _findings(phase)["shared_contents"]
    assert shared["values"]["shared"] == {"Development": 12}


def test_sweep_asks_for_every_phase_of_a_running_competition():
    phases = [PhaseFactory(), PhaseFactory(), PhaseFactory()]
    for phase in phases[:2]:
        put_truth(phase)
    Competition.objects.filter(pk=phases[1].competition_id).update(status="archived")

    refreshing.sweep(timezone.now())
    refreshing.sweep(timezone.now())

    assert [row.phase for row in Computation.objects.filter(kind="audit")] == [phases[0]]


def test_note_on_the_ground_truth_page_counts_what_to_mend():
    phase = PhaseFactory()
    put_truth(phase)
    put_labels(phase)
    user = organizer(phase)
    address = reverse("leaderboards:check-note", args=[phase.competition.slug, phase.slug])

    client = Client()
    client.force_login(user)
    page = client.get(reverse("datasets:truths", args=[phase.competition.slug]))
    before = _get("leaderboards:check-note", phase, user).content.decode()
    compute()
    after = _get("leaderboards:check-note", phase, user).content.decode()

    assert address in page.content.decode()
    assert "being made" in before
    assert 'hx-trigger="load delay:1s"' in before
    assert "to act on" in after
    assert "hx-trigger" not in after


def test_part_alone_is_what_the_page_asks_for():
    phase = PhaseFactory()
    put_truth(phase)

    part = _page(phase, **{"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "is being checked" in part


@pytest.mark.parametrize("name", ["leaderboards:check", "leaderboards:check-note", "api-check"])
def test_check_is_for_organizers_alone(name):
    phase = PhaseFactory()
    put_truth(phase)
    participant = RegistrationFactory(competition=phase.competition).user

    statuses = [
        _get(name, phase, user).status_code
        for user in (participant, organizer(PhaseFactory()), organizer(phase))
    ]

    assert statuses == [404, 404, 200]
    assert _get(name, phase).status_code == (401 if name.startswith("api") else 302)


def test_programs_get_the_same_findings():
    phase = PhaseFactory()
    put_truth(phase)
    user = organizer(phase)

    before = _get("api-check", phase, user).json()
    compute()
    after = _get("api-check", phase, user).json()

    assert before == {"status": "pending", "findings": [], "raters": None}
    assert after["status"] == "done"
    assert after["findings"] == list(_findings(phase).values())
    assert len(after["raters"]["raters"]) == 7
    empty = PhaseFactory()
    answer = _get("api-check", empty, organizer(empty))
    assert (answer.status_code, answer.json()["code"]) == (409, "no_truth")


def test_other_phases_cost_no_more_queries():
    phase = PhaseFactory()
    put_truth(phase)
    user = organizer(phase)
    auditing.find_or_request(phase)
    compute()
    with CaptureQueriesContext(connection) as few:
        _page(phase, user)
    for seed in (4, 5):
        put_truth(PhaseFactory(competition=phase.competition), truth_csv(seed=seed))
    auditing.find_or_request(phase)
    compute()

    with CaptureQueriesContext(connection) as many:
        _page(phase, user)

    assert len(few) == len(many)
