import json
import math
import subprocess
import sys
import timeit
from pathlib import Path

import numpy as np
import pytest

import evaluator
from evaluator import InvalidPredictions, Profile, Report, Truth, UndefinedMetric, evaluate
from evaluator.metrics import krcc, mae, plcc, rmse, srcc

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"srcc": srcc, "plcc": plcc, "krcc": krcc, "rmse": rmse, "mae": mae}
NAMES = ("a.png", "b.png", "c.png", "d.png", "e.png", "f.png")
TARGETS = np.array([1.0, 2.0, 2.5, 3.0, 4.0, 5.0])
TRUTH = Truth(
    names=NAMES,
    targets=TARGETS,
    subsets={
        "scale": ("x2", "x2", "x4", "x4", "x4", "x4"),
        "family": ("cnn", "cnn", "cnn", "gan", "gan", "gan"),
        "other": ("",) * 6,
    },
)


def submit(scores, tmp_path, **options):
    path = tmp_path / "p.csv"
    rows = [f"{name},{score}" for name, score in zip(NAMES, scores, strict=True)]
    path.write_text("\n".join(reversed(rows)))
    return evaluate(path, file_name="p.csv", **({"truth": TRUTH} | options))


def test_report_tells_everything_there_is_to_know(tmp_path):
    scores = [1.0, 3.0, 2.0, 2.0, 2.0, 4.5]

    report = submit(scores, tmp_path)

    metrics = {name: metric(scores, TARGETS) for name, metric in PLAIN.items()}
    x4 = {name: metric(scores[2:], TARGETS[2:]) for name, metric in PLAIN.items()}
    cnn = {name: metric(scores[:3], TARGETS[:3]) for name, metric in PLAIN.items()}
    gan = {name: metric(scores[3:], TARGETS[3:]) for name, metric in PLAIN.items()}
    assert report == Report(
        score=0.6 * metrics["srcc"] + 0.4 * metrics["plcc"],
        metrics=metrics,
        subsets={
            "family": {"cnn": {"n": 3, "metrics": cnn}, "gan": {"n": 3, "metrics": gan}},
            "scale": {
                "x2": {"n": 2, "metrics": dict.fromkeys(PLAIN)},
                "x4": {"n": 4, "metrics": x4},
            },
        },
        rows=6,
        predictions=tuple(scores),
        log=(
            "received 59 bytes, csv, no header",
            "matched 6 of 6 names",
            "srcc 0.5768  plcc 0.7237  krcc 0.4472  rmse 1.0408  mae 0.8333  score 0.6356",
        ),
        evaluator_version=evaluator.__version__,
    )


def test_report_survives_the_way_through_json_to_the_last_bit(tmp_path):
    report = submit([1, 2, 3, 4, 5, 6.1], tmp_path)

    document = json.loads(json.dumps(report.to_dict(), allow_nan=False))

    assert document == report.to_dict()
    assert document["score"] == report.score
    assert (
        Report(
            **document
            | {"predictions": tuple(document["predictions"]), "log": tuple(document["log"])}
        )
        == report
    )


def test_same_file_gives_the_same_bits(tmp_path):
    reports = [submit([0.1, 0.7, 0.3, 0.4, 0.45, 0.6], tmp_path) for _ in range(3)]

    assert reports[0] == reports[1] == reports[2]


def test_metric_of_a_constant_group_is_none_and_its_errors_are_not(tmp_path):
    report = submit([1.0, 2.0, 3.0, 4.0, 4.0, 4.0], tmp_path)

    assert report.subsets["family"]["gan"]["metrics"] == {
        "srcc": None,
        "plcc": None,
        "krcc": None,
        "rmse": pytest.approx(math.sqrt(2 / 3)),
        "mae": pytest.approx(2 / 3),
    }


def test_constant_predictions_are_refused_where_a_correlation_ranks(tmp_path):
    with pytest.raises(InvalidPredictions) as refused:
        submit([3.25] * 6, tmp_path)

    assert refused.value.code == "constant_predictions"


