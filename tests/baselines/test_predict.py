import csv
from statistics import fmean

import pytest

from baselines import predict
from baselines.__main__ import main
from baselines.data import synth
from baselines.data.synth import Size


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("predict") / "set"
    synth.make(folder, size=Size(side=48, train=48, val=6, test=6))
    return folder


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_command_writes_every_image_of_the_split_once(folder, tmp_path):
    methods = list(predict.METHODS)

    status = main(
        ["predict", "--method", *methods, "--split", "val", "--data", str(folder),
         "--out", str(tmp_path)]
    )  # fmt: skip

    names = [row["name"] for row in rows(folder / "val_images.csv")]
    for method in methods:
        predictions = rows(tmp_path / f"{method}-val.csv")
        assert [row["name"] for row in predictions] == names
        assert len({float(row["score"]) for row in predictions}) > 1
    assert status == 0


def test_what_is_written_reads_back_to_the_same_bits(folder, tmp_path):
    predictions = predict.predict(method="ssim", data=folder, split="val")

    predict.write(predictions, tmp_path / "out.csv")

    written = {row["name"]: float(row["score"]) for row in rows(tmp_path / "out.csv")}
    assert written == predictions


def test_mean_per_scale_is_the_mean_of_the_training_scores(folder):
    scale_of = {row["name"]: row["scale"] for row in rows(folder / "test_images.csv")}
    train = rows(folder / "train.csv")

    predictions = predict.predict(method="mean-per-scale", data=folder, split="test")

    for name, score in predictions.items():
        members = [float(row["mos"]) for row in train if row["scale"] == scale_of[name]]
        assert score == pytest.approx(fmean(members), abs=1e-12)


def test_missing_set_is_said_in_one_line(tmp_path, capsys):
    status = main(
        ["predict", "--method", "psnr", "--split", "val", "--data", str(tmp_path),
         "--out", str(tmp_path)]
    )  # fmt: skip

    assert status == 2
    assert "val_images.csv is missing: make the set first" in capsys.readouterr().err
