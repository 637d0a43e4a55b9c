import json

import numpy as np
import pytest

from evaluator import InvalidTruth, Profile, Truth, UndefinedMetric
from evaluator.drawing import draw
from evaluator.statistics.human import human_lines
from evaluator.statistics.leave_one_out import leave_one_out
from evaluator.statistics.panel import panel
from evaluator.statistics.rater_figures import rater_figures
from evaluator.statistics.ratings import joined
from evaluator.statistics.split_half import ceiling, split_half
from tests.evaluator.statistics.panels import names_of, ratings, truth


def test_panel_is_json_without_nan_and_without_notes_when_all_is_there():
    found = panel(truth(ratings(40, 20), scale=("x2",) * 30 + ("x4",) * 10), draws=20)

    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["notes"] == []
    assert None not in found.values()
    assert list(found["sos_groups"]) == ["scale"]
    assert list(found["sos_groups"]["scale"]) == ["x2", "x4"]
    assert sum(bar["share"] for bar in found["histogram"]) == pytest.approx(1)


def test_panel_tells_what_is_missing_and_why():
    table = ratings(12, 2)
    table[:, 1] = 2

    found = panel(truth(table), draws=20)

    absent = [name for name, part in found.items() if part is None]
    assert absent == ["pairwise", "split_half", "recovered"]
    assert found["leave_one_out"] == {"srcc": None, "plcc": None, "krcc": None, "score": None}
    assert "P2 gave 2 to every image, so no correlation exists; left out." in found["notes"]
    assert "The recovered MOS: Recovering the MOS needs three raters or more." in found["notes"]
    json.dumps(found, allow_nan=False)


def test_panel_reads_the_scale_from_ratings_beyond_five():
    table = ratings(20, 6) * 20

    found = panel(truth(table), draws=20)

    assert found["scale"] == [table.min(), table.max()]
    assert panel(truth(table), scale=(0, 100), draws=20)["scale"] == [0, 100]


def test_panel_notes_who_would_be_judged_differently_to_the_letter():
    table = np.vstack([ratings(20, 20), np.ones((30, 20))])
    table[:2, 0] = [1, 5]
    found = panel(truth(table), draws=20)

    notes = [note for note in found["notes"] if note.startswith("BT.500 read to the letter")]

    assert len(notes) == 1
    assert "the 30 images" in notes[0]


def test_panel_refuses_truth_without_ratings():
    bare = Truth(names=("a", "b"), targets=np.array([1.0, 2.0]))

    with pytest.raises(InvalidTruth, match="holds no ratings"):
        panel(bare)


@pytest.mark.parametrize("table", [np.full((4, 3), np.nan), np.ones((4, 1))])
def test_panel_refuses_nothing_to_compare(table):
    columns = Truth(
        names=tuple("abcd"), targets=np.arange(4.0), ratings=table, raters=names_of(table)
    )

    with pytest.raises(UndefinedMetric):
        panel(columns)


def test_human_lines_hold_what_the_parts_say():
    table, profile = ratings(40, 9), Profile()
    alone = leave_one_out(table, names_of(table), profile)
    halves = split_half(table, profile, seed=5)
    top = ceiling(halves, profile)

    found = human_lines(truth(table), profile, seed=5)

    score = alone.summary("score")
    means = {name: alone.summary(name).mean for name in ("srcc", "plcc", "krcc")}
    half = halves.values["score"]
    others = {"rmse": None, "mae": None}
    assert found == {
        "human": {
            "score": score.mean,
            "low": score.low,
            "high": score.high,
            "metrics": means | others,
        },
        "ceiling": {
            "score": top["score"],
            "metrics": {name: top[name] for name in means} | others,
        },
        "panel_half": {"score": half.mean, "low": half.low, "high": half.high},
    }


@pytest.mark.parametrize("raters", [1, 2])
def test_human_lines_need_three_raters(raters):
    assert human_lines(truth(ratings(20, raters)), Profile(), seed=0) is None


def test_human_lines_need_ratings():
    bare = Truth(names=("a", "b"), targets=np.array([1.0, 2.0]))

    assert human_lines(bare, Profile(), seed=0) is None


def test_human_lines_have_no_score_by_a_formula_of_other_metrics():
    profile = Profile(metrics=("plcc", "rmse"), formula="plcc - rmse")

    found = human_lines(truth(ratings(20, 5)), profile, seed=0)

    reason = (
        "The score plcc - rmse depends on rmse; raters are compared by srcc, plcc and krcc only."
    )
    assert found["panel_half"] == {"score": None, "low": None, "high": None, "reason": reason}
    for part in ("human", "ceiling"):
        assert (found[part]["score"], found[part]["reason"]) == (None, reason)
        assert found[part]["metrics"]["plcc"] > 0
        assert found[part]["metrics"]["rmse"] is None


def test_human_lines_of_constant_raters_are_none_with_a_reason():
    found = human_lines(truth(np.full((6, 4), 3.0)), Profile(), seed=0)

    assert found["human"]["reason"].startswith("P1 gave 3 to every image")
    assert found["ceiling"]["score"] is None
    assert found["panel_half"]["reason"] == "Halves of this panel mostly cannot be correlated."


def test_human_lines_of_raters_who_contradict_each_other_have_no_ceiling():
    table = np.array([[1, 5, 1], [2, 4, 5], [3, 3, 1], [4, 2, 5], [5, 1, 1.5]], dtype=float)

    found = human_lines(truth(table), Profile(), seed=0)

    assert found["ceiling"]["score"] is None
    assert "do not agree" in found["ceiling"]["reason"]


def test_every_figure_can_be_drawn():
    table = ratings(40, 20)
    table[0, 0] = np.nan

    figures = rater_figures(panel(truth(table), draws=20))

    assert list(figures) == ["rater-behaviour", "rater-scores", "sos", "rating-histogram"]
    for figure in figures.values():
        assert draw(figure, "svg").startswith(b"<svg")


def test_figures_of_what_is_missing_are_left_out():
    table = np.full((5, 3), 3.0)

    assert list(rater_figures(panel(truth(table), draws=5))) == ["sos", "rating-histogram"]


def test_continuous_ratings_have_no_histogram():
    table = ratings(20, 6) + np.random.default_rng(0).uniform(0, 0.5, (20, 6))

    found = panel(truth(table), draws=5)

    assert found["histogram"] is None
    assert "rating-histogram" not in rater_figures(found)


def test_joined_truths_stand_one_below_the_other():
    whole = truth(ratings(10, 4), scale=("x2",) * 4 + ("x4",) * 6, extra=("a",) * 10)
    top, rest = whole.take(np.arange(4)), whole.take(np.arange(4, 10))
    rest = Truth(rest.names, rest.targets, rest.ratings, rest.raters, {"scale": ("x4",) * 6})

    found = joined([top, rest])

    assert found.names == whole.names
    assert found.subsets == {"scale": whole.subsets["scale"]}
    np.testing.assert_array_equal(found.targets, whole.targets)
    np.testing.assert_array_equal(found.ratings, whole.ratings)
    assert joined([whole]) is whole


def test_joined_refuses_an_image_twice_and_other_raters():
    whole = truth(ratings(6, 4))
    other = Truth(("new",), np.ones(1), np.ones((1, 4)), ("A", "B", "C", "D"))

    with pytest.raises(InvalidTruth, match="stands in two"):
        joined([whole, whole])
    with pytest.raises(InvalidTruth, match="different raters"):
        joined([whole, other])
