import pytest

from evaluator.statistics.climbing import ATTACKS, CONTROLS, simulate

UPLOADS, RUNS = 150, 4


@pytest.fixture(scope="module")
def climbs():
    return {
        (control, attack): simulate(control, attack, seed=1, uploads=UPLOADS, runs=RUNS)
        for control in CONTROLS
        for attack in ATTACKS
    }


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_open_board_is_climbed_and_the_ladder_holds(climbs, attack):
    open_board, ladder = climbs["none", attack], climbs["ladder", attack]

    assert open_board.gain > 0.025
    assert ladder.gain < 0.012
    assert open_board.gain > 3 * ladder.gain


def test_rounding_slows_the_climber_but_not_the_voter(climbs):
    assert climbs["rounded", "climber"].gain < climbs["none", "climber"].gain / 2
    assert climbs["rounded", "voter"].gain > 0.75 * climbs["none", "voter"].gain


def test_a_climb_is_worth_nothing_on_fresh_images(climbs):
    assert max(climb.worth for climb in climbs.values()) < 0.001
    assert climbs["none", "climber"].worth < -0.01


def test_all_attacks_start_from_the_same_predictors(climbs):
    assert len({(climb.validation, climb.fresh) for climb in climbs.values()}) == 1


def test_the_same_seed_gives_the_same_climb():
    first, second, other = (
        simulate("rounded", "voter", seed=seed, uploads=20, runs=2) for seed in (3, 3, 4)
    )

    assert first == second
    assert first != other
