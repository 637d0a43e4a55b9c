import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator import Profile, Truth
from evaluator.statistics import ridge
from evaluator.statistics.groupings import usable
from evaluator.statistics.metadata import (
    METHOD,
    best_metadata,
    metadata_lines,
    metadata_predictors,
)

GROUPINGS = ("algorithm", "family", "scale", "content")


def made_up(seed, images, *, contents=5):
    """MOS that follow method, scale and content, and their groupings."""
    random = np.random.default_rng(seed)
    algorithm, scale, content = random.integers(0, (4, 3, contents), (images, 3)).T
    mos = 3 + 0.3 * algorithm - 0.6 * scale + 0.1 * content + 0.1 * random.standard_normal(images)
    return Truth(
        names=tuple(f"{seed}-{number}.png" for number in range(images)),
        targets=mos,
        subsets={
            "algorithm": tuple(f"a{number}" for number in algorithm),
            "family": tuple("gan" if number < 2 else "cnn" for number in algorithm),
            "scale": tuple(f"x{number + 2}" for number in scale),
            "content": tuple(f"{number:04}" for number in content),
        },
    )


def rebuilt(truth, **changes):
    parts = {"names": truth.names, "targets": truth.targets, "subsets": truth.subsets}
    return Truth(**(parts | changes))


def named(training, truth):
    return {one.name: one for one in metadata_predictors(training, truth)}


def test_mean_per_cell_by_hand():
    training = Truth(
        names=tuple("abcdef"),
        targets=np.array([1.0, 3.0, 2.0, 6.0, 4.0, 5.0]),
        subsets={"scale": ("x2", "x2", "x4", "x4", "x4", "x4")},
    )
    truth = Truth(tuple("ghi"), np.zeros(3), subsets={"scale": ("x4", "x2", "x8")})

    found = named(training, truth)["mean per scale"]

    # Without each image the other of x2, or the other three of x4, predict it.
    left_out = np.array([3, 1, 15 / 3, 11 / 3, 13 / 3, 12 / 3])
    assert found.predictions.tolist() == [4.25, 2.0, 3.5]
    assert found.unseen == 1
    assert found.error == pytest.approx(np.sqrt(np.mean((left_out - training.targets) ** 2)))


def test_a_pair_without_training_images_falls_back_to_the_better_single_grouping():
    training = Truth(
        names=tuple("abcdefgh"),
        targets=np.array([1.0, 1.2, 1.0, 1.4, 4.0, 4.0, 4.2, 4.4]),
        subsets={
            "algorithm": tuple("ppqqppqr"),
            "scale": ("x8",) * 4 + ("x2",) * 4,
        },
    )
    truth = Truth(("i",), np.zeros(1), subsets={"algorithm": ("r",), "scale": ("x8",)})

    found = named(training, truth)["mean per algorithm × scale"]

    assert (found.predictions.tolist(), found.unseen) == ([1.15], 1)


def test_left_out_predictions_are_those_of_a_fit_without_the_image():
    random = np.random.default_rng(5)
    features = (random.random((30, 6)) < 0.4).astype(float)
    targets = random.standard_normal(30) + features @ np.arange(6.0)

    found = ridge.fit(features, targets, (0.7,))

    for row in range(30):
        kept = np.arange(30) != row
        x, y = features[kept], targets[kept]
        # The mean is left free by an unpenalised column of ones.
        design = np.column_stack([np.ones(29), x])
        penalty = 0.7 * np.diag([0.0] + [1.0] * 6)
        solved = np.linalg.solve(design.T @ design + penalty, design.T @ y)
        assert found.left_out[row] == pytest.approx(solved[0] + features[row] @ solved[1:])


def test_ridge_takes_the_strength_that_predicts_left_out_images_best():
    random = np.random.default_rng(6)
    features, targets = random.standard_normal((20, 15)), random.standard_normal(20)

    errors = {
        strength: np.square(ridge.fit(features, targets, (strength,)).left_out - targets).sum()
        for strength in (0.1, 1.0, 10.0, 100.0)
    }

    assert ridge.fit(features, targets, tuple(errors)).strength == min(errors, key=errors.get)


