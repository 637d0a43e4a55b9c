"""Every way we know to get a file wrong, and the exact sentence that answers it."""

import os
import pickle
import re
from pathlib import Path

import pytest

from evaluator import InvalidPredictions, Limits, evaluate
from tests.evaluator.files import SIBLINGS, truth
from tests.evaluator.readers.badfiles import (
    archives,
    binary,
    jsons,
    names,
    text,
    workbooks,
)
from tests.evaluator.readers.badfiles.bad import Bad

ROOT = Path(__file__).resolve().parents[3]
TABLES = (text, binary, jsons, names, archives, workbooks)
CASES = [
    pytest.param(case, id=f"{table.__name__.rpartition('.')[2]}: {case.title}")
    for table in TABLES
    for case in table.CASES
]
LIMITS = Limits(bytes=150_000, rows=10, expanded_bytes=4 * 2**20)
# Raised where the file is no file at all, or its numbers defeat a formula: tested on their own.
ELSEWHERE = {"not_a_file", "undefined_score", "ambiguous_name"}
RAISED = re.compile(r"(?:InvalidPredictions|Refused)\(\s*\"(\w+)\"")


@pytest.mark.parametrize("case", CASES)
def test_bad_file_is_refused_in_these_words(case: Bad, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(case.data)

    with pytest.raises(InvalidPredictions) as refused:
        evaluate(path, file_name="p.csv", truth=truth(), limits=LIMITS, siblings=SIBLINGS)

    assert (refused.value.code, str(refused.value)) == (case.code, case.message)


@pytest.mark.parametrize("table", TABLES)
def test_no_bad_file_is_listed_twice(table):
    assert len({case.title for case in table.CASES}) == len(table.CASES)


def test_every_code_has_a_bad_file_and_a_line_in_the_participants_page():
    raised = set()
    for source in (ROOT / "evaluator").rglob("*.py"):
        raised |= set(RAISED.findall(source.read_text("utf-8")))
    tested = {case.code for table in TABLES for case in table.CASES}
    page = (ROOT / "docs/participants/predictions.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))

    assert tested | ELSEWHERE == raised
    assert documented == raised


def test_named_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(InvalidPredictions, match=r"'p\.csv' is not a regular file") as refused:
        evaluate(tmp_path / "pipe", file_name="p.csv", truth=truth())

    assert refused.value.code == "not_a_file"


def test_folder_is_refused(tmp_path):
    with pytest.raises(InvalidPredictions, match=r"'p\.csv' is not a regular file"):
        evaluate(tmp_path, file_name="p.csv", truth=truth())


def test_message_survives_being_sent_between_processes():
    error = InvalidPredictions("empty_file", "The file is empty.")

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert (copy.code, str(copy)) == ("empty_file", "The file is empty.")
