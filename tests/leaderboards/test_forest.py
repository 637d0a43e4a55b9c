from itertools import pairwise

import pytest

from leaderboards.forest import Span, axis_of, draw_forest, ticks_of
from leaderboards.references import references_of

SPANS = [
    Span(0.9638, (0.933, 0.979), True),
    Span(0.9429, (0.897, 0.968), True),
    Span(0.9409, (0.890, 0.968), True),
    Span(0.9248, (0.867, 0.958), True),
]
FOUND = {
    "human": {"score": 0.713, "low": 0.44, "high": 0.847},
    "panel_half": {"score": 0.913, "low": 0.877, "high": 0.942},
    "metadata": {"name": "a model", "score": 0.8186},
    "ceiling": {"score": 0.977},
}


def test_positions_follow_the_values():
    forest = draw_forest(SPANS, [])

    for drawing in forest.drawings:
        assert 0 <= float(drawing.low) < float(drawing.point) < float(drawing.high) <= 100
        assert (drawing.is_cut_low, drawing.is_cut_high) == (False, False)
    points = [float(drawing.point) for drawing in forest.drawings]
    assert points == sorted(points, reverse=True)


def test_ticks_are_round_and_few():
    labels = [text for _, text in ticks_of(axis_of(SPANS, [0.713, 0.977]))]

    assert labels == ["0.7", "0.8", "0.9", "1.0"]


@pytest.mark.parametrize(
    ("low", "high"), [(0.93, 0.94), (-0.3, 0.4), (12.0, 480.0), (0.0001, 0.0002), (-5.0, -4.9)]
)
def test_ticks_fit_any_unit(low, high):
    axis = axis_of([Span(low, None, True), Span(high, None, True)], [])
    ticks = ticks_of(axis)

    assert 2 <= len(ticks) <= 6
    assert all(axis.holds(value) for value, _ in ticks)
    assert [float(text.replace("−", "-")) for _, text in ticks] == pytest.approx(
        [value for value, _ in ticks]
    )
    assert len({text for _, text in ticks}) == len(ticks)


def test_same_value_everywhere_is_drawn_in_the_middle():
    forest = draw_forest([Span(0.5, (0.5, 0.5), True)], [])

    assert forest.drawings[0].point == "50.00"


def test_baselines_interval_is_cut_where_the_axis_ends():
    wide = Span(0.8186, (0.3, 0.89), False)
    forest = draw_forest([*SPANS, wide], [])
    drawing = forest.drawings[-1]

    assert (drawing.low, drawing.is_cut_low, drawing.is_cut_high) == ("0.00", True, False)
    assert 0 < float(drawing.point) < float(drawing.high) < 100


def test_row_far_away_is_marked_at_the_edge():
    forest = draw_forest([*SPANS, Span(-0.5, (-0.7, -0.2), False)], [])
    drawing = forest.drawings[-1]

    assert (drawing.low, drawing.point, drawing.is_cut_low) == ("", "", True)


def test_no_interval_no_plot():
    assert draw_forest([Span(0.5, None, True)], references_of(FOUND)) is None


def test_references_are_labelled_without_running_into_each_other():
    forest = draw_forest(SPANS, references_of(FOUND))
    by_line = {0: [], 1: []}
    for mark in forest.references:
        if mark.label:
            by_line[mark.line].append(float(mark.x))

    assert [mark.label for mark in forest.references] == [
        "one human",
        "metadata",
        "half the panel",
        "ceiling",
    ]
    for positions in by_line.values():
        assert all(b - a >= 26 for a, b in pairwise(positions))


def test_reference_says_its_value_and_range():
    assert [each.words for each in references_of(FOUND)] == [
        "one human 0.713 (0.440 to 0.847)",
        "metadata alone 0.819",
        "half of the panel 0.913 (0.877 to 0.942)",
        "the most that these ratings allow 0.977",
    ]
    assert references_of({"human": None, "metadata": None}) == []
