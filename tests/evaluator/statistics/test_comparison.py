import dataclasses
import json

import numpy as np
import pytest

from evaluator import Profile, evaluate
from evaluator.statistics.comparison import compare
from tests.evaluator.statistics import samples

TRUTH = samples.truth()
GOOD = samples.predictions(TRUTH, noise=0.2, seed=2)
FAIR = samples.predictions(TRUTH, noise=0.25, seed=3)
BAD = samples.predictions(TRUTH, noise=0.9, seed=4)
PROFILE = Profile()


def test_a_good_and_a_bad_method_can_be_told_apart():
    found = compare(GOOD, BAD, TRUTH, PROFILE, resamples=1000)

    assert found["is_separable"] is True
    score = found["differences"]["score"]
    assert score["value"] == found["first"]["score"] - found["second"]["score"]
    assert 0 < score["interval"][0] < score["value"] < score["interval"][1]
    assert score["cluster_interval"][0] > 0
    assert (score["flip"], score["p_bootstrap"] < 0.01, score["p_permutation"] < 0.01) == (
        0,
        True,
        True,
    )
    assert found["differences"]["rmse"]["value"] < 0


def test_two_good_methods_cannot():
    found = compare(GOOD, FAIR, TRUTH, PROFILE, resamples=1000)

    assert found["is_separable"] is False
    low, high = found["differences"]["score"]["interval"]
    assert low < 0 < high


def test_swapping_the_methods_turns_every_sign():
    there = compare(GOOD, FAIR, TRUTH, PROFILE, resamples=1000)
    back = compare(FAIR, GOOD, TRUTH, PROFILE, resamples=1000)

    for name, difference in there["differences"].items():
        turned = back["differences"][name]
        assert difference["value"] == -turned["value"]
        assert difference["flip"] == turned["flip"]
        low, high = turned["interval"]
        assert difference["interval"] == pytest.approx((-high, -low), abs=1e-12)
    assert (there["first"], there["second"]) == (back["second"], back["first"])


def test_the_values_are_those_that_scoring_reports(tmp_path):
    file = tmp_path / "p.csv"
    rows = zip(TRUTH.names, GOOD.tolist(), strict=True)
    file.write_text("name,score\n" + "".join(f"{name},{value!r}\n" for name, value in rows))
    report = evaluate(file, file_name="p.csv", truth=TRUTH, profile=PROFILE)

    found = compare(GOOD, BAD, TRUTH, PROFILE, resamples=200)["first"]

    assert found["score"] == pytest.approx(report.score, abs=1e-14)
    assert found["metrics"] == pytest.approx(report.metrics, abs=1e-14)


def test_images_come_with_the_most_disputed_first():
    first = np.arange(72.0)
    second = first.copy()
    second[[3, 70]] = second[[70, 3]]

    found = compare(first, second, TRUTH, PROFILE, resamples=100)["images"]

    assert [image["name"] for image in found[:2]] == ["0003.png", "0070.png"]
    assert (found[0]["first_place"], found[0]["second_place"]) == (4, 71)
    assert len(found) == 72


def test_tests_of_correlations_are_those_of_srcc_and_plcc():
    found = compare(GOOD, FAIR, TRUTH, PROFILE, resamples=100)["tests"]

    names = ["Williams", "Steiger", "Meng–Rosenthal–Rubin", "Zou"]
    assert [(test["metric"], test["name"]) for test in found] == [
        *(("srcc", name) for name in names),
        *(("plcc", name) for name in names),
    ]


def test_a_method_is_never_told_apart_from_itself():
    found = compare(GOOD, GOOD, TRUTH, PROFILE, resamples=200)

    assert found["is_separable"] is False
    assert found["tests"] == []
    assert found["differences"]["score"] == {
        "value": 0.0, "interval": (0.0, 0.0), "cluster_interval": (0.0, 0.0),
        "p_permutation": 1.0, "flip": 0.5, "p_bootstrap": 1.0,
    }  # fmt: skip


def test_few_images_have_no_intervals_and_the_notes_say_so():
    few = samples.truth(images=6, contents=6)
    found = compare(np.arange(6.0), np.array([1.0, 0, 2, 3, 5, 4]), few, PROFILE, resamples=100)

    assert found["differences"]["score"]["interval"] is None
    assert found["is_separable"] is False
    assert found["notes"] == ["6 images are too few for intervals: 10 are needed."]


def test_a_lower_score_may_be_the_better_one():
    profile = Profile(metrics=("rmse",), formula="rmse", higher_is_better=False)

    found = compare(GOOD, BAD, TRUTH, profile, resamples=1000)

    assert found["is_separable"] is True
    assert found["differences"]["score"]["value"] < 0


def test_the_same_methods_give_the_same_bits():
    there = compare(GOOD, FAIR, TRUTH, PROFILE, resamples=500)
    again = compare(GOOD.copy(), FAIR.copy(), dataclasses.replace(TRUTH), PROFILE, resamples=500)

    assert json.dumps(there) == json.dumps(again)


def test_the_p_value_is_the_same_whichever_comes_first():
    there = compare(GOOD, FAIR, TRUTH, PROFILE, resamples=500)["differences"]
    back = compare(FAIR, GOOD, TRUTH, PROFILE, resamples=500)["differences"]

    for name, difference in there.items():
        assert back[name]["p_permutation"] == difference["p_permutation"]
