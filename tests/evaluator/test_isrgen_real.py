"""The real ratings, where they lie beside the checkout or where ISRGEN says."""

import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from evaluator import Profile, evaluate, read_truth

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("ISRGEN") or ROOT.parent / "shared/data/isrgen-qa")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "test.xlsx").exists(), reason=f"the ratings of ISRGen-QA are not in {FOLDER}"
)


def read(name):
    return read_truth(FOLDER / name, file_name=name)


def written(path, names, scores):
    rows = [f"{name},{float(score)!r}" for name, score in zip(names, scores, strict=True)]
    path.write_text("name,score\n" + "\n".join(rows))
    return path


@pytest.mark.parametrize(("split", "count"), [("train", 576), ("val", 72), ("test", 72)])
def test_text_and_workbook_say_the_same(split, count):
    text, book = read(f"{split}.txt"), read(f"{split}.xlsx")

    assert len(book.names) == count
    assert text.names == book.names
    np.testing.assert_allclose(text.targets, book.targets, rtol=0, atol=1e-12)
    assert {key: book.subsets[key] for key in text.subsets} == text.subsets
    assert book.ratings is not None
    assert book.ratings.shape == (count, 21)
    np.testing.assert_allclose(book.ratings.mean(axis=1), book.targets, rtol=0, atol=1e-13)


def test_names_have_nineteen_algorithms_and_the_known_families():
    truth = read("train.xlsx")
    families = truth.subsets["family"]

    assert len(set(truth.subsets["algorithm"])) == 19
    assert {family: families.count(family) for family in sorted(set(families))} == {
        "cnn": 88,
        "diffusion": 77,
        "flow": 29,
        "gan": 130,
        "transformer": 252,
    }


@pytest.mark.parametrize("kind", ["xlsx", "txt"])
def test_mean_of_algorithm_and_scale_scores_as_published(kind, tmp_path):
    train, test = read(f"train.{kind}"), read(f"test.{kind}")
    cells = defaultdict(list)
    for *cell, mos in zip(
        train.subsets["algorithm"], train.subsets["scale"], train.targets, strict=True
    ):
        cells[tuple(cell)].append(mos)
    means = [
        np.mean(cells[cell])
        for cell in zip(test.subsets["algorithm"], test.subsets["scale"], strict=True)
    ]

    path = written(tmp_path / "mean.csv", test.names, means)
    report = evaluate(path, file_name="mean.csv", truth=test, profile=Profile())

    rounded = [round(report.metrics["srcc"], 4), round(report.metrics["plcc"], 4)]
    assert [*rounded, round(report.score, 4)] == [0.7905, 0.8607, 0.8186]


@pytest.mark.parametrize("rater", range(21))
def test_every_rater_scores_as_scipy_says(rater, tmp_path):
    test = read("test.xlsx")
    assert test.ratings is not None
    ratings = test.ratings[:, rater]

    path = written(tmp_path / "rater.csv", test.names, ratings)
    metrics = evaluate(path, file_name="rater.csv", truth=test).metrics

    expected = {
        "srcc": stats.spearmanr(ratings, test.targets).statistic,
        "plcc": stats.pearsonr(ratings, test.targets).statistic,
        "krcc": stats.kendalltau(ratings, test.targets).statistic,
        "rmse": np.sqrt(np.mean((ratings - test.targets) ** 2)),
        "mae": np.mean(np.abs(ratings - test.targets)),
    }
    assert metrics == pytest.approx(expected, abs=1e-12)
    assert list(metrics) == list(Profile().metrics)
