import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluator import Profile, Truth
from evaluator.drawing import draw
from evaluator.statistics.audit import SEVERITIES, audit
from evaluator.statistics.audit.figures import audit_figures
from evaluator.statistics.audit.finding import chance
from evaluator.statistics.audit.shift import deviation_of_mean
from evaluator.statistics.audit.sizes import ties
from tests.evaluator.statistics.test_metadata import made_up, rebuilt


def by_code(*arguments, **options):
    findings = audit(*arguments, **options)
    assert len({finding.code for finding in findings}) == len(findings)
    return {finding.code: finding for finding in findings}


def rated(truth, ratings):
    ratings = np.asarray(ratings, dtype=float)
    raters = tuple(f"P{number + 1}" for number in range(ratings.shape[1]))
    return Truth(truth.names, truth.targets, ratings, raters, truth.subsets)


def test_splits_drawn_from_one_source_are_fine():
    findings = by_code(made_up(2, 60), training=made_up(1, 300))

    fine = {"mos_shift", "mix", "shift_within_groups", "names_in_two_splits", "tied_mos"}
    assert {code: findings[code].severity for code in fine} == dict.fromkeys(fine, "fine")


def test_a_harder_phase_is_found_and_named():
    phase = made_up(2, 60)
    harder = rebuilt(phase, targets=phase.targets - 0.8)
    findings = by_code(harder, training=made_up(1, 300))

    assert findings["mos_shift"].severity == "act"
    assert findings["shift_within_groups"].severity == "act"
    assert findings["shift_within_groups"].values["against_training"] == pytest.approx(
        -0.8, abs=0.05
    )
    assert findings["mix"].severity == "fine"


def test_another_mix_is_found_where_the_images_are_alike():
    phase, training = made_up(2, 200), made_up(1, 300)
    coarse = np.array([row for row, scale in enumerate(phase.subsets["scale"]) if scale != "x2"])
    findings = by_code(phase.take(coarse), training=training)

    assert findings["mix"].severity == "act"
    assert findings["mix"].values["groupings"]["scale"]["only_elsewhere"] == ["x2"]
    assert findings["shift_within_groups"].severity == "fine"


def test_random_tables_agree_with_fishers_exact_test():
    """With one degree of freedom the exact p-value of a table is known."""
    training = Truth(tuple("abcdefgh"), np.arange(8.0), subsets={"scale": tuple("xxxxxxxy")})
    phase = Truth(tuple("ijkl"), np.arange(4.0), subsets={"scale": tuple("xyyy")})
    found = by_code(phase, training=training)["mix"].values["groupings"]["scale"]

    exact = stats.fisher_exact([[7, 1], [1, 3]]).pvalue
    assert found["method"] == "random tables"
    assert found["p"] == pytest.approx(exact, abs=0.01)


def test_deviation_of_a_mean_is_that_of_all_subsets():
    values = np.array([1.0, 2.0, 2.5, 4.0, 4.5, 5.0])
    subsets = [values[list(rows)].mean() for rows in np.ndindex(6, 6, 6) if len(set(rows)) == 3]

    assert deviation_of_mean(values, 3) == pytest.approx(np.std(subsets))


def test_images_and_contents_in_two_splits_are_counted():
    training = made_up(1, 100)
    phase = training.take(np.arange(7))
    findings = by_code(phase, training=training, others={"val": made_up(3, 20)})

    assert findings["names_in_two_splits"].severity == "act"
    assert findings["names_in_two_splits"].values["shared"] == {"training": 7, "val": 0}
    assert findings["shared_contents"].severity == "act"
    assert findings["shared_contents"].values["split"]["held_out"] > 0


def test_contents_of_their_own_are_fine_and_unknown_ones_are_not():
    phase = made_up(2, 60)
    own = tuple(f"own-{content}" for content in phase.subsets["content"])
    apart = rebuilt(phase, subsets=dict(phase.subsets) | {"content": own})
    unknown = rebuilt(phase, subsets={"scale": phase.subsets["scale"]})

    assert by_code(apart, training=made_up(1, 100))["shared_contents"].severity == "fine"
    assert by_code(unknown, training=made_up(1, 100))["shared_contents"].severity == "look"


