"""The mappings: the best fit there is, invariances, and never without a result."""

import math
import timeit
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize

from evaluator import UndefinedMetric
from evaluator.arrays import is_constant
from evaluator.metrics import fit, mae, mapped_mae, mapped_plcc, mapped_rmse, plcc
from evaluator.metrics.mapping import DEGREES, KINDS

CURVES = ["cubic", "logistic4", "logistic5"]
FITTED = ["linear", *CURVES]
FINITE = st.floats(-1e308, 1e308)
RATING = st.integers(21, 105).map(lambda total: total / 21)


def logistic4(x, b1, b2, b3, b4):
    return b2 + (b1 - b2) / (1 + np.exp(-(x - b3) / b4))


def logistic5(x, b1, b2, b3, b4, b5):
    return b1 * (0.5 - 1 / (1 + np.exp(b2 * (x - b3)))) + b4 * x + b5


def squares(values):
    return float((values**2).sum())


def sample(seed, size=72, noise=0.25):
    """Predictions and ratings that a logistic curve fits well, with the ties of a real MOS."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0.3, 1.2, size)
    y = 3 + 1.8 * np.tanh(1.3 * (x - 0.2)) + rng.normal(0, noise, size)
    return x, np.round(np.clip(y, 1, 5) * 21) / 21


@pytest.mark.parametrize("seed", range(5))
def test_line_is_that_of_polyfit(seed):
    x, y = sample(seed)

    mapping = fit("linear", x, y)

    np.testing.assert_allclose(mapping(x), np.polyval(np.polyfit(x, y, 1), x), atol=1e-12)
    assert mapping.squared_error == pytest.approx(squares(mapping(x) - y), rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_cubic_is_that_of_polyfit_where_that_is_monotone(seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, 72)
    y = 3 + x + 0.8 * x**3 + rng.normal(0, 0.05, 72)

    mapping = fit("cubic", x, y)

    np.testing.assert_allclose(mapping(x), np.polyval(np.polyfit(x, y, 3), x), atol=1e-10)
    assert mapping.used == "cubic"


SHAPES = {
    "turns twice inside": lambda x: (x - 0.1) ** 3 - 0.3 * x,
    "turns above": lambda x: -((x - 0.6) ** 2),
    "turns below": lambda x: (x + 0.6) ** 2,
    "turns at both ends": lambda x: np.sin(2.2 * x),
    "falls": lambda x: -np.sin(2.2 * x),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("seed", range(4))
def test_monotone_cubic_is_the_best_that_a_general_solver_finds(shape, seed):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(-1, 1, 60))
    y = shape(x) + rng.normal(0, 0.1, 60)
    design = np.vander(x, 4, increasing=True)
    grid = np.linspace(x[0], x[-1], 400)
    slopes = np.column_stack([np.zeros(400), np.ones(400), 2 * grid, 3 * grid**2])

    mapping = fit("cubic", x, y)

    assert mapping.used == "cubic"
    assert squares(mapping(x) - np.polyval(np.polyfit(x, y, 3), x)) > 1e-6  # which turns
    solved = [
        optimize.minimize(
            lambda c: squares(design @ c - y),
            np.array([y.mean(), sign * 0.1, 0, 0]),
            jac=lambda c: 2 * design.T @ (design @ c - y),
            constraints={
                "type": "ineq",
                "fun": lambda c, s=sign: s * slopes @ c,
                "jac": lambda c, s=sign: s * slopes,
            },
            method="SLSQP",
            options={"ftol": 1e-13, "maxiter": 500},
        ).fun
        for sign in (1, -1)
    ]
    # The solver holds the derivative on a grid only, and may slip a little below.
    assert mapping.squared_error == pytest.approx(min(solved), rel=1e-4)
    steps = np.diff(mapping(grid))
    assert (steps >= -1e-12).all() or (steps <= 1e-12).all()


@pytest.mark.parametrize(("kind", "curve"), [("logistic4", logistic4), ("logistic5", logistic5)])
@pytest.mark.parametrize("seed", range(6))
def test_logistic_is_the_best_of_curve_fit_from_many_starts(kind, curve, seed):
    x, y = sample(seed)
    mapping = fit(kind, x, y)
    z = (x - x.mean()) / x.std()
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(30):
        start = rng.normal(0, 2, DEGREES[kind]) + ([5, 1, 0, 0] if kind == "logistic4" else 0)
        try:
            parameters, _ = optimize.curve_fit(
                curve, z, y, start, maxfev=2000, ftol=1e-15, xtol=1e-15, gtol=1e-15
            )
        except (RuntimeError, optimize.OptimizeWarning, RuntimeWarning):
            continue
        found.append(squares(curve(z, *parameters) - y))

    assert mapping.used == kind
    assert mapping.squared_error <= min(found) * (1 + 1e-10)
    assert squares(curve(z, *mapping.parameters) - y) == pytest.approx(
        mapping.squared_error, rel=1e-10
    )
    again, _ = optimize.curve_fit(curve, z, y, mapping.parameters, maxfev=20_000)
    assert mapping.squared_error == pytest.approx(squares(curve(z, *again) - y), rel=1e-10)


@pytest.mark.parametrize(("kind", "curve"), [("logistic4", logistic4), ("logistic5", logistic5)])
def test_parameters_of_an_exact_curve_are_found_again(kind, curve):
    x = np.linspace(-2, 2, 41)
    x = (x - x.mean()) / x.std()
    true = (4.5, 1.5, 0.3, 0.4) if kind == "logistic4" else (3.0, 2.5, 0.3, 0.4, 2.0)

    mapping = fit(kind, x, curve(x, *true))

    assert mapping.parameters == pytest.approx(true, abs=1e-6)
    assert mapping.squared_error < 1e-20


@pytest.mark.parametrize("kind", CURVES)
@pytest.mark.parametrize("seed", range(3))
def test_mapped_metrics_are_those_of_the_mapped_predictions(kind, seed):
    x, y = sample(seed)
    mapped = fit(kind, x, y)(x)

    assert mapped_plcc(x, y, mapping=kind) == pytest.approx(np.corrcoef(mapped, y)[0, 1], abs=1e-10)
    assert mapped_mae(x, y, mapping=kind) == mae(mapped, y)
    assert mapped_rmse(x, y, mapping=kind) == pytest.approx(
        math.sqrt(squares(mapped - y) / (72 - DEGREES[kind])), abs=1e-12
    )


@pytest.mark.parametrize("seed", range(5))
def test_plcc_after_the_line_is_the_magnitude_of_plcc(seed):
    x, y = sample(seed)

    assert mapped_plcc(x, y, mapping="linear") == pytest.approx(plcc(x, y), abs=1e-12)
    assert mapped_plcc(-x, y, mapping="linear") == pytest.approx(plcc(x, y), abs=1e-12)


def test_predictions_that_explain_nothing_have_a_mapped_plcc_of_zero():
    assert mapped_plcc([-1, 0, 1, -1, 0, 1], [1, 0, 1, 1, 0, 1], mapping="linear") == 0


@pytest.mark.parametrize("kind", FITTED)
@pytest.mark.parametrize("seed", range(3))
def test_order_of_the_images_changes_no_bit_of_a_fit(kind, seed):
    x, y = sample(seed)
    order = np.random.default_rng(seed).permutation(72)

    assert fit(kind, x[order], y[order]) == fit(kind, x, y)


@pytest.mark.parametrize("kind", FITTED)
@given(
    seed=st.integers(0, 10**6),
    gain=st.floats(1e-3, 1e3),
    offset=st.floats(-1e3, 1e3),
    sign=st.sampled_from([1, -1]),
)
@settings(max_examples=15, deadline=None)
def test_mapped_metrics_do_not_see_unit_or_sign(kind, seed, gain, offset, sign):
    x, y = sample(seed)
    other = offset + sign * gain * x

    assert mapped_plcc(other, y, mapping=kind) == pytest.approx(
        mapped_plcc(x, y, mapping=kind), abs=1e-7
    )
    assert mapped_rmse(other, y, mapping=kind) == pytest.approx(
        mapped_rmse(x, y, mapping=kind), abs=1e-7
    )


@pytest.mark.parametrize("kind", FITTED)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_fit_never_fails_and_is_never_worse_than_the_line(kind, data):
    size = data.draw(st.integers(1, 30))
    x = data.draw(st.lists(FINITE | st.integers(-3, 3), min_size=size, max_size=size))
    y = data.draw(st.lists(RATING | st.floats(-1e6, 1e6), min_size=size, max_size=size))
    line, mapping = fit("linear", x, y), fit(kind, x, y)
    mapped = mapping(x)

    assert np.isfinite(mapped).all()
    assert mapping.squared_error <= line.squared_error
    assert mapping.used in {kind, "linear"}
    assert mapping.has_fallen_back is (mapping.used != kind)
    room = 1e-7 * (1 + squares(np.array(y)))
    assert squares(mapped - np.array(y)) == pytest.approx(mapping.squared_error, abs=room)


@pytest.mark.parametrize("kind", FITTED)
@given(
    x=st.lists(st.integers(-20, 20), min_size=6, max_size=40),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=40, deadline=None)
def test_correlation_after_a_mapping_is_no_smaller_than_before(kind, x, seed):
    y = np.random.default_rng(seed).integers(21, 105, len(x)) / 21
    assume(not is_constant(np.array(x, dtype=float)) and not is_constant(y))

    value = mapped_plcc(x, y, mapping=kind)

    assert abs(plcc(x, y)) - 1e-9 <= value <= 1
    mapped = fit(kind, x, y)(x)
    if value > 1e-3:
        assert value == pytest.approx(np.corrcoef(mapped, y)[0, 1], abs=1e-8)


@pytest.mark.parametrize("kind", ["logistic4", "logistic5"])
def test_step_is_fitted_by_the_steepest_curve(kind):
    x = np.linspace(0, 1, 40)
    y = np.where(x < 0.5, 1.0, 5.0)

    mapping = fit(kind, x, y)

    assert mapping.used == kind
    assert mapping.squared_error < 1e-3
    assert mapped_plcc(x, y, mapping=kind) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("kind", CURVES)
def test_one_outlier_of_a_googol_falls_back_to_the_line(kind):
    x, y = sample(1)
    x[7] = 1e100

    assert fit(kind, x, y).has_fallen_back
    assert 0 <= mapped_plcc(x, y, mapping=kind) <= 1


@pytest.mark.parametrize("kind", CURVES)
def test_fewer_different_predictions_than_parameters_fall_back(kind):
    degrees = DEGREES[kind]
    y = np.random.default_rng(0).normal(size=30)

    enough = fit(kind, np.arange(30) % degrees, y)
    too_few = fit(kind, np.arange(30) % (degrees - 1), y)

    assert (enough.has_fallen_back, too_few.has_fallen_back) in {(False, True), (True, True)}
    assert too_few.used == "linear"


@pytest.mark.parametrize("kind", CURVES)
@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_as_many_images_as_parameters_fall_back(kind, size):
    x, y = sample(3, size)

    assert fit(kind, x, y).has_fallen_back is (size <= DEGREES[kind])


def test_ratings_on_a_line_leave_nothing_for_a_curve():
    x = np.arange(20.0)

    mapping = fit("logistic4", x, 1 + 0.125 * x)

    assert mapping.has_fallen_back
    assert mapping.squared_error == pytest.approx(0, abs=1e-20)


def test_curve_that_bends_the_other_way_falls_back_to_the_line():
    # Steep at both ends: the flattest logistic curve comes close to the line, and stays worse.
    x = np.linspace(-1, 1, 41)
    y = np.sinh(3 * x)

    mapping = fit("logistic4", x, y)

    assert mapping.used == "linear"
    assert mapping.squared_error == fit("linear", x, y).squared_error


@pytest.mark.parametrize("kind", FITTED)
def test_constant_predictions_map_onto_the_mean(kind):
    mapping = fit(kind, [2.0] * 6, [1, 2, 3, 4, 5, 6])

    assert mapping([2.0, 9.0]).tolist() == [3.5, 3.5]
    assert mapping.squared_error == 17.5
    with pytest.raises(UndefinedMetric, match="the predictions are all the same"):
        mapped_plcc([2.0] * 6, [1, 2, 3, 4, 5, 6], mapping=kind)


def test_mapping_can_be_none():
    mapping = fit("none", [1.0, 3.0], [2.0, 5.0])

    assert mapping([7.0]).tolist() == [7.0]
    assert (mapping.squared_error, mapping.degrees, mapping.has_fallen_back) == (5.0, 1, False)


def test_targets_beyond_reason_are_refused():
    with pytest.raises(UndefinedMetric, match="beyond 1e100"):
        fit("linear", [1.0, 2.0], [1.0, 1e101])


def test_rmse_needs_more_images_than_degrees_of_freedom():
    with pytest.raises(UndefinedMetric, match="RMSE needs more images than the 2 degrees"):
        mapped_rmse([1.0, 2.0], [1.0, 2.0], mapping="cubic")


@pytest.mark.parametrize("kind", KINDS)
def test_many_images_are_fitted_as_well_as_few(kind):
    x, y = sample(5, 20_000, noise=0.5)

    mapping = fit(kind, x, y)

    if kind.startswith("logistic"):
        curve = logistic4 if kind == "logistic4" else logistic5
        z = (x - x.mean()) / x.std()
        again, _ = optimize.curve_fit(curve, z, y, mapping.parameters, maxfev=20_000)
        assert mapping.squared_error == pytest.approx(squares(curve(z, *again) - y), rel=1e-10)
    assert not mapping.has_fallen_back


@pytest.mark.parametrize("kind", CURVES)
def test_72_images_are_fitted_in_time(kind):
    seconds = []
    for seed in range(10):  # each sample once: what was fitted before is remembered
        x, y = sample(seed + 1000)
        seconds.append(timeit.timeit(partial(fit, kind, x, y), number=1))

    assert min(seconds) < 0.05
