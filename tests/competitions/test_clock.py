from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from competitions.clock import note_moments
from competitions.models import Competition, Phase
from core.models import AuditEntry
from tests.factories import DAY, NOW, PhaseFactory

SECOND = timedelta(seconds=1)


def log() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "target"))


@pytest.mark.django_db
def test_each_moment_is_noted_once_and_not_before_its_time() -> None:
    phase = PhaseFactory(
        opens_at=NOW, closes_at=NOW + DAY, visibility="hidden", reveals_at=NOW + 2 * DAY
    )
    target = f"phase:{phase.pk}"

    for moment in (NOW - SECOND, NOW, NOW, NOW + DAY - SECOND, NOW + DAY, NOW + DAY + SECOND):
        note_moments(moment)
    before_revealing = log()
    note_moments(NOW + 2 * DAY)
    note_moments(NOW + 3 * DAY)

    assert before_revealing == [("phase.opened", target), ("phase.closed", target)]
    assert log() == [*before_revealing, ("phase.revealed", target)]
    assert AuditEntry.objects.filter(actor__isnull=True).count() == 3


@pytest.mark.django_db
def test_only_hidden_boards_are_revealed_and_drafts_are_left_alone() -> None:
    PhaseFactory(opens_at=NOW - DAY, closes_at=None, reveals_at=NOW - SECOND)
    PhaseFactory(competition__status=Competition.Status.DRAFT, opens_at=NOW - DAY)

    note_moments(NOW)

    assert [action for action, _ in log()] == ["phase.opened"]


@pytest.mark.django_db
def test_a_late_note_keeps_the_moment_itself() -> None:
    PhaseFactory(opens_at=NOW - DAY)

    note_moments(NOW)

    assert AuditEntry.objects.get().detail == {"at": (NOW - DAY).isoformat()}
    assert Phase.objects.get().opening_noted_at == NOW


def meeting(barrier: Barrier, act: Callable[[datetime], None]) -> None:
    barrier.wait(10)
    try:
        act(NOW)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_note_a_moment_once() -> None:
    PhaseFactory.create_batch(5, opens_at=NOW)
    barrier = Barrier(4)

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(meeting, barrier, note_moments) for _ in range(4)]:
            one.result(30)

    assert len(log()) == 5