def test_telling_names_are_found_and_idle_ones_are_fine():
    training, phase = made_up(1, 300), made_up(2, 100)
    random = np.random.default_rng(0)

    def shuffled(truth):
        return rebuilt(truth, targets=random.permutation(truth.targets))

    telling = by_code(phase, training=training)["names_reveal_method"]
    idle = by_code(shuffled(phase), training=shuffled(training))["names_reveal_method"]

    assert telling.severity == "act"
    assert telling.values["best"]["score"] > 0.9
    assert telling.values["predictors"][0]["within"]["scale"]["x2"]["n"] > 3
    assert idle.severity == "fine"


@pytest.mark.parametrize(
    ("mos", "distinct", "tied", "quantum"),
    [
        ([1.0, 1.5, 2.5, 1.5], 3, 1, 0.5),
        ([1.0, 1.3, 2.0], 3, 0, None),
        ([2.0, 2.0], 1, 1, None),
        ([0.3, 0.1 + 0.2, 1.0], 2, 1, 0.7),
    ],
)
def test_ties_and_their_step(mos, distinct, tied, quantum):
    found = ties(np.array(mos))

    assert (found["distinct"], found["tied_pairs"]) == (distinct, tied)
    assert found["quantum"] == (None if quantum is None else pytest.approx(quantum))


def test_coarse_mos_have_too_many_ties():
    truth = Truth(tuple(map(str, range(40))), np.repeat([1.0, 2.0, 3.0, 4.0], 10))

    assert by_code(truth)["tied_mos"].severity == "act"


def test_few_ratings_and_mos_that_are_none_of_their_mean_are_named():
    truth = Truth(tuple("abcd"), np.array([3.0, 3.0, 2.0, 4.0]))
    ratings = np.tile([[3.0], [3.0], [2.0], [3.5]], (1, 16))
    ratings[1, :2] = np.nan

    findings = by_code(rated(truth, ratings))

    assert findings["few_ratings"].values == {"fewest": 14, "images": 1, "needed": 15}
    assert "'b'" in findings["few_ratings"].detail
    assert findings["mos_not_mean_of_ratings"].values == {"images": 1, "largest": 0.5}
    assert "'d'" in findings["mos_not_mean_of_ratings"].detail


def test_mos_written_with_two_digits_are_the_mean_of_their_ratings():
    truth = Truth(tuple("abc"), np.array([1.33, 2.67, 3.0]))
    ratings = np.array([[1, 1, 2], [3, 3, 2], [3, 3, 3]])

    assert by_code(rated(truth, ratings))["mos_not_mean_of_ratings"].severity == "fine"


def test_an_image_that_nobody_rated_is_one_with_few_ratings():
    truth = Truth(tuple("abc"), np.array([1.0, 2.0, 3.0]))
    ratings = np.array([[1.0, 1.0], [2.0, 2.0], [np.nan, np.nan]])
    findings = by_code(rated(truth, ratings))

    assert findings["few_ratings"].values["fewest"] == 0
    assert findings["mos_not_mean_of_ratings"].severity == "fine"


def test_an_erratic_rater_is_named():
    random = np.random.default_rng(0)
    truth = made_up(1, 200)
    ratings = truth.targets[:, None] + 0.3 * random.standard_normal((200, 20))
    ratings[:, 4] = random.uniform(1, 5, 200)
    findings = by_code(rated(truth, ratings), training=made_up(2, 100))

    assert findings["raters_to_screen"].values == {
        "this phase": {"rejected": ["P5"], "to_the_letter": ["P5"]}
    }
    assert findings["raters_to_screen"].severity == "look"


def test_one_rater_is_held_against_nobody():
    truth = Truth(tuple("abc"), np.array([1.0, 2.0, 3.0]))

    assert "raters_to_screen" not in by_code(rated(truth, [[1.0], [2.0], [3.0]]))


def test_ground_truth_alone_is_checked_as_far_as_it_goes():
    truth = Truth(tuple(map(str, range(72))), np.linspace(1, 5, 72))

    assert {code: finding.severity for code, finding in by_code(truth).items()} == {
        "no_training": "look",
        "no_ratings": "look",
        "interval_width": "look",
        "separable_differences": "look",
        "tied_mos": "fine",
    }


@pytest.mark.parametrize("mos", [[3.0], [3.0, 3.0, 3.0], [1.0, 2.0]])
def test_what_cannot_be_scored_is_urgent(mos):
    groups = {"scale": ("x4",) * len(mos)}
    truth = Truth(tuple(map(str, range(len(mos)))), np.array(mos), subsets=groups)
    findings = audit(truth)

    assert findings[0].severity == "act"