def test_constant_predictions_pass_where_only_errors_rank(tmp_path):
    profile = Profile(metrics=("srcc", "rmse"), formula="rmse", higher_is_better=False, subsets=())

    report = submit([3] * 6, tmp_path, profile=profile)

    assert report.metrics == {"rmse": report.score}
    assert report.log[-1] == ("left out srcc: SRCC is undefined: the predictions are all the same.")


REALISTIC = Truth(
    names=NAMES,
    targets=TARGETS,
    ratings=np.array([[1, 1, 1], [1, 2, 3], [2, 2, 3], [3, 3, 3], [4, 3, 5], [5, 5, 5]]) * 1.0,
    subsets={"scale": ("x2", "x2", "x2", "x4", "x4", "x4"), "one": ("a", "b", "c", "d", "e", "f")},
)


def test_metrics_of_raters_and_groups_are_in_the_report_and_in_each_group(tmp_path):
    metrics = ("srcc", "outlier_ratio", "auc_bw", "srcc_within_scale")
    profile = Profile(metrics=metrics, formula="srcc_within_scale + auc_bw", subsets=("scale",))

    report = submit([1, 3, 2, 4, 5, 6], tmp_path, truth=REALISTIC, profile=profile)

    assert list(report.metrics) == list(metrics)
    assert report.metrics["srcc_within_scale"] == pytest.approx(0.75)  # of 0.5 and 1
    assert report.score == report.metrics["srcc_within_scale"] + report.metrics["auc_bw"]
    assert report.subsets["scale"]["x2"]["metrics"]["srcc_within_scale"] == pytest.approx(0.5)
    assert report.subsets["scale"]["x2"]["metrics"]["auc_bw"] is not None


def test_log_says_why_a_metric_has_no_value(tmp_path):
    metrics = ("srcc", "rmse_star", "plcc_within_scale", "krcc_within_other")
    profile = Profile(metrics=metrics, formula="srcc", subsets=())
    truth = Truth(names=NAMES, targets=TARGETS, subsets={"other": ("",) * 6})

    report = submit([1, 3, 2, 4, 5, 6], tmp_path, truth=truth, profile=profile)

    assert list(report.metrics) == ["srcc"]
    assert report.log[-3:] == (
        "left out rmse_star: RMSE* needs the ratings of each rater in the ground truth.",
        "left out plcc_within_scale: PLCC within scale needs the column scale in the ground truth.",
        "left out krcc_within_other: No group has 3 images or more of different quality.",
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rmse_star", "RMSE[*] needs the ratings of each rater"),
        ("cc_0", "CC-0 needs the ratings of each rater"),
        ("srcc_within_family", "SRCC within family needs the column family"),
        ("krcc_within_scale", "No group has 3 images"),
        ("rmse_cubic", "RMSE needs more images than the 2 degrees of freedom"),
    ],
)
@pytest.mark.parametrize("scores", [[1, 2], [3, 3]])
def test_formula_over_what_the_truth_lacks_is_never_the_participants_fault(
    name, message, scores, tmp_path
):
    truth = Truth(names=NAMES[:2], targets=TARGETS[:2], subsets={"scale": ("x2", "x2")})
    path = tmp_path / "p.csv"
    path.write_text(f"a.png,{scores[0]}\nb.png,{scores[1]}\n")
    profile = Profile(metrics=(name,), formula=name, subsets=())

    with pytest.raises(UndefinedMetric, match=message):
        evaluate(path, file_name="p.csv", truth=truth, profile=profile)


def test_group_of_equal_scores_is_refused_by_its_name_where_it_ranks(tmp_path):
    name = "srcc_within_scale"
    profile = Profile(metrics=(name,), formula=name, subsets=())

    with pytest.raises(InvalidPredictions) as refused:
        submit([1, 2, 3, 4, 4, 4], tmp_path, truth=REALISTIC, profile=profile)

    assert (refused.value.code, str(refused.value)) == (
        "constant_predictions",
        "The scores of the 3 images of x4 are all the same. This phase ranks by the order inside "
        "each group. Give better images of a group higher scores.",
    )


