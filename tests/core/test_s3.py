"""Files in an S3 store: a real server, the same code as on one machine."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory

from core import storage
from core.responses import file_response

KEY, SECRET, BUCKET = "tests", "tests-secret", "spearhead"
WEED = Path(sys.executable).parent / "weed"
CONTENT = bytes(range(256)) * 4


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture(scope="module")
def s3_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a throw-away S3 server on the loopback interface."""
    folder = tmp_path_factory.mktemp("s3")
    credentials = {"accessKey": KEY, "secretKey": SECRET}
    identity = {"name": "tests", "credentials": [credentials], "actions": ["Admin"]}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    names = ["master.port", "volume.port", "filer.port", "s3.port"]
    ports = free_ports(2 * len(names))
    options = [f"-{name}={port}" for name, port in zip(names, ports[:4], strict=True)]
    options += [f"-{name}.grpc={port}" for name, port in zip(names, ports[4:], strict=True)]
    command = [str(WEED), "server", "-ip=127.0.0.1", f"-dir={folder}", "-s3", *options]
    command += [f"-s3.config={config}", "-volume.max=5"]
    # Their ports are fixed unless named, so that of two test runs one would get no server.
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    url = f"http://127.0.0.1:{ports[3]}"
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
    ):
        try:
            wait_for(url)
            yield url
        finally:
            process.kill()  # it holds nothing worth keeping, and takes its time to say goodbye


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            httpx.get(url, timeout=1)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"no S3 server at {url}")


@pytest.fixture
def in_s3(s3_url, settings) -> Iterator[None]:
    """The site's files in a fresh bucket of that server."""
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": s3_url,
        "access_key": KEY,
        "secret_key": SECRET,
        "region_name": "us-east-1",
        "addressing_style": "path",
        "querystring_auth": True,
        "file_overwrite": False,
        "default_acl": None,
    }
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    client = default_storage.connection.meta.client
    client.create_bucket(Bucket=BUCKET)
    yield
    for item in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=item["Key"])
    client.delete_bucket(Bucket=BUCKET)
    client.close()


@pytest.mark.usefixtures("in_s3")
def test_link_reads_the_file_from_the_store_and_resumes():
    name = default_storage.save("tests/bytes.bin", ContentFile(CONTENT))

    link = storage.link(name, seconds=60)
    whole = httpx.get(link)
    part = httpx.get(link, headers={"Range": "bytes=1000-"})

    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert (part.status_code, part.content) == (206, CONTENT[1000:])


@pytest.mark.usefixtures("in_s3")
def test_store_shows_nothing_without_a_signature():
    name = default_storage.save("tests/bytes.bin", ContentFile(CONTENT))

    bare = storage.link(name, seconds=60).split("?", maxsplit=1)[0]

    assert httpx.get(bare).status_code == 403


@pytest.mark.usefixtures("in_s3")
def test_second_file_of_the_same_name_does_not_replace_the_first():
    first = default_storage.save("tests/bytes.bin", ContentFile(b"first"))
    second = default_storage.save("tests/bytes.bin", ContentFile(b"second"))

    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"first"


@pytest.mark.usefixtures("in_s3")
def test_site_itself_answers_a_range_of_a_file_in_the_store():
    name = default_storage.save("tests/bytes.bin", ContentFile(CONTENT))
    request = RequestFactory().get("/", headers={"Range": "bytes=10-19"})

    response = file_response(request, name)

    assert (response.status_code, b"".join(response)) == (206, CONTENT[10:20])
