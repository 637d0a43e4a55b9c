"""Statistics by the hash of what went in: one row, however often and by however many asked for."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from leaderboards import computations
from leaderboards.models import GIVEN_UP_AFTER, Computation
from tests.factories import PhaseFactory

Kind = Computation.Kind


@pytest.mark.django_db
def test_same_inputs_are_asked_for_once():
    phase = PhaseFactory()

    assert computations.find(Kind.BOARD, phase, {"a": [1, "x"]}) is None
    first = computations.find_or_request(Kind.BOARD, phase, {"a": [1, "x"], "b": None})
    again = computations.find_or_request(Kind.BOARD, phase, {"b": None, "a": [1, "x"]})
    other = computations.find_or_request(Kind.BOARD, phase, {"b": None, "a": [2, "x"]})

    assert first == again
    assert len({first.key, other.key}) == 2
    assert computations.find(Kind.BOARD, phase, {"a": [1, "x"], "b": None}) == first
    assert first.status == "pending"


@pytest.mark.django_db
def test_key_differs_by_kind_and_phase():
    phase, other = PhaseFactory(), PhaseFactory()

    keys = [computations.key_of(kind, of, {"a": 1}) for kind in Kind for of in (phase, other)]

    assert len(set(keys)) == 6


@pytest.mark.django_db(transaction=True)
def test_of_many_that_ask_and_claim_at_once_one_gets_it():
    phase = PhaseFactory()
    now = timezone.now()
    barrier = Barrier(4)
    claimed = []

    def race():
        barrier.wait()
        computation = computations.find_or_request(Kind.BOARD, phase, {"a": 1})
        claimed.append(computation.claim(now))
        connection.close()

    threads = [Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed) == [False, False, False, True]
    assert Computation.objects.get().attempts == 1


@pytest.mark.django_db
def test_late_process_cannot_end_what_was_given_to_another():
    now = timezone.now()
    computation = computations.find_or_request(Kind.BOARD, PhaseFactory(), {"a": 1})
    late = Computation.objects.get()

    assert late.claim(now)
    computation.refresh_from_db()
    assert not computation.claim(now + GIVEN_UP_AFTER - timedelta(seconds=1))
    assert computation.claim(now + GIVEN_UP_AFTER)
    assert not late.finish(document={"by": "late"}, details=None, now=now)
    assert not late.fail(error="late")
    assert computation.finish(document={"by": "second"}, details=None, now=now)

    computation.refresh_from_db()
    assert (computation.status, computation.document) == ("done", {"by": "second"})
    assert computation.computed_at == now


@pytest.mark.django_db
def test_document_is_there_exactly_when_it_is_done():
    computation = computations.find_or_request(Kind.BOARD, PhaseFactory(), {"a": 1})
    rows = Computation.objects.filter(pk=computation.pk)

    for changes in ({"status": "done"}, {"document": {}}, {"details": {}}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)