def test_best_line_is_the_one_with_the_least_error_on_training():
    training, truth = made_up(1, 120), made_up(2, 60)

    lines = metadata_lines(training, truth, Profile())
    best = best_metadata(training, truth, Profile())

    assert best == lines[0]
    assert [line.error for line in lines] == sorted(line.error for line in lines)
    assert best.score > 0.9
    assert best.to_dict() | {"metrics": {}} == {
        "name": best.name,
        "score": 0.6 * best.metrics["srcc"] + 0.4 * best.metrics["plcc"],
        "metrics": {},
        "error": best.error,
        "unseen": best.unseen,
    }


def test_groupings_that_repeat_others_or_name_every_image_are_left_out():
    training, truth = made_up(1, 60), made_up(2, 30)

    def widened(one):
        pairs = zip(one.subsets["content"], one.subsets["scale"], strict=True)
        extra = {
            "hr_ref": tuple(f"{content}.png" for content in one.subsets["content"]),
            "lr_ref": tuple(content + scale for content, scale in pairs),
            "file": one.names,
            "set": ("isrgen",) * len(one.names),
        }
        return rebuilt(one, subsets=dict(one.subsets) | extra)

    assert usable(widened(training), widened(truth)) == ("algorithm", "scale", "family", "content")


def test_columns_of_any_title_are_groupings():
    training, truth = (
        rebuilt(
            one, subsets={"distortion": one.subsets["algorithm"], "level": one.subsets["scale"]}
        )
        for one in (made_up(1, 90), made_up(2, 30))
    )

    assert sorted(named(training, truth)) == [
        "mean per distortion",
        "mean per distortion × level",
        "mean per level",
        "ridge on every grouping and pair",
    ]


def test_too_many_groups_leave_the_ridge_out():
    training, truth = made_up(1, 9_000, contents=3_000), made_up(2, 30)

    assert not [name for name in named(training, truth) if name.startswith("ridge")]


@pytest.mark.parametrize("subsets", [{}, {"scale": ("x2",) * 9}, {"scale": tuple("123456789")}])
def test_without_groups_to_learn_from_there_is_no_line(subsets):
    training = Truth(tuple("abcdefghi"), np.arange(9.0), subsets=subsets)

    assert best_metadata(training, training, Profile()) is None


def test_without_a_score_there_is_no_line():
    training = made_up(1, 60)
    truth = rebuilt(made_up(2, 30), targets=np.full(30, 3.0))

    assert best_metadata(training, truth, Profile()) is None


def test_two_training_images_are_too_few():
    truth = made_up(1, 60)

    assert best_metadata(truth.take(np.arange(2)), truth, Profile()) is None


def test_a_profile_by_error_has_a_line_too():
    profile = Profile(metrics=("rmse",), formula="rmse", higher_is_better=False)
    line = best_metadata(made_up(1, 120), made_up(2, 60), profile)

    assert line is not None
    assert line.score == line.metrics["rmse"] < 0.2


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_of_the_training_images_does_not_matter(seed, random):
    training, truth = made_up(seed, 60), made_up(seed + 1, 20)
    rows = list(range(60))
    random.shuffle(rows)

    before, after = named(training, truth), named(training.take(np.array(rows)), truth)

    for name, one in before.items():
        np.testing.assert_allclose(after[name].predictions, one.predictions, rtol=0, atol=2e-9)
        assert after[name].error == pytest.approx(one.error, rel=1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.floats(-5, 5), st.floats(0.1, 10))
def test_mos_on_another_scale_give_the_same_predictor_on_that_scale(seed, shift, factor):
    training, truth = made_up(seed, 60), made_up(seed + 1, 20)

    moved = rebuilt(training, targets=shift + factor * training.targets)
    before, after = named(training, truth), named(moved, truth)

    for name, one in before.items():
        np.testing.assert_allclose(
            after[name].predictions, shift + factor * one.predictions, rtol=0, atol=2e-8
        )


def test_targets_of_the_phase_are_never_used():
    training, truth = made_up(1, 60), made_up(2, 20)
    other = rebuilt(truth, targets=truth.targets[::-1].copy())

    for mine, theirs in zip(
        metadata_predictors(training, truth), metadata_predictors(training, other), strict=True
    ):
        assert mine.predictions.tolist() == theirs.predictions.tolist()


def test_the_method_is_named_by_algorithm_and_scale():
    assert f"mean per {' × '.join(METHOD)}" in named(made_up(1, 60), made_up(2, 20))
