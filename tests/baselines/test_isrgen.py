"""On the real ratings of the 2025 challenge, where they are at hand."""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from baselines import predict
from baselines.data import isrgen
from evaluator import Profile, evaluate, read_truth
from evaluator.metrics import mapped_rmse, outlier_ratio, rmse, rmse_star

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("ISRGEN") or ROOT.parent / "shared" / "data" / "isrgen-qa")
pytestmark = pytest.mark.skipif(
    not (FOLDER / "test.xlsx").exists(), reason=f"ISRGen-QA's rating files are not in {FOLDER}"
)


@pytest.fixture(scope="module")
def predictions():
    return isrgen.predictions(FOLDER, "test")


@pytest.fixture(scope="module")
def truth():
    return read_truth(FOLDER / "test.xlsx", file_name="test.xlsx")


def score(predictions, truth, folder):
    predict.write(predictions, folder / "predictions.csv")
    report = evaluate(
        folder / "predictions.csv", file_name="predictions.csv", truth=truth, profile=Profile()
    )
    return report


def test_algorithm_and_scale_alone_score_what_was_published(predictions, truth, tmp_path):
    report = score(predictions[isrgen.MEAN_PREDICTOR], truth, tmp_path)

    assert round(report.metrics["srcc"], 4) == 0.7905
    assert round(report.metrics["plcc"], 4) == 0.8607
    assert round(report.score, 4) == 0.8186


def test_errors_of_algorithm_and_scale_are_those_published_after_a_line(predictions, truth):
    # Published: RMSE .495 raw, .403 after a line; RMSE* .168 and outlier ratio .43 after the line
    # too, all with N - 2, not after the cubic that the recommendation takes.
    x = np.array([predictions[isrgen.MEAN_PREDICTOR][name] for name in truth.names])
    y, ratings = truth.targets, truth.ratings

    assert round(rmse(x, y), 3) == 0.495
    assert round(mapped_rmse(x, y, mapping="linear"), 3) == 0.403
    assert round(rmse_star(x, y, ratings, mapping="linear"), 3) == 0.168
    assert round(outlier_ratio(x, y, ratings, mapping="linear"), 2) == 0.43
    # The free cubic is monotone on these predictions, so it is the best monotone one.
    cubic = np.polyval(np.polyfit(x, y, 3), x)
    assert mapped_rmse(x, y, mapping="cubic") == pytest.approx(
        np.sqrt(((cubic - y) ** 2).sum() / (72 - 4)), abs=1e-10
    )
    margins = stats.t.ppf(0.975, 20) * ratings.std(axis=1, ddof=1) / np.sqrt(21)
    excess = np.maximum(0, np.abs(cubic - y) - margins)
    assert rmse_star(x, y, ratings) == pytest.approx(
        np.sqrt((excess**2).sum() / (72 - 4)), abs=1e-10
    )
    assert outlier_ratio(x, y, ratings) == 27 / 72


@pytest.mark.parametrize("rater", [f"P{number}" for number in range(1, 22)])
def test_each_raters_row_is_what_scipy_says(predictions, truth, rater, tmp_path):
    said = [predictions[rater][name] for name in truth.names]
    expected = {
        "srcc": stats.spearmanr(said, truth.targets).statistic,
        "plcc": stats.pearsonr(said, truth.targets).statistic,
        "krcc": stats.kendalltau(said, truth.targets).statistic,
    }

    report = score(predictions[rater], truth, tmp_path)

    for metric, value in expected.items():
        assert report.metrics[metric] == pytest.approx(value, abs=1e-12)
    formula = 0.6 * expected["srcc"] + 0.4 * expected["plcc"]
    assert report.score == pytest.approx(formula, abs=1e-12)


@pytest.mark.parametrize("split", ["val", "test"])
def test_text_files_predict_the_same_as_the_workbooks(split, tmp_path):
    for name in ("train", split):
        (tmp_path / f"{name}.txt").write_bytes((FOLDER / f"{name}.txt").read_bytes())

    from_text = isrgen.predictions(tmp_path, split)

    assert list(from_text) == [isrgen.MEAN_PREDICTOR]
    expected = isrgen.predictions(FOLDER, split)[isrgen.MEAN_PREDICTOR]
    assert from_text[isrgen.MEAN_PREDICTOR] == pytest.approx(expected, abs=1e-12)


def test_the_mos_is_the_mean_of_the_raters(truth):
    assert np.allclose(truth.ratings.mean(axis=1), truth.targets, rtol=0, atol=1e-12)


def test_empty_folder_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds neither test"):
        isrgen.read_split(tmp_path, "test")
