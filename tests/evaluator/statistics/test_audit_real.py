"""The collected figures of ISRGen-QA's splits and of predictors from metadata."""

import pytest

from evaluator import Profile, Truth
from evaluator.statistics.audit import audit
from evaluator.statistics.groupings import pooled
from evaluator.statistics.metadata import best_metadata, metadata_lines
from tests.evaluator.statistics.real import needs_real_ratings, real

pytestmark = needs_real_ratings

INTERACTIONS = "ridge on algorithm × scale + content × family × scale"


@pytest.fixture(scope="module")
def findings():
    found = audit(real("test"), training=real("train"), others={"val": real("val")})
    return {finding.code: finding for finding in found}


@pytest.mark.parametrize(
    ("name", "digits", "srcc", "plcc", "score"),
    [
        ("mean per scale", 3, 0.800, 0.785, 0.794),
        ("mean per family", 3, 0.208, 0.210, 0.209),
        ("mean per scale × family", 3, 0.691, 0.795, 0.733),
        ("mean per algorithm × scale", 4, 0.7905, 0.8607, 0.8186),
        ("mean per scale × content", 3, 0.716, 0.819, 0.757),
        ("ridge on algorithm × scale + content", 3, 0.880, 0.911, 0.893),
        (INTERACTIONS, 3, 0.896, 0.929, 0.909),
    ],
)
def test_predictors_from_metadata_score_as_collected(name, digits, srcc, plcc, score):
    lines = metadata_lines(real("train"), real("test"), Profile())
    line = next(line for line in lines if line.name == name)

    found = (line.metrics["srcc"], line.metrics["plcc"], line.score)
    assert tuple(round(value, digits) for value in found) == (srcc, plcc, score)


def test_best_line_is_chosen_on_training_and_says_what_it_lacks():
    line = best_metadata(real("train"), real("test"), Profile())

    assert line is not None
    assert (line.name, round(line.score, 3), line.unseen) == (INTERACTIONS, 0.909, 3)


def test_with_the_validation_set_the_best_line_scores_as_collected():
    line = best_metadata(pooled(real("train"), real("val")), real("test"), Profile())

    assert line is not None
    found = (line.metrics["srcc"], line.metrics["plcc"], line.score)
    assert tuple(round(value, 3) for value in found) == (0.913, 0.941, 0.924)


GENERATIVE = (
    "SRGAN",
    "SR_ESRGAN",
    "SeD_RRDB-SeD",
    "SeD_SwinIR-SeD",
    "SR_SRDiff",
    "SR_SAM-DiffSR",
)


def with_kinds(truth):
    """The truth with generative, blind and regression instead of the five families."""
    kinds = {"BSRGAN": "blind", "Real-ESRGAN": "blind"} | dict.fromkeys(GENERATIVE, "generative")
    families = tuple(kinds.get(name, "regression") for name in truth.subsets["algorithm"])
    return Truth(truth.names, truth.targets, subsets=dict(truth.subsets) | {"family": families})


@pytest.mark.parametrize(
    ("splits", "expected"),
    [(("train",), (0.907, 0.948, 0.923)), (("train", "val"), (0.917, 0.953, 0.931))],
)
def test_with_three_kinds_of_method_the_line_scores_as_collected(splits, expected):
    training = with_kinds(pooled(*map(real, splits)))
    lines = metadata_lines(training, with_kinds(real("test")), Profile())
    line = next(line for line in lines if line.name == INTERACTIONS)

    found = (line.metrics["srcc"], line.metrics["plcc"], line.score)
    assert tuple(round(value, 3) for value in found) == expected


def test_mos_shift_is_as_collected(findings):
    values = findings["mos_shift"].values

    splits = {
        name: (split["n"], round(split["mean"], 3), round(split["sd"], 3))
        for name, split in values["splits"].items()
    }
    assert splits == {
        "training": (576, 3.267, 0.801),
        "val": (72, 2.819, 0.809),
        "this phase": (72, 2.456, 0.786),
    }
    assert round(values["deviations"], 1) == -7.3
    assert f"{values['ks_p']:.0e}" == "2e-14"
    assert findings["mos_shift"].severity == "act"


def test_mix_is_as_collected(findings):
    groupings = findings["mix"].values["groupings"]

    scale = groupings["scale"]
    assert (round(scale["chi2"], 1), f"{scale['p']:.1e}") == (31.1, "2.4e-05")
    assert scale["counts"] == {
        "training": {"x2": 135, "x3": 146, "x4": 255, "x8": 40},
        "val": {"x2": 10, "x3": 11, "x4": 44, "x8": 7},
        "this phase": {"x2": 4, "x3": 10, "x4": 48, "x8": 10},
    }
    assert list(groupings["family"]["counts"]["this phase"].values()) == [18, 7, 5, 10, 32]
    assert list(groupings["family"]["counts"]["val"].values()) == [16, 6, 4, 17, 29]
    assert list(groupings["family"]["counts"]["training"].values()) == [88, 77, 29, 130, 252]
    assert groupings["algorithm"]["only_elsewhere"] == [
        "BFSR_RRDB-LINF",
        "SR_ESRGAN",
        "SeD_RRDB-SeD",
    ]


def test_shift_within_method_and_scale_is_as_collected(findings):
    values = findings["shift_within_groups"].values

    assert (round(values["shift"], 3), round(values["t"], 1)) == (-0.215, -5.5)
    assert f"{values['p']:.0e}" == "5e-08"
    assert round(values["groups"]["x4"]["shift"], 2) == -0.32
    assert values["strata"] == ["algorithm", "scale"]


def test_contents_are_shared_as_collected(findings):
    values = findings["shared_contents"].values

    assert values["contents"] == 18
    assert values["shared"] == {"training": 18, "val": 18}
    assert findings["names_in_two_splits"].severity == "fine"


def test_shares_of_variance_are_as_collected(findings):
    values = findings["between_groups"].values

    assert {row["terms"]: round(row["r2"], 3) for row in values["designs"]} == {
        "scale": 0.677,
        "algorithm × scale": 0.803,
        "algorithm × scale + content": 0.880,
        "algorithm × scale + content × scale": 0.906,
        "algorithm × scale + content × family × scale": 0.951,
    }


def test_inside_x4_the_means_of_method_and_scale_score_as_collected(findings):
    inside = findings["between_groups"].values["inside"]
    x4 = inside["groups"]["x4"]

    assert inside["predictor"] == "mean per algorithm × scale"
    assert (x4["n"], round(x4["metrics"]["srcc"], 2), round(x4["score"], 2)) == (48, 0.40, 0.47)


def test_ties_are_as_collected(findings):
    values = findings["tied_mos"].values

    assert (values["distinct"], values["tied_pairs"], values["pairs"]) == (43, 41, 2556)
    assert values["quantum"] == pytest.approx(1 / 21, abs=1e-9)


def test_mos_are_the_means_of_twenty_one_ratings(findings):
    assert findings["few_ratings"].values["fewest"] == 21
    assert findings["mos_not_mean_of_ratings"].values["largest"] < 6e-15


def test_only_p15_is_screened_over_all_splits_and_only_to_the_letter(findings):
    screened = findings["raters_to_screen"]

    assert screened.values == {
        "this phase": {"rejected": [], "to_the_letter": []},
        "all splits": {"rejected": [], "to_the_letter": ["P15"]},
    }
    assert "leaves out nobody, or P15 if images that all" in screened.detail