def test_log_names_the_mapping_that_fell_back(tmp_path):
    metrics = ("plcc_logistic5", "rmse_logistic5", "mae_cubic", "srcc")
    profile = Profile(metrics=metrics, formula="srcc", subsets=())

    report = submit([1, 1, 2, 2, 3, 3], tmp_path, profile=profile)

    assert report.log[-2:] == (
        "plcc_logistic5, rmse_logistic5: the logistic5 mapping fell back to a straight line",
        "mae_cubic: the cubic mapping fell back to a straight line",
    )
    assert report.metrics["plcc_logistic5"] == pytest.approx(plcc([1, 1, 2, 2, 3, 3], TARGETS))


def test_constant_truth_is_not_the_participants_fault(tmp_path):
    truth = Truth(names=NAMES, targets=np.full(6, 3.0))

    with pytest.raises(UndefinedMetric, match="the targets are all the same"):
        submit([1, 2, 3, 4, 5, 6], tmp_path, truth=truth)


def test_formula_without_a_value_is_refused(tmp_path):
    profile = Profile(metrics=("rmse",), formula="1/rmse", subsets=())

    with pytest.raises(InvalidPredictions) as refused:
        submit(TARGETS.tolist(), tmp_path, profile=profile)

    assert (refused.value.code, str(refused.value)) == (
        "undefined_score",
        "These predictions have no score: The score 1/rmse divides by zero. "
        "Tell the organizers, whose formula it is.",
    )


def test_scores_too_large_for_an_error_are_refused_where_it_ranks(tmp_path):
    profile = Profile(metrics=("rmse",), formula="rmse", subsets=())
    truth = Truth(names=NAMES, targets=np.full(6, -1.7e308))

    with pytest.raises(InvalidPredictions) as refused:
        submit([1.7e308, 1.6e308] * 3, tmp_path, profile=profile, truth=truth)

    assert (refused.value.code, str(refused.value)) == (
        "undefined_score",
        "RMSE is too large to be written as a number. "
        "Scale the scores to the range of the mean opinion scores.",
    )


def test_huge_scores_are_measured_and_logged_in_short(tmp_path):
    report = submit([-1.7e308, 0, 1, 2, 1.6e308, 1.7e308], tmp_path)

    assert report.metrics["srcc"] == pytest.approx(1, abs=1e-12)
    assert all(math.isfinite(value) for value in report.metrics.values())
    assert max(map(len, report.log)) < 100


def test_negative_srcc_is_pointed_out(tmp_path):
    report = submit([6, 5, 4, 3, 2, 1], tmp_path)

    assert report.score < 0
    assert report.log[-1] == "srcc is negative: a higher score must mean a better image"


def test_grouping_the_truth_does_not_have_is_left_out(tmp_path):
    profile = Profile(subsets=("content", "scale"))

    assert list(submit([1, 2, 3, 4, 5, 6], tmp_path, profile=profile).subsets) == ["scale"]


def test_file_of_72_rows_is_scored_within_five_milliseconds(tmp_path):
    names = tuple(f"{number:03}.png" for number in range(72))
    rng = np.random.default_rng(0)
    truth = Truth(
        names=names,
        targets=rng.integers(21, 105, 72) / 21,
        subsets={
            "algorithm": tuple(f"a{number % 16}" for number in range(72)),
            "family": tuple(f"f{number % 5}" for number in range(72)),
            "scale": tuple(f"x{number % 4}" for number in range(72)),
        },
    )
    path = tmp_path / "p.csv"
    path.write_text("".join(f"{name},{rng.normal()!r}\n" for name in names))

    seconds = min(
        timeit.repeat(lambda: evaluate(path, file_name="p", truth=truth), number=1, repeat=50)
    )

    assert seconds < 0.005


def test_importing_the_evaluator_loads_no_heavy_library():
    code = "import sys, evaluator; print(*{name.partition('.')[0] for name in sys.modules})"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )

    heavy = {"scipy", "pandas", "openpyxl", "django", "torch", "celery", "httpx", "docker"}
    assert heavy & set(done.stdout.split()) == set()