@pytest.mark.parametrize("images", [1, 2, 3, 5])
@pytest.mark.parametrize("training", [1, 2, 40])
def test_small_sets_are_no_error(images, training):
    findings = audit(made_up(1, images), training=made_up(2, training))

    json.dumps([finding.to_dict() for finding in findings], allow_nan=False)


def test_splits_with_other_groupings_are_compared_by_what_they_share():
    training = made_up(1, 100)
    phase = rebuilt(made_up(2, 50), subsets={"scale": made_up(2, 50).subsets["scale"]})
    findings = by_code(phase, training=training)

    assert list(findings["mix"].values["groupings"]) == ["scale"]
    assert findings["shift_within_groups"].values["strata"] == ["scale"]
    assert [one["name"] for one in findings["names_reveal_method"].values["predictors"]] == [
        "mean per scale"
    ]


def test_one_group_only_is_no_mix():
    groups = {"scale": ("x4",)}
    training = Truth(tuple("abcdef"), np.arange(6.0), subsets={"scale": groups["scale"] * 6})
    phase = Truth(tuple("ghij"), np.arange(4.0), subsets={"scale": groups["scale"] * 4})
    findings = by_code(phase, training=training)

    assert "mix" not in findings
    assert findings["names_reveal_method"].values == {"predictors": []}


def test_a_score_where_less_is_better_is_checked_too():
    profile = Profile(metrics=("rmse",), formula="rmse", higher_is_better=False)
    findings = by_code(made_up(2, 60), training=made_up(1, 200), profile=profile)

    assert findings["interval_width"].values["now"]["width"] > 0
    assert findings["names_reveal_method"].severity == "act"


def test_a_predictor_that_orders_nothing_reveals_nothing():
    """By an error a constant has a score; the phase holds one group only."""
    profile = Profile(metrics=("rmse",), formula="rmse", higher_is_better=False, subsets=())
    training = Truth(tuple("abcdef"), np.arange(6.0), subsets={"scale": tuple("xxxyyy")})
    phase = Truth(tuple("ghij"), np.arange(4.0), subsets={"scale": tuple("xxxx")})
    finding = by_code(phase, training=training, profile=profile)["names_reveal_method"]

    assert finding.severity == "fine"
    assert finding.values["best"]["score"] == pytest.approx(np.sqrt(np.mean([1, 0, 1, 4])))


def test_a_score_that_needs_raters_is_missed_before_the_phase_opens():
    profile = Profile(metrics=("auc_bw",), formula="auc_bw")
    findings = audit(made_up(2, 60), training=made_up(1, 100), profile=profile)
    missing = next(finding for finding in findings if finding.code == "no_score")

    assert missing.severity == "act"
    assert "needs the ratings of each rater" in missing.detail


@settings(deadline=None, max_examples=3)
@given(st.integers(0, 100))
def test_findings_are_sorted_full_and_the_same_every_time(seed):
    arguments = {"training": made_up(seed, 90), "others": {"val": made_up(seed + 1, 30)}}
    first, second = (audit(made_up(seed + 2, 30), **arguments, seed=seed) for _ in range(2))

    urgency = [SEVERITIES.index(finding.severity) for finding in first]
    assert [one.to_dict() for one in first] == [one.to_dict() for one in second]
    assert urgency == sorted(urgency)
    assert all(finding.title and finding.detail and finding.advice for finding in first)
    assert json.loads(json.dumps([one.to_dict() for one in first], allow_nan=False))


def test_figures_can_be_drawn():
    training, phase = made_up(1, 100), made_up(2, 40)
    findings = audit(phase, training=training)
    figures = audit_figures({"training": training, "this phase": phase}, findings)

    assert list(figures) == ["mos", "mix-algorithm", "mix-family", "mix-scale", "metadata"]
    for figure in figures.values():
        assert draw(figure, "svg").startswith(b"<svg")


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0, "p < 1e-300"),
        (2.4e-14, "p = 2.4e-14"),
        (0.0123, "p = 0.012"),
        (0.51, "p = 0.51"),
    ],
)
def test_chances_are_never_a_plain_zero(p, words):
    assert chance(p) == words
