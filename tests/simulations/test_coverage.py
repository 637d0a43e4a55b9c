"""The intervals that the board shows cover the known truth in 93 to 97% of 2,000 samples."""

import pytest

from tests.simulations.coverage import BCA, NAMES, WORLDS, coverage, population


@pytest.mark.parametrize("world", [world for world, _ in WORLDS], ids=["images", "contents"])
def test_intervals_cover_the_truth_as_often_as_they_say(world):
    found = coverage(world, runs=2000, resamples=500)

    shares = {name: found[BCA, name].covered for name in NAMES}
    assert {name: share for name, share in shares.items() if not 0.93 <= share <= 0.97} == {}


@pytest.mark.parametrize("world", [world for world, _ in WORLDS], ids=["images", "contents"])
def test_the_world_is_about_as_hard_as_the_real_challenge(world):
    assert 0.91 < population(world)["score"] < 0.95
