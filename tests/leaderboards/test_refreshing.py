"""The round that computes the statistics: real predictions, the real evaluator, real PostgreSQL."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from config.celery import app
from leaderboards import computations, refreshing
from leaderboards.models import GIVEN_UP_AFTER, MOST_ATTEMPTS, Computation, Mark
from leaderboards.tasks import refresh_statistics
from submissions.models import AlignedPredictions
from tests.factories import PhaseFactory, UserFactory, scored_submission
from tests.leaderboards.measured import computed, four_teams, hand_in, measured_phase, put_truth

Kind = Computation.Kind
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def environment():
    """That of a process on the tests' own database."""
    settings = connection.settings_dict
    address = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(address._replace(path=f"/{settings['NAME']}"))
    paths = f"{ROOT / 'platform'}:{ROOT}"
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": paths,
    }


def boards():
    """Of the boards alone: a round also checks the data, which test_checks.py looks at."""
    return Computation.objects.filter(kind="board")


def statuses():
    rows = boards().order_by("pk")
    return list(rows.values_list("kind", "status", "attempts"))


def test_board_is_computed_once_and_looking_again_changes_nothing():
    phase = measured_phase()
    four_teams(phase)

    computed(phase)
    first = boards().get()
    computed(phase)

    assert statuses() == [("board", "done", 1)]
    again = boards().get()
    assert (again.computed_at, again.document) == (first.computed_at, first.document)
    document = first.document
    assert (document["n"], document["raters"], document["level"]) == (36, 6, 0.95)
    assert document["clusters"] == {"grouping": "content", "count": 12}
    assert [len(group) for group in document["groups"]] == [1, 3]
    assert set(first.details["entries"]) == set(document["entries"])


def test_new_score_asks_for_a_new_board_and_keeps_the_last_few():
    phase = measured_phase()
    for number in range(6):
        hand_in(phase, "Ada", noise=1 / (number + 1))
        computed(phase)

    assert boards().count() == 1 + refreshing.KEPT_BOARDS
    assert {status for _, status, _ in statuses()} == {"done"}


def test_score_of_before_the_mark_is_found_by_the_sweep():
    now = timezone.now()
    phase = measured_phase()
    computed(phase)
    hand_in(phase, "Ada", noise=0.3)
    phase.submissions.update(status_changed_at=now - timedelta(hours=1))

    refreshing.refresh(now + timedelta(seconds=1))
    assert statuses() == []
    refreshing.refresh(now + refreshing.SWEEP_EVERY + timedelta(seconds=1))
    assert statuses() == [("board", "done", 1)]


def test_change_is_found_between_two_sweeps():
    phase = measured_phase()
    computed(phase)
    hand_in(phase, "Ada", noise=0.3)

    computed(phase)

    assert statuses() == [("board", "done", 1)]


def test_another_truth_asks_anew_and_covers_only_what_it_scored():
    phase = measured_phase()
    hand_in(phase, "Ada", noise=0.3)
    hand_in(phase, "Bo", noise=0.4)
    computed(phase)
    put_truth(phase, seed=8)

    assert refreshing.request_board(phase) is None
    bo = hand_in(phase, "Bo", noise=0.1)
    computed(phase)

    newest = boards().latest("pk")
    assert list(newest.document["entries"]) == [str(bo.evaluation_id)]


def test_superseded_board_that_nobody_began_is_dropped():
    phase = measured_phase()
    hand_in(phase, "Ada", noise=0.3)
    old = refreshing.request_board(phase)
    hand_in(phase, "Bo", noise=0.4)

    new = refreshing.request_board(phase)

    assert list(boards()) == [new]
    assert new != old


def test_board_goes_first_and_of_the_rest_what_was_asked_for_first():
    phase = measured_phase()
    first, second = (hand_in(phase, name, noise=0.3).evaluation for name in ("Ada", "Bo"))
    inputs = {"truth": phase.truths.get().sha256, "profile": phase.profile.document}
    pair = [[each.pk, each.file_sha256] for each in (first, second)]
    asked = [
        computations.find_or_request(Kind.COMPARISON, phase, {"evaluations": each, **inputs})
        for each in (pair, pair[::-1])
    ]
    board = refreshing.request_board(phase)

    refreshing.compute_pending()

    done = Computation.objects.order_by("computed_at")
    assert list(done.values_list("pk", flat=True)) == [board.pk, *(each.pk for each in asked)]


