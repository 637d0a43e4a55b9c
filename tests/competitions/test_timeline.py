from datetime import timedelta

import pytest

from competitions.formulas import formula_words
from competitions.models import Phase
from competitions.timeline import dates_of, draw_timeline, state_of
from tests.factories import DAY, NOW

SECOND = timedelta(seconds=1)


def phase(title: str, opens: float, closes: float | None) -> Phase:
    return Phase(
        title=title,
        opens_at=NOW + opens * DAY,
        closes_at=None if closes is None else NOW + closes * DAY,
    )


def test_no_phase_is_no_timeline() -> None:
    assert draw_timeline([], NOW) is None


def test_phases_lie_in_proportion_and_now_between_them() -> None:
    timeline = draw_timeline([phase("one", -50, 0), phase("two", 0, 50)], NOW)

    assert timeline
    one, two = timeline.spans
    assert (one.start, one.end) == (0.0, two.start)
    assert two.end - two.start == pytest.approx(one.end - one.start, abs=0.1)
    assert timeline.now == two.start
    assert (one.state, two.state) == ("past", "open")


def test_labels_that_would_meet_stand_in_two_rows() -> None:
    near = draw_timeline([phase("one", -60, -5), phase("two", -4, -2), phase("three", 0, 4)], NOW)
    far = draw_timeline([phase("one", -60, -20), phase("two", -20, 30)], NOW)

    assert near
    assert far
    assert [span.row for span in near.spans] == [0, 0, 1]
    assert near.is_deep
    assert [span.row for span in far.spans] == [0, 0]
    assert all(0 <= span.label <= 100 for span in near.spans)


def test_phases_at_the_same_time_lie_in_two_lanes() -> None:
    both = draw_timeline([phase("one", -20, 20), phase("two", -5, 40)], NOW)
    in_turn = draw_timeline([phase("one", -20, 0), phase("two", 0, 40)], NOW)

    assert both
    assert in_turn
    assert [span.lane for span in both.spans] == [0, 1]
    assert both.has_lanes
    assert not in_turn.has_lanes


def test_long_after_the_end_there_is_no_now() -> None:
    timeline = draw_timeline([phase("one", -100, -90)], NOW)

    assert timeline
    assert timeline.now is None


def test_a_phase_without_an_end_reaches_beyond_now() -> None:
    timeline = draw_timeline([phase("one", -10, None)], NOW)

    assert timeline
    assert timeline.now is not None
    assert timeline.spans[0].end > timeline.now


def test_a_single_moment_can_be_drawn() -> None:
    assert draw_timeline([phase("one", 0, None)], NOW)


@pytest.mark.parametrize(
    ("moment", "state"),
    [(NOW - SECOND, "next"), (NOW, "open"), (NOW + DAY - SECOND, "open"), (NOW + DAY, "past")],
)
def test_the_start_is_in_and_the_end_is_out(moment, state: str) -> None:  # type: ignore[no-untyped-def]
    assert state_of(phase("one", 0, 1), moment) == state


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (0, 7, "1 – 8 Jun 2026"),
        (0, 60, "1 Jun – 31 Jul 2026"),
        (0, 365, "1 Jun 2026 – 1 Jun 2027"),
        (0, 0.25, "1 Jun 2026"),
        (0, 0.5, "1 Jun 2026"),  # midnight belongs to the day before
        (0, None, "from 1 Jun 2026"),
    ],
)
def test_dates_say_no_more_than_needed(opens: float, closes: float | None, words: str) -> None:
    assert dates_of(phase("one", opens, closes)) == words


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("0.6*srcc + 0.4*plcc", "0.6 × SRCC + 0.4 × PLCC"),
        ("max(srcc, plcc)/2", "max(SRCC, PLCC)/2"),
        ("-rmse", "−RMSE"),
    ],
)
def test_formulas_read_as_people_write_them(formula: str, words: str) -> None:
    assert formula_words(formula) == words
