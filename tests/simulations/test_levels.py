"""Equal methods are told apart about as often as the level of the tests allows."""

from tests.simulations.levels import PERMUTATION, RESAMPLING, STANDARD_ERROR, levels


def test_the_boards_test_keeps_its_level_and_is_not_idle():
    found = levels(alike=0.5, runs=600, resamples=300)

    error = 3 * (0.05 * 0.95 / 600) ** 0.5
    assert 0.02 <= found[RESAMPLING] <= 0.05 + error
    assert abs(found[PERMUTATION] - 0.05) <= error
    # Why the standard error is not what the board uses.
    assert found[STANDARD_ERROR] < found[RESAMPLING]