def test_failure_is_kept_for_operators_and_tried_three_times():
    phase = measured_phase()
    hand_in(phase, "Ada", noise=0.3)
    kept = list(AlignedPredictions.objects.all())
    AlignedPredictions.objects.all().delete()
    now = timezone.now()

    for number in range(1, 6):
        refreshing.refresh(now + number * refreshing.SWEEP_EVERY)
        assert statuses() == [("board", "failed", min(number, MOST_ATTEMPTS))]
    assert "InputGone: No predictions are stored" in boards().get().error

    AlignedPredictions.objects.bulk_create(kept)
    boards().update(attempts=2)
    refreshing.refresh(now + 6 * refreshing.SWEEP_EVERY)
    assert statuses() == [("board", "done", 3)]
    assert boards().get().error == ""


def test_answer_that_the_database_refuses_is_a_failure_like_any_other(monkeypatch):
    """PostgreSQL keeps no NUL in JSON; the round goes on with what else waits."""
    phase = measured_phase()
    hand_in(phase, "Ada", noise=0.3)
    refreshing.request_board(phase)
    compute = refreshing.computing.compute
    monkeypatch.setattr(
        refreshing.computing, "compute", lambda row: compute(row)._replace(document={"a": "\0"})
    )

    refreshing.compute_pending()

    assert statuses() == [("board", "failed", 1)]
    assert "DataError" in boards().get().error


def test_of_very_many_comparisons_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(refreshing, "KEPT_COMPARISONS", 2)
    phase, other = measured_phase(), measured_phase()
    done = {
        "kind": Kind.COMPARISON,
        "status": "done",
        "document": {"n": 8},
        "inputs": {},
        "computed_at": timezone.now(),
    }
    for number, of in enumerate([phase, other, phase, phase, phase]):
        Computation.objects.create(phase=of, key=str(number), requested_at=timezone.now(), **done)

    refreshing.sweep(timezone.now())

    kept = Computation.objects.filter(kind=Kind.COMPARISON).order_by("pk")
    assert list(kept.values_list("key", flat=True)) == ["1", "3", "4"]


def test_work_of_a_process_that_died_is_taken_up_again_and_given_up_in_the_end():
    phase = measured_phase()
    hand_in(phase, "Ada", noise=0.3)
    now = timezone.now()
    lost = refreshing.request_board(phase)
    assert lost.claim(now)

    refreshing.compute_pending()
    assert statuses() == [("board", "pending", 1)]
    boards().update(started_at=now - GIVEN_UP_AFTER)
    refreshing.compute_pending()
    assert statuses() == [("board", "done", 2)]

    boards().update(
        status="pending", document=None, details=None, attempts=3, started_at=now - GIVEN_UP_AFTER
    )
    refreshing.compute_pending()
    assert statuses() == [("board", "failed", 3)]
    assert boards().get().error.startswith("It was begun 3 times")


def test_phase_without_a_score_or_a_truth_has_no_statistics():
    measured_phase()
    scored_submission(phase=PhaseFactory()).phase.truths.update(is_active=False)

    refreshing.refresh(timezone.now())

    assert statuses() == []
    assert set(Mark.objects.values_list("name", flat=True)) == {"changes", "sweep"}


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_compute_a_board_once():
    phase = measured_phase()
    four_teams(phase)
    barrier = Barrier(2)

    def race():
        barrier.wait()
        refreshing.refresh(timezone.now())
        connection.close()

    threads = [Thread(target=race) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses() == [("board", "done", 1)]


COMPUTE = """
import sys, json, django
django.setup()
from leaderboards.computing import compute
from leaderboards.models import Computation
sys.stdout.write(json.dumps(compute(Computation.objects.select_related("phase").get(kind="board"))))
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_find_the_same_bits():
    phase = measured_phase()
    four_teams(phase)
    computed(phase)
    row = boards().get()

    found = [
        subprocess.run(
            [sys.executable, "-c", COMPUTE],
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]

    assert found[0] == found[1]
    assert json.loads(found[0]) == [row.document, row.details]


def test_beat_sends_it_to_a_queue_of_its_own():
    entry = app.conf.beat_schedule["refresh-statistics"]

    assert entry["task"] == refresh_statistics.name
    assert entry["options"]["queue"] == "statistics"


def test_operators_read_why_it_failed_and_have_it_computed_again(client):
    phase = measured_phase()
    hand_in(phase, "Ada", noise=0.3)
    computation = refreshing.request_board(phase)
    Computation.objects.filter(pk=computation.pk).update(
        status="failed", attempts=MOST_ATTEMPTS, error="Traceback: the reason"
    )
    page = reverse("admin:leaderboards_computation_change", args=[computation.pk])
    rows = reverse("admin:leaderboards_computation_changelist")
    client.force_login(UserFactory(is_staff=True))
    assert client.get(page).status_code == client.get(rows).status_code == 403
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert "Traceback: the reason" in client.get(page).content.decode()
    client.post(rows, {"action": "compute_again", "_selected_action": [computation.pk]})
    refreshing.compute_pending()

    computation.refresh_from_db()
    assert (computation.status, computation.error) == ("done", "")
