"""What the worker fetches is what the site announced, and ground truth is fetched once."""

import base64
import hashlib

import pytest

from evaluator.worker.inputs import SiblingNames, Source, Truths, WrongContent, on_disk
from tests.factories import NAMES, TRUTH_CSV


def inline(content: bytes, *, sha256: str = "", file_name: str = "truth.csv") -> Source:
    return Source(
        url="data:application/octet-stream;base64," + base64.b64encode(content).decode(),
        sha256=sha256 or hashlib.sha256(content).hexdigest(),
        size=len(content),
        file_name=file_name,
    )


def test_content_is_what_was_announced():
    assert inline(b"abc").content() == b"abc"


def test_content_of_another_hash_is_refused():
    with pytest.raises(WrongContent, match=r"truth\.csv: the hash is not"):
        inline(b"abc", sha256="0" * 64).content()


def test_file_is_there_for_as_long_as_it_is_needed():
    with on_disk(b"abc") as path:
        assert path.read_bytes() == b"abc"

    assert not path.exists()


def test_truth_is_read_once_though_each_job_brings_another_link():
    truths = Truths()
    first = truths.get(inline(TRUTH_CSV.encode()))
    elsewhere = Source(
        url="http://127.0.0.1:9/nobody-is-there",
        sha256=hashlib.sha256(TRUTH_CSV.encode()).hexdigest(),
        size=len(TRUTH_CSV),
        file_name="truth.csv",
    )

    assert truths.get(elsewhere) is first


def test_only_the_last_few_truths_are_kept():
    truths = Truths(kept=2)
    sources = [inline(TRUTH_CSV.replace("4.75", f"4.{n}").encode()) for n in range(3)]

    found = [truths.get(source) for source in sources]

    assert truths.get(sources[2]) is found[2]
    assert truths.get(sources[1]) is found[1]
    assert truths.get(sources[0]) is not found[0]


def test_names_of_another_phase_are_read_when_somebody_goes_through_them():
    broken = SiblingNames(Truths(), inline(b"", sha256="0" * 64))
    names = SiblingNames(Truths(), inline(TRUTH_CSV.encode()))

    assert list(names) == NAMES
    with pytest.raises(WrongContent):
        list(broken)
