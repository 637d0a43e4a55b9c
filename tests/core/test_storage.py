"""Signed links to stored files, and answers that resume."""

import stat
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from core import storage

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def stored():
    name = default_storage.save("tests/bytes.bin", ContentFile(CONTENT))
    yield name
    default_storage.delete(name)


def get(stored: str, **headers: str):
    link = storage.link(stored, seconds=60, file_name="größe.bin")
    return Client().get(link, headers=headers)


def test_link_reads_the_file_whole(stored):
    response = get(stored)

    assert (response.status_code, response.getvalue()) == (200, CONTENT)
    assert response["Content-Length"] == "1024"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.bin"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=1000-", 1000, 1024),
        ("bytes=1000-5000", 1000, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=-5000", 0, 1024),
    ],
)
def test_one_range_is_answered_with_that_part(stored, asked, start, end):
    response = get(stored, range=asked)

    assert (response.status_code, response.getvalue()) == (206, CONTENT[start:end])
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5-2", "bytes=-0"])
def test_range_outside_the_file_is_answered_416(stored, asked):
    response = get(stored, range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=-"])
def test_what_is_not_one_range_gives_the_whole_file(stored, asked):
    response = get(stored, range=asked)

    assert (response.status_code, response.getvalue()) == (200, CONTENT)


def test_a_huge_number_in_a_range_is_no_error_of_ours(stored):
    response = get(stored, range="bytes=" + "9" * 5000 + "-")

    assert response.status_code in {200, 416}


def test_answer_that_nobody_reads_holds_no_file(stored):
    get(stored).getvalue()  # whatever the first request opens for good is open
    before = len(list(Path("/proc/self/fd").iterdir()))

    unread = get(stored)

    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert unread.status_code == 200


def test_link_leaves_open_by_which_name_its_holder_knows_the_site(stored):
    assert storage.link(stored, seconds=60).startswith("/files/")


def test_link_runs_out(stored):
    response = Client().get(storage.link(stored, seconds=0))

    assert response.status_code == 404


def test_altered_link_reads_nothing(stored):
    link = storage.link(stored, seconds=60)
    altered = link.replace(link[10], "A" if link[10] != "A" else "B", 1)

    assert Client().get(altered).status_code == 404


def test_private_files_are_readable_by_their_owner_alone(stored):
    mode = Path(default_storage.path(stored)).stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_sha256_of_reads_from_the_start_and_goes_back_there():
    file = ContentFile(b"abc")
    file.read(2)

    assert storage.sha256_of(file).startswith("ba7816bf8f01cfea414140de5dae2223")
    assert file.read() == b"abc"
