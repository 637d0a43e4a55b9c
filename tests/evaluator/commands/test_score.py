import json

from evaluator.__main__ import main
from tests.evaluator.statistics import samples

TRUTH = samples.truth()


def run(folder, *options, of=None):
    targets = zip(TRUTH.names, TRUTH.targets.tolist(), strict=True)
    (folder / "truth.csv").write_text("name,mos\n" + "".join(f"{n},{v!r}\n" for n, v in targets))
    predictions = samples.predictions(TRUTH, noise=0.3) if of is None else of
    values = zip(TRUTH.names, predictions.tolist(), strict=True)
    (folder / "p.csv").write_text("name,score\n" + "".join(f"{n},{v!r}\n" for n, v in values))
    paths = ["--truth", str(folder / "truth.csv"), "--predictions", str(folder / "p.csv")]
    return main(["score", *paths, *options])


def test_score_tells_its_interval(tmp_path, capsys):
    assert run(tmp_path) == 0
    text = capsys.readouterr().out
    assert run(tmp_path, "--json") == 0
    document = json.loads(capsys.readouterr().out)

    low, high = document["intervals"]["score"]
    assert low < document["score"] < high
    assert "95% intervals over the images: srcc [" in text
    assert f"score [{low:.4f}, {high:.4f}]" in text


def test_scoring_twice_gives_the_same_bits(tmp_path, capsys):
    run(tmp_path, "--json")
    first = capsys.readouterr().out
    run(tmp_path, "--json")

    assert capsys.readouterr().out == first


def test_score_draws_its_figures(tmp_path):
    assert run(tmp_path, "--figures", str(tmp_path / "out")) == 0

    drawn = {path.name for path in (tmp_path / "out").iterdir()}
    assert drawn == {
        f"{n}.{e}" for n in ("intervals", "predictions") for e in ("svg", "png", "pdf")
    }
    assert "predicted score" in (tmp_path / "out" / "predictions.svg").read_text()


def test_score_of_rounding_noise_has_no_interval_of_a_correlation(tmp_path, capsys):
    noise = 2.0 + 1e-14 * samples.predictions(TRUTH, noise=1)
    (tmp_path / "profile.json").write_text('{"formula": "rmse", "higher_is_better": false}')

    assert run(tmp_path, "--json", "--profile", str(tmp_path / "profile.json"), of=noise) == 0

    found = json.loads(capsys.readouterr().out)["intervals"]
    assert [name for name, ends in found.items() if ends] == ["rmse", "mae", "score"]


def test_score_of_huge_predictions_has_intervals(tmp_path, capsys):
    huge = 1e300 * samples.predictions(TRUTH, noise=0.3)

    assert run(tmp_path, of=huge) == 0
    assert "95% intervals over the images: srcc [" in capsys.readouterr().out
