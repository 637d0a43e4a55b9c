"""The raters of ISRGen-QA give the figures collected in docs/statistics/real-ratings.md."""

import os
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sureal.subjective_model import (
    MaximumLikelihoodEstimationModelContentObliviousAlternativeProjection as AlternatingProjection,
)
from sureal.subjective_model import SubjrejMosModel

from evaluator import Profile, UndefinedMetric, read_truth
from evaluator.metrics import plcc, srcc
from evaluator.statistics.human import human_lines
from evaluator.statistics.leave_one_out import leave_one_out, pairwise
from evaluator.statistics.projection import recover
from evaluator.statistics.ratings import joined
from evaluator.statistics.reliability import intraclass
from evaluator.statistics.screening import screen
from evaluator.statistics.split_half import ceiling, split_half
from evaluator.statistics.spread import distinguishable, sos, spread
from tests.evaluator.statistics.test_projection import by_sureal

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("ISRGEN") or ROOT.parent / "shared/data/isrgen-qa")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "test.xlsx").exists(), reason=f"the ratings of ISRGen-QA are not in {FOLDER}"
)


@cache
def real(split):
    """One split, or all 720 images with the test split last."""
    names = ("train", "val", "test") if split == "all" else (split,)
    return joined([read_truth(FOLDER / f"{n}.xlsx", file_name=f"{n}.xlsx") for n in names])


@cache
def alone(split):
    return leave_one_out(real(split).ratings, real(split).raters)


@cache
def halves(split):
    return split_half(real(split).ratings, seed=0)


def printed(summary):
    return [f"{summary.mean:.3f}", f"{summary.low:.3f}", f"{summary.high:.3f}"]


def test_leave_one_out_on_test():
    found = {name: alone("test").summary(name) for name in ("srcc", "plcc", "krcc", "score")}

    assert printed(found["srcc"]) == ["0.704", "0.429", "0.858"]
    assert f"{found['srcc'].sd:.3f}" == "0.108"
    assert (found["srcc"].low_rater, found["srcc"].high_rater) == ("P5", "P11")
    assert printed(found["plcc"]) == ["0.725", "0.458", "0.835"]
    assert printed(found["score"])[1:] == ["0.440", "0.847"]
    assert f"{found['score'].mean:.5f}" == "0.71248"  # collected as .713
    assert f"{found['krcc'].mean:.3f}" == "0.585"


def test_leave_one_out_on_all():
    found = {name: alone("all").summary(name) for name in ("srcc", "plcc", "score")}

    assert printed(found["srcc"]) == ["0.703", "0.535", "0.832"]
    assert printed(found["plcc"]) == ["0.727", "0.597", "0.832"]
    assert f"{found['score'].mean:.3f}" == "0.713"


def test_agreement_of_pairs_of_raters():
    found = pairwise(real("all").ratings)

    assert (f"{found.plcc:.3f}", f"{found.srcc:.3f}") == ("0.549", "0.530")


@pytest.mark.parametrize(
    ("split", "expected"),
    [("all", ["0.509", "0.956", "0.548", "0.962"]), ("test", ["0.495", "0.954", "0.543", "0.962"])],
)
def test_intraclass_correlations(split, expected):
    found = intraclass(real(split).ratings)

    values = [found.icc_2_1, found.icc_2_k, found.icc_3_1, found.icc_3_k]
    assert [f"{one.value:.3f}" for one in values] == expected


@pytest.mark.parametrize(
    ("split", "means"),
    [
        ("test", {"srcc": 0.904, "plcc": 0.928, "krcc": 0.773, "score": 0.913}),
        ("all", {"srcc": 0.915, "plcc": 0.929, "score": 0.921}),
    ],
)
def test_split_halves_within_the_draws_own_error(split, means):
    found = halves(split)

    assert (found.sizes, found.draws) == ((10, 11), 2000)
    for name, mean in means.items():
        # Both were drawn, so the difference has twice the variance; and one was rounded.
        error = 3 * 2**0.5 * found.values[name].error + 0.0005
        assert found.values[name].mean == pytest.approx(mean, abs=error), name


def test_ends_of_split_halves_on_test():
    found = halves("test").values

    for name, ends in {
        "srcc": (0.864, 0.936),
        "plcc": (0.895, 0.952),
        "score": (0.877, 0.942),
    }.items():
        assert (found[name].low, found[name].high) == pytest.approx(ends, abs=0.003)


def test_reliability_and_ceilings():
    found, whole = halves("test"), halves("all")
    top, top_of_all = ceiling(found), ceiling(whole)

    assert f"{found.reliability('plcc'):.3f}" == "0.963"
    assert f"{found.reliability('srcc'):.3f}" == "0.949"
    assert [f"{top[name]:.3f}" for name in ("plcc", "srcc", "score")] == ["0.981", "0.974", "0.977"]
    assert f"{top_of_all['score']:.3f}" == "0.979"


