import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from evaluator import Profile
from evaluator.statistics.board import Entry, board_statistics
from tests.evaluator.statistics import samples

ROOT = Path(__file__).resolve().parents[3]
TRUTH = samples.truth()
PROFILE = Profile()
NOISE = {"lead": 0.15, "second": 0.3, "third": 0.32, "last": 1.5}
ENTRIES = [
    Entry(key, samples.predictions(TRUTH, noise=noise, seed=seed), is_ranked=True)
    for seed, (key, noise) in enumerate(NOISE.items(), start=10)
]
BASELINE = Entry("baseline", samples.predictions(TRUTH, noise=0.4, seed=19), is_ranked=False)


@pytest.fixture(scope="module")
def board():
    return board_statistics([*ENTRIES, BASELINE], TRUTH, PROFILE, resamples=4000)


def test_ranks_are_ranges_and_groups_end_where_teams_differ(board):
    ranges = {entry.key: board["entries"][entry.key]["rank_range"] for entry in ENTRIES}

    assert ranges == {"lead": [1, 1], "second": [2, 3], "third": [2, 3], "last": [4, 4]}
    assert board["groups"] == [["lead"], ["second", "third"], ["last"]]
    assert [board["entries"][key]["group"] for key in NOISE] == [0, 1, 1, 2]


def test_neighbours_say_how_often_their_order_turns(board):
    pairs = [(pair["better"], pair["worse"]) for pair in board["neighbours"]]
    flips = [pair["flip"] for pair in board["neighbours"]]

    assert pairs == [("lead", "second"), ("second", "third"), ("third", "last")]
    assert flips[0] < 0.03
    assert 0.05 < flips[1] < 0.5
    assert flips[2] == 0


def test_a_baseline_has_intervals_and_no_rank(board):
    found = board["entries"]["baseline"]

    assert found["intervals"]["score"][0] < found["intervals"]["score"][1]
    assert (found["rank_range"], found["rank_probabilities"], found["group"]) == (None, None, None)
    assert all("baseline" not in group for group in board["groups"])


def test_rank_probabilities_sum_to_one_over_the_ranked(board):
    for key in NOISE:
        probabilities = board["entries"][key]["rank_probabilities"]
        assert len(probabilities) == len(NOISE)
        assert sum(probabilities) == pytest.approx(1)


def test_contents_give_intervals_of_their_own(board):
    assert board["clusters"] == {"grouping": "content", "count": 18}
    found = board["entries"]["second"]
    assert found["cluster_intervals"]["score"] != found["intervals"]["score"]


def test_an_entry_has_the_interval_it_would_have_alone(board):
    alone = board_statistics([ENTRIES[1]], TRUTH, PROFILE, resamples=4000)

    assert alone["entries"]["second"]["intervals"] == board["entries"]["second"]["intervals"]


def test_the_order_of_the_entries_changes_nothing(board):
    turned = board_statistics([BASELINE, *reversed(ENTRIES)], TRUTH, PROFILE, resamples=4000)

    assert turned["groups"] == board["groups"]
    assert turned["entries"]["third"] == board["entries"]["third"]


def test_where_a_lower_score_is_better_the_ranks_follow():
    profile = Profile(metrics=("rmse",), formula="rmse", higher_is_better=False)

    found = board_statistics(ENTRIES, TRUTH, profile, resamples=1000)

    assert found["groups"][0] == ["lead"]
    assert found["groups"][-1] == ["last"]


def test_few_images_have_neither_intervals_nor_ranges():
    few = samples.truth(images=5, contents=5)
    entries = [Entry("a", np.arange(5.0), True), Entry("b", np.arange(5.0)[::-1], True)]

    found = board_statistics(entries, few, PROFILE, resamples=100)

    assert found["entries"]["a"]["intervals"]["score"] is None
    assert (found["groups"], found["entries"]["a"]["rank_range"]) == ([], None)
    assert found["notes"] == ["There are no intervals: 5 images are too few, 10 are needed."]


def test_an_empty_board_is_an_answer_too():
    found = board_statistics([], TRUTH, PROFILE, resamples=100)

    assert (found["entries"], found["groups"], found["notes"]) == ({}, [], [])


SCRIPT = """
import json
from tests.evaluator.statistics.test_board import BASELINE, ENTRIES, PROFILE, TRUTH
from evaluator.statistics.board import board_statistics
print(json.dumps(board_statistics([*ENTRIES, BASELINE], TRUTH, PROFILE, resamples=4000)))
"""


def test_another_process_finds_the_same_bits(board):
    other = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert other.stdout == json.dumps(board) + "\n"


def test_huge_predictions_do_not_take_the_board_away():
    huge = Entry("huge", ENTRIES[0].predictions * 2.0**1000, is_ranked=True)

    found = board_statistics([huge, *ENTRIES[1:]], TRUTH, PROFILE, resamples=200)

    plain = board_statistics(ENTRIES, TRUTH, PROFILE, resamples=200)
    assert found["entries"]["huge"]["intervals"]["score"] == pytest.approx(
        plain["entries"]["lead"]["intervals"]["score"], abs=1e-12
    )
    assert found["groups"][0] == ["huge"]


def test_an_entry_whose_score_exists_by_rounding_only_has_no_rank():
    profile = Profile(metrics=("srcc",), formula="1 / (1 - srcc)")
    perfect = Entry("perfect", TRUTH.targets, is_ranked=True)

    found = board_statistics([perfect, *ENTRIES[1:]], TRUTH, profile, resamples=200)

    assert found["entries"]["perfect"]["rank_range"] is None
    assert [key for group in found["groups"] for key in group] == ["second", "third", "last"]


def test_neighbours_have_both_corrections(board):
    for pair in board["neighbours"]:
        assert pair["p"] <= pair["p_adjusted"] <= pair["p_holm"] <= 1


def test_a_team_whose_score_is_often_undefined_takes_the_range_from_nobody_else():
    lonely = np.zeros(72)
    lonely[0] = 1.0  # every third resample misses it

    found = board_statistics(
        [*ENTRIES, Entry("lonely", lonely, is_ranked=True)], TRUTH, PROFILE, resamples=400
    )

    assert found["entries"]["lonely"]["rank_range"] is None
    assert found["entries"]["lead"]["rank_range"] is not None
    assert found["notes"] == [
        "1 team without a rank range: too many resamples leave the score undefined."
    ]
