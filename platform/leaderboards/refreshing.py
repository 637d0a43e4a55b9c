"""The round that keeps the statistics up to date: what is missing is asked for, then computed.

Everything it needs to know is in the database, so it may be run twice, beside itself, or after
the broker has lost everything.
"""

import logging
import time
import traceback
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Value, When
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from competitions.models import Phase
from leaderboards import auditing, computations, computing, selectors
from leaderboards.models import MOST_ATTEMPTS, Computation, Mark
from leaderboards.ordering import default_sort
from leaderboards.selectors import Board
from leaderboards.standards import board_inputs
from submissions.models import Submission

# A change is written a little after the moment that it bears.
OVERLAP = timedelta(seconds=10)
SWEEP_EVERY = timedelta(seconds=30)
ROUND_SECONDS = 60  # after which the next round goes on, with the boards first again
KEPT_BOARDS = 3
KEPT_COMPARISONS = 500  # of each phase
KEPT_FOR = timedelta(days=30)
Kind = Computation.Kind
logger = logging.getLogger(__name__)


def refresh(now: datetime) -> None:
    """Ask for the statistics of boards that changed, and compute what was asked for."""
    for phase in _changed(now):
        request_board(phase)
    if _is_due(now):
        sweep(now)
    compute_pending()


def sweep(now: datetime) -> None:
    """Look at every board: the truth, a team's kind or the training labels may have changed."""
    for phase in _with_scores(Submission.objects.scored()):
        request_board(phase)
    auditing.request_all()
    Computation.objects.to_retry().update(status=Computation.Status.PENDING)
    others = Computation.objects.exclude(kind=Kind.BOARD)
    others.filter(requested_at__lt=now - KEPT_FOR).delete()
    _drop_old_comparisons()


def _drop_old_comparisons() -> None:
    """Anybody may ask for comparisons: of very many only the newest are kept."""
    done = Computation.objects.done().filter(kind=Kind.COMPARISON)
    many = done.values("phase").annotate(count=Count("pk")).filter(count__gt=KEPT_COMPARISONS)
    for phase in many.values_list("phase", flat=True).order_by("phase"):
        newest = done.filter(phase=phase).order_by("-pk").values_list("pk", flat=True)
        done.filter(phase=phase, pk__lt=newest[KEPT_COMPARISONS - 1]).delete()


def request_board(phase: Phase) -> Computation | None:
    """The computation that belongs to the phase's board as it stands; None without a score."""
    board = Board(phase=phase, viewer=selectors.EVERYTHING, sort=default_sort(phase))
    inputs = board_inputs(board, selectors.standard_of(phase))
    if inputs is None:
        return None
    computation = computations.find_or_request(Kind.BOARD, phase, inputs)
    _drop_superseded(computation, phase)
    return computation


def compute_pending() -> None:
    """Compute what waits, boards first, for as long as a round may take."""
    give_up_at = time.monotonic() + ROUND_SECONDS
    while time.monotonic() < give_up_at and (computation := _next(timezone.now())):
        with bound_contextvars(computation=computation.key[:12]):
            _compute(computation)


def _compute(computation: Computation) -> None:
    if not computation.claim(timezone.now()):
        return
    try:
        document, details = computing.compute(computation)
        with transaction.atomic():  # the database may refuse it, and then still takes the failure
            computation.finish(document=document, details=details, now=timezone.now())
    except Exception:
        logger.exception("computation_failed")
        computation.fail(error=traceback.format_exc())


def _next(now: datetime) -> Computation | None:
    waiting = Computation.objects.waiting(now).filter(kind__in=computing.COMPUTED)
    for lost in waiting.filter(attempts__gte=MOST_ATTEMPTS):
        lost.fail(error=f"It was begun {MOST_ATTEMPTS} times, and each time its process was gone.")
    boards_first = Case(When(kind=Kind.BOARD, then=Value(0)), default=Value(1))
    # Then in their order: anybody may ask for comparisons, and must not hold up all before them.
    return waiting.select_related("phase").order_by(boards_first, "requested_at", "pk").first()


def _changed(now: datetime) -> Iterator[Phase]:
    """The phases with a submission that changed since the last round."""
    mark, is_new = Mark.objects.get_or_create(name=Mark.Name.CHANGES, defaults={"at": now})
    if not is_new:  # the first sweep looks at all of them
        since = mark.at - OVERLAP
        yield from _with_scores(Submission.objects.filter(status_changed_at__gte=since))
    Mark.objects.filter(name=Mark.Name.CHANGES, at__lt=now).update(at=now)


def _with_scores(submissions: QuerySet[Submission]) -> QuerySet[Phase]:
    of_phase = submissions.filter(phase=OuterRef("pk"))
    return Phase.objects.filter(Exists(of_phase)).select_related("competition", "profile")


def _is_due(now: datetime) -> bool:
    """Whether the sweep is this round's to do; of two rounds at once, one."""
    _, is_new = Mark.objects.get_or_create(name=Mark.Name.SWEEP, defaults={"at": now})
    due = Mark.objects.filter(name=Mark.Name.SWEEP, at__lte=now - SWEEP_EVERY)
    return is_new or bool(due.update(at=now))


def _drop_superseded(current: Computation, phase: Phase) -> None:
    """Boards that nobody will see: those not begun, and the oldest of those that were done."""
    others = Computation.objects.of(phase, Kind.BOARD).exclude(pk=current.pk)
    others.pending().filter(started_at__isnull=True).delete()
    # What failed shows nothing to anybody who waits for the present one.
    kept = others.done().order_by("-pk").values_list("pk", flat=True)[:KEPT_BOARDS]
    others.exclude(pk__in=list(kept)).delete()
