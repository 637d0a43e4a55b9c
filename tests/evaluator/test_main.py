import json

import pytest

from evaluator.__main__ import main
from tests.evaluator.files import CSV

TRUTH = "name,mos,scale\na.png,1,x2\nb.png,2,x2\nc.png,4,x2\nd.png,3,x4\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "truth.csv").write_text(TRUTH)
    (tmp_path / "p.csv").write_bytes(CSV)
    return tmp_path


def run(files, *options):
    arguments = ["--truth", str(files / "truth.csv"), "--predictions", str(files / "p.csv")]
    return main(["score", *arguments, *map(str, options)])


def test_score_prints_the_log_and_the_groups(files, capsys):
    status = run(files)

    assert status == 0
    assert capsys.readouterr().out == (
        "received 52 bytes, csv, header name,score\n"
        "matched 4 of 4 names\n"
        "srcc 0.8000  plcc 0.7350  krcc 0.6667  rmse 0.8028  mae 0.7188  score 0.7740\n"
        "\n"
        "scale:\n"
        "  x2                   n    3  "
        "srcc 1.0000  plcc 0.9820  krcc 1.0000  rmse 0.6614  mae 0.5833\n"
        "  x4                   n    1  srcc –  plcc –  krcc –  rmse –  mae –\n"
    )


def test_score_prints_the_whole_report_as_json(files, capsys):
    status = run(files, "--json")

    document = json.loads(capsys.readouterr().out)
    assert status == 0
    assert document["predictions"] == [1.5, 2.25, 3.0, 4.125]
    assert (
        document["score"] == 0.6 * document["metrics"]["srcc"] + 0.4 * document["metrics"]["plcc"]
    )


def test_score_follows_a_profile(files, capsys):
    profile = {"metrics": ["mae"], "formula": "mae", "higher_is_better": False, "subsets": []}
    (files / "profile.json").write_text(json.dumps(profile))

    status = run(files, "--profile", files / "profile.json")

    assert status == 0
    assert capsys.readouterr().out.splitlines()[-1] == "mae 0.7188  score 0.7188"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("p.csv", "a.png,x\n", "Line 1: the score 'x' is not a number."),
        ("truth.csv", "name,mos\na.png,x\n", "{truth}: Line 2: mos 'x' is not a number."),
        ("profile.json", '{"formula": "abs(srcc)"}', "'abs(srcc)' is not allowed in a formula"),
        ("profile.json", "{", "{profile} is not valid JSON: Expecting property name"),
        ("profile.json", "[" * 100_000, "{profile} is not valid JSON: maximum recursion depth"),
        ("profile.json", "[]", "A metric profile must be an object"),
    ],
)
def test_refusal_is_a_sentence_on_stderr_and_status_2(files, capsys, name, content, sentence):
    (files / "profile.json").write_text("{}")
    (files / name).write_text(content)

    status = run(files, "--profile", files / "profile.json")

    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    assert printed.err.startswith(
        sentence.format(profile=files / "profile.json", truth=files / "truth.csv")
    )
    assert "Traceback" not in printed.err


def test_missing_file_is_named(files, capsys):
    (files / "p.csv").unlink()

    assert run(files) == 2
    assert "p.csv" in capsys.readouterr().err
