import json

import numpy as np
import pytest

from evaluator.__main__ import main
from tests.evaluator.statistics.panels import names_of, ratings


def written(path, table, first=0):
    rows = [",".join(["name", "mos", *names_of(table)])]
    for index, row in enumerate(table, first):
        cells = ["" if np.isnan(x) else f"{x:g}" for x in row]
        rows.append(",".join([f"{index}.png", repr(float(np.nanmean(row))), *cells]))
    path.write_text("\n".join(rows))
    return str(path)


@pytest.fixture
def file(tmp_path):
    return written(tmp_path / "truth.csv", ratings(40, 20))


def test_raters_prints_aligned_tables(file, capsys):
    status = main(["raters", "--truth", file, "--draws", "50"])

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert lines[0] == "40 images, 20 raters"
    title = next(line for line in lines if line.split()[:1] == ["rater"])
    assert title.split()[2:8] == ["srcc", "plcc", "krcc", "score", "slope", "bias"]
    assert title.split()[8:] == ["inconsistency", "outlying", "one-sided"]
    start = lines.index(title)
    rows = [line for line in lines[start + 1 : start + 21] if "rejects" not in line]
    assert {len(row) for row in rows} == {len(title)}
    for part in ("ICC(2,k)", "Krippendorff's alpha", "SOS parameter a", "P.910 against plain MOS"):
        assert any(line.strip().startswith(part) for line in lines), part


def test_raters_prints_the_document_as_json(file, capsys):
    main(["raters", "--truth", file, "--json", "--draws", "50", "--seed", "7"])

    document = json.loads(capsys.readouterr().out)
    assert document["images"] == 40
    assert [row["rater"] for row in document["raters"]] == [f"P{i}" for i in range(1, 21)]
    assert (document["split_half"]["draws"], document["split_half"]["seed"]) == (50, 7)


def test_raters_draws_figures(file, tmp_path, capsys):
    main(["raters", "--truth", file, "--draws", "20", "--figures", str(tmp_path / "figures")])

    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert names == {
        f"{name}.{ending}"
        for name in ("rater-behaviour", "rater-scores", "sos", "rating-histogram")
        for ending in ("svg", "png", "pdf")
    }


def test_raters_joins_files(file, tmp_path, capsys):
    more = written(tmp_path / "more.csv", ratings(10, 20, seed=1), first=40)

    main(["raters", "--truth", file, more, "--draws", "20"])

    assert capsys.readouterr().out.startswith("50 images, 20 raters\n")


def test_raters_follows_a_profile(file, tmp_path, capsys):
    profile = tmp_path / "profile.json"
    profile.write_text('{"formula": "krcc"}')

    main(["raters", "--truth", file, "--json", "--draws", "20", "--profile", str(profile)])

    document = json.loads(capsys.readouterr().out)
    assert document["leave_one_out"]["score"] == document["leave_one_out"]["krcc"]


def test_raters_takes_the_ends_of_the_scale(file, capsys):
    main(["raters", "--truth", file, "--json", "--draws", "20", "--scale", "0", "10"])

    assert json.loads(capsys.readouterr().out)["scale"] == [0, 10]


def test_raters_says_what_it_left_out(tmp_path, capsys):
    table = ratings(12, 3)
    table[:, 2] = 4
    table[0, 0] = np.nan
    file = written(tmp_path / "truth.csv", table)

    status = main(["raters", "--truth", file, "--draws", "20"])

    out = capsys.readouterr().out
    assert status == 0
    assert out.startswith("12 images, 3 raters, 1 rating missing\n")
    assert "P3 gave 4 to every image, so no correlation exists; left out." in out


def test_raters_refuses_truth_without_ratings(tmp_path, capsys):
    (tmp_path / "truth.csv").write_text("name,mos\na.png,1\nb.png,2\n")

    status = main(["raters", "--truth", str(tmp_path / "truth.csv")])

    assert status == 2
    assert capsys.readouterr().err.startswith("The ground truth holds no ratings")


@pytest.mark.parametrize("option", ["--seed=-1", "--draws=0", "--draws=many"])
def test_raters_refuses_numbers_that_make_no_sense(tmp_path, option, capsys):
    file = written(tmp_path / "truth.csv", ratings(12, 3))

    with pytest.raises(SystemExit) as stopped:
        main(["raters", "--truth", file, option])

    assert stopped.value.code == 2
    assert "is not a whole number from" in capsys.readouterr().err


@pytest.mark.parametrize("ends", [("5", "1"), ("nan", "5"), ("1", "2")])
def test_raters_refuses_a_scale_that_does_not_hold_the_ratings(tmp_path, ends, capsys):
    file = written(tmp_path / "truth.csv", ratings(12, 3))

    assert main(["raters", "--truth", file, "--scale", *ends]) == 2
    assert capsys.readouterr().err.startswith("Not all ratings lie on a scale from ")