def test_spread_of_ratings():
    whole, test = spread(real("all").ratings), spread(real("test").ratings)

    assert (f"{whole.sds.mean():.3f}", f"{test.sds.mean():.3f}") == ("0.792", "0.758")
    assert f"{whole.half_widths.mean():.2f}" == "0.36"
    assert f"{whole.noise_floor:.3f}" == "0.177"


def test_sos_of_all_and_per_scale():
    truth = real("all")
    scales = np.array(truth.subsets["scale"])
    groups = {scale: sos(truth.ratings[scales == scale]) for scale in ("x2", "x3", "x4", "x8")}

    assert f"{sos(truth.ratings):.3f}" == "0.189"
    assert (min(groups, key=groups.get), f"{groups['x3']:.3f}") == ("x3", "0.176")
    assert (max(groups, key=groups.get), f"{groups['x8']:.3f}") == ("x8", "0.251")


def test_distribution_of_ratings():
    ratings = real("all").ratings

    shares = [f"{np.mean(ratings == rating):.3f}" for rating in range(1, 6)]
    assert shares == ["0.089", "0.212", "0.294", "0.278", "0.127"]


def test_bias_slope_and_inconsistency():
    truth = real("all")
    found, slopes = recover(truth.ratings), [one.slope for one in alone("all").raters]
    bias = dict(zip(truth.raters, found.bias, strict=True))

    assert [f"{bias[rater]:+.2f}" for rater in ("P18", "P5", "P1")] == ["+0.74", "-0.72", "-0.46"]
    assert f"{found.bias.std(ddof=1):.3f}" == "0.308"  # as observed
    assert f"{intraclass(truth.ratings).rater_variance ** 0.5:.3f}" == "0.307"  # freed of noise
    assert (f"{min(slopes):.2f}", f"{max(slopes):.2f}") == ("0.68", "1.22")
    ends = found.inconsistency.min(), found.inconsistency.max()
    assert [f"{end:.2f}" for end in ends] == ["0.59", "0.93"]


def test_screening_counts_unanimous_images_only_to_the_letter():
    truth = real("all")
    plain = screen(truth.ratings, truth.raters)
    literal = screen(truth.ratings, truth.raters, counts_unanimous=True)

    assert [one.rater for one in plain if one.is_rejected] == []
    assert [one.rater for one in literal if one.is_rejected] == ["P15"]
    of_p15 = [(f"{one.outlying:.3f}", f"{one.one_sided:.2f}") for one in (plain[14], literal[14])]
    assert of_p15 == [("0.053", "0.32"), ("0.058", "0.29")]


def test_screening_rejects_nobody_on_test():
    truth = real("test")

    for counts_unanimous in (False, True):
        found = screen(truth.ratings, truth.raters, counts_unanimous=counts_unanimous)
        assert not any(one.is_rejected for one in found)


def test_recovered_mos_of_test_by_raters_known_from_all_and_from_test():
    plain = real("test").targets
    from_all = recover(real("all").ratings).quality[-72:]
    from_test = recover(real("test").ratings).quality

    figures = [f"{metric(q, plain):.4f}" for q in (from_all, from_test) for metric in (srcc, plcc)]
    assert figures == ["0.9968", "0.9986", "0.9933", "0.9968"]


def test_sureal_screens_and_recovers_as_the_docs_say():
    truth = real("all")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # unanimous images have no kurtosis
        screened = by_sureal(SubjrejMosModel, truth.ratings)
    projected = by_sureal(AlternatingProjection, truth.ratings)

    found = recover(truth.ratings)

    assert not any(screened["observer_rejected"])
    ratios = [screened[f"observer_rejected_{which}_stats"][14] for which in ("1st", "2nd")]
    assert (f"{ratios[0]:.3f}", f"{ratios[1]:.2f}") == ("0.065", "0.32")
    np.testing.assert_allclose(found.quality, projected["quality_scores"], rtol=0, atol=1e-10)


def test_few_raters_leave_the_recovered_mos_undefined():
    generator, ratings = np.random.default_rng(0), real("test").ratings
    refused = {}
    for raters in (5, 8, 10):
        refused[raters] = 0
        for _ in range(100):
            try:
                recover(ratings[:, generator.choice(21, raters, replace=False)])
            except UndefinedMetric:
                refused[raters] += 1

    assert refused == {5: 66, 8: 4, 10: 0}


def test_ties_and_pairs_that_differ():
    found = distinguishable(real("test").ratings)

    assert (found.pairs, found.tied) == (2556, 41)
    assert (f"{found.two_sided:.3f}", f"{found.one_sided:.3f}") == ("0.665", "0.718")


def test_human_lines_of_test():
    found = human_lines(real("test"), Profile(), seed=0)

    assert f"{found['human']['low']:.3f} {found['human']['high']:.3f}" == "0.440 0.847"
    assert f"{found['ceiling']['score']:.3f}" == "0.977"
    assert f"{found['panel_half']['score']:.3f}" == "0.913"
