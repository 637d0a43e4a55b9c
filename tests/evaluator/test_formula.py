import numpy as np
import pytest

from evaluator import InvalidFormula, UndefinedMetric
from evaluator.formula import names_in, value_of, values_of

METRICS = {"srcc": 0.5, "plcc": 0.25, "rmse": 0.0, "mae": 1e200}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("srcc", 0.5),
        (" srcc ", 0.5),
        ("0.6*srcc + 0.4*plcc", 0.6 * 0.5 + 0.4 * 0.25),
        ("(srcc + plcc) / 2", 0.375),
        ("-rmse - -plcc", 0.25),
        ("+srcc", 0.5),
        ("2 * srcc - 1e-1", 0.9),
        ("min(srcc, plcc)", 0.25),
        ("max(srcc, plcc, 1)", 1.0),
        ("srcc - plcc * 2", 0.0),
    ],
)
def test_formula_has_this_value(formula, value):
    assert value_of(formula, METRICS) == pytest.approx(value, abs=1e-15)


def test_names_are_metrics_and_not_functions():
    assert names_in("min(srcc, 2*plcc) - 1") == {"srcc", "plcc"}


@pytest.mark.parametrize(
    "formula",
    [
        "",
        " ",
        "1 + 1",
        "srcc +",
        "srcc plcc",
        "srcc ** 2",
        "srcc // 2",
        "srcc % 2",
        "srcc @ plcc",
        "~srcc",
        "not srcc",
        "srcc < plcc",
        "srcc and plcc",
        "srcc if plcc else 1",
        "srcc = 1",
        "(srcc := 1)",
        "lambda: srcc",
        "[srcc]",
        "[x for x in srcc]",
        "{srcc}",
        "srcc.real",
        "srcc[0]",
        "'srcc'",
        "f'{srcc}'",
        "True + srcc",
        "None",
        "1j * srcc",
        "abs(srcc)",
        "min(srcc)",
        "min(*srcc)",
        "min(srcc, plcc, key=plcc)",
        "min(srcc, default=plcc)",
        "(min)(max)(srcc, plcc)",
        "__import__('os').system('id')",
        "().__class__.__bases__",
        "srcc; plcc",
        "srcc\nplcc",
        "srcc\0",
        "9" * 200 + " * srcc",
        "1e400 * srcc",
        "9" * 5000,
        "-" * 400 + "srcc ** 2",
        "(" * 240 + "srcc" + ")" * 240,
        "srcc + " * 80 + "srcc",
        "await srcc",
        "yield srcc",
        "...",
    ],
)
def test_formula_refuses_everything_but_arithmetic(formula):
    with pytest.raises(InvalidFormula):
        value_of(formula, METRICS)


def test_refusal_names_the_part_that_is_not_allowed():
    with pytest.raises(InvalidFormula) as refused:
        names_in("0.5*srcc + abs(plcc)")

    assert str(refused.value) == (
        "'abs(plcc)' is not allowed in a formula: "
        "numbers, metric names, + - * /, parentheses, min() and max()."
    )


def test_formula_needs_the_metrics_it_names():
    with pytest.raises(InvalidFormula, match="needs krcc"):
        value_of("krcc", METRICS)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("srcc / rmse", "The score srcc / rmse divides by zero."),
        ("mae * mae", "The score mae * mae is not a finite number."),
        ("mae * mae - mae * mae", "The score mae * mae - mae * mae is not a finite number."),
        (
            "max(srcc, mae * mae - mae * mae)",
            "The score max(srcc, mae * mae - mae * mae) is not a finite number.",
        ),
    ],
)
def test_score_without_a_value_is_undefined(formula, message):
    with pytest.raises(UndefinedMetric) as undefined:
        value_of(formula, METRICS)

    assert str(undefined.value) == message


FORMULAS = [
    "0.6*srcc + 0.4*plcc",
    "-srcc / 2 - +plcc",
    "min(srcc, plcc, 0.1) + 2*3",
    "max(srcc, plcc) / (plcc - 0.5)",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_many_values_at_once_are_those_one_by_one(formula):
    srcc, plcc = np.random.default_rng(1).uniform(-1, 1, (2, 50))

    found = values_of(formula, {"srcc": srcc, "plcc": plcc})

    expected = [
        value_of(formula, {"srcc": a, "plcc": b})
        for a, b in zip(srcc.tolist(), plcc.tolist(), strict=True)
    ]
    assert found.tolist() == expected


@pytest.mark.parametrize("formula", ["max(1/srcc, 0)", "min(1/srcc, 0)", "1e300*plcc*1e300"])
def test_what_is_undefined_for_one_sample_is_so_for_that_one_alone(formula):
    found = values_of(formula.replace("1e300", "1e99*1e99*1e99"), {
        "srcc": np.array([0.0, 0.5]), "plcc": np.array([1e99, 0.0]),
    })  # fmt: skip

    assert np.isnan(found).tolist() == [True, False]


def test_many_values_at_once_need_every_metric():
    with pytest.raises(InvalidFormula, match="needs plcc"):
        values_of("srcc + plcc", {"srcc": np.ones(3)})
