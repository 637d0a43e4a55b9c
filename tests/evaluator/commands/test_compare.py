import json

import pytest

from evaluator.__main__ import main
from tests.evaluator.statistics import samples

TRUTH = samples.truth()


@pytest.fixture
def files(tmp_path):
    write(tmp_path / "truth.csv", "name,mos,content", TRUTH.targets, TRUTH.subsets["content"])
    for name, noise in (("good", 0.2), ("fair", 0.2), ("bad", 0.9)):
        values = samples.predictions(TRUTH, noise=noise, seed=ord(name[0]))
        write(tmp_path / f"{name}.csv", "name,score", values)
    return tmp_path


def write(path, header, *columns):
    rows = zip(TRUTH.names, *columns, strict=True)
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")


def run(files, first, second, *options):
    paths = [str(files / name) for name in (first, second)]
    return main(["compare", *paths, "--truth", str(files / "truth.csv"), *options])


def test_compare_says_it_in_a_sentence_first(files, capsys):
    assert run(files, "good.csv", "bad.csv") == 0

    out = capsys.readouterr().out
    assert out.startswith("good and bad can be told apart on 72 images: their scores differ by 0.")
    assert "Williams, SRCC:" in out
    assert "Images that they put in the most different places (72 is the best):" in out


def test_compare_says_that_two_cannot_be_told_apart(files, capsys):
    assert run(files, "good.csv", "fair.csv") == 0

    assert capsys.readouterr().out.startswith("good and fair cannot be told apart on 72 images:")


def test_compare_prints_everything_as_json(files, capsys):
    assert run(files, "good.csv", "bad.csv", "--json") == 0

    found = json.loads(capsys.readouterr().out)
    assert found["is_separable"] is True
    assert len(found["images"]) == 72


def test_compare_draws_its_figures(files, capsys):
    assert run(files, "good.csv", "bad.csv", "--figures", str(files / "out")) == 0

    drawn = sorted(path.name for path in (files / "out").iterdir())
    assert drawn == [
        f"{name}.{ending}" for name in ("differences", "images") for ending in ("pdf", "png", "svg")
    ]
    assert all((files / "out" / name).stat().st_size > 1000 for name in drawn)


def test_compare_refuses_a_file_of_other_images(files, capsys):
    (files / "other.csv").write_text("name,score\nx.png,1\n")

    assert run(files, "good.csv", "other.csv") == 2

    assert "x.png" in capsys.readouterr().err


def test_compare_says_that_one_has_no_score(files, capsys):
    write(files / "same.csv", "name,score", [2.0] * len(TRUTH.names))

    assert run(files, "good.csv", "same.csv") == 0

    out = capsys.readouterr().out
    assert out.startswith("Whether good and same differ cannot be said: one of them has no score.")


def test_compare_keeps_its_columns_under_huge_predictions(files, capsys):
    write(files / "huge.csv", "name,score", 1e300 * TRUTH.targets)

    assert run(files, "good.csv", "huge.csv") == 0

    assert max(len(line) for line in capsys.readouterr().out.splitlines()) < 150


def test_compare_says_which_of_its_files_is_refused(files, capsys):
    (files / "empty.csv").write_text("")

    assert run(files, "good.csv", "empty.csv") == 2
    assert capsys.readouterr().err.startswith(f"{files / 'empty.csv'}: The file is empty.")
