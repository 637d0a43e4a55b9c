import json

import pytest

from evaluator.__main__ import main
from tests.evaluator.statistics.test_metadata import made_up


def written(path, truth):
    columns = zip(truth.names, truth.targets.tolist(), *truth.subsets.values(), strict=True)
    rows = [["name", "mos", *truth.subsets], *columns]
    path.write_text("\n".join(",".join(map(str, row)) for row in rows))
    return path


@pytest.fixture
def files(tmp_path):
    return [
        written(tmp_path / f"{name}.csv", made_up(seed, images))
        for seed, (name, images) in enumerate([("test", 60), ("train", 200), ("val", 30)])
    ]


def run(files, *options):
    test, train, val = files
    arguments = ["--truth", test, "--training", train, "--other", val, *options]
    return main(["audit", *map(str, arguments)])


def test_findings_are_printed_the_most_urgent_first(files, capsys):
    status = run(files)

    printed = capsys.readouterr().out
    urgency = [
        line.split()[0] for line in printed.splitlines() if not line.startswith(" ") and line
    ]
    assert status == 0
    assert urgency == sorted(urgency, key=["ACT", "LOOK", "FINE"].index)
    assert "Of the 5 contents of this phase it shares 5 with training, 5 with val." in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_findings_are_printed_as_json(files, capsys):
    status = run(files, "--json")

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert status == 0
    assert set(findings[0]) == {"code", "severity", "title", "detail", "advice", "values"}
    shift = next(finding for finding in findings if finding["code"] == "mos_shift")
    assert {name: split["n"] for name, split in shift["values"]["splits"].items()} == {
        "training": 200,
        "val": 30,
        "this phase": 60,
    }


def test_figures_are_written(files, tmp_path, capsys):
    status = run(files, "--figures", tmp_path / "figures")

    assert status == 0
    assert sorted(file.name for file in (tmp_path / "figures").glob("*.svg")) == [
        "metadata.svg",
        "mix-algorithm.svg",
        "mix-family.svg",
        "mix-scale.svg",
        "mos.svg",
    ]


def test_ground_truth_alone_will_do(files, capsys):
    assert main(["audit", "--truth", str(files[0])]) == 0
    assert "There is no training set to compare with  [no_training]" in capsys.readouterr().out


def test_files_of_one_name_are_told_apart(files, tmp_path, capsys):
    (tmp_path / "other").mkdir()
    other = written(tmp_path / "other" / "val.csv", made_up(9, 40))

    run(files, "--other", other, "--json")

    findings = json.loads(capsys.readouterr().out)["findings"]
    shift = next(finding for finding in findings if finding["code"] == "mos_shift")
    assert list(shift["values"]["splits"]) == [
        "training",
        str(files[2]),
        str(other),
        "this phase",
    ]


def test_a_file_that_cannot_be_read_is_refused(files, capsys):
    files[1].write_text("name\na.png\n")

    assert run(files) == 2
    assert "No column holds the MOS; the columns are 'name'." in capsys.readouterr().err
