"""Files handed out: to whom, from when, in ranges, and written down."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services as accounts
from datasets.models import Dataset, Download
from participation.models import Registration
from tests.factories import (
    CompetitionFactory,
    DataFileFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

CONTENT = b"name,score\n"
HOUR = timedelta(hours=1)


def _file(**dataset):
    fields = {f"dataset__{name}": value for name, value in dataset.items()}
    return DataFileFactory(file=ContentFile(CONTENT, "file.csv"), **fields)


def _get(client, file, **headers):
    return client.get(reverse("datasets:download", args=[file.pk]), headers=headers)


def _body(answer):
    return b"".join(answer.streaming_content)


def test_public_file_comes_whole_to_anybody(client):
    file = _file(audience=Dataset.Audience.PUBLIC)

    answer = _get(client, file)

    assert (answer.status_code, _body(answer)) == (200, CONTENT)
    assert answer["ETag"] == f'"{file.sha256}"'
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "status", "body", "said"),
    [
        ("bytes=0-3", 206, b"name", "bytes 0-3/11"),
        ("bytes=5-", 206, b"score\n", "bytes 5-10/11"),
        ("bytes=-6", 206, b"score\n", "bytes 5-10/11"),
        ("bytes=5-99", 206, b"score\n", "bytes 5-10/11"),
        ("bytes=0-1,3-4", 200, CONTENT, None),
        ("lines=1-2", 200, CONTENT, None),
    ],
)
def test_range_comes_as_asked(client, asked, status, body, said):
    answer = _get(client, _file(audience="public"), range=asked)

    assert (answer.status_code, _body(answer)) == (status, body)
    assert answer.get("Content-Range") == said


def test_range_behind_the_end_is_refused(client):
    answer = _get(client, _file(audience="public"), range="bytes=11-")

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */11")


def test_resumed_download_of_a_changed_file_begins_anew(client):
    file = _file(audience="public")
    same = _get(client, file, range="bytes=5-", if_range=f'"{file.sha256}"')
    other = _get(client, file, range="bytes=5-", if_range='"another"')

    assert (same.status_code, other.status_code) == (206, 200)


def test_every_request_is_written_down_with_its_range(client):
    file = _file(audience="public")
    person = UserFactory()
    _get(client, file)
    client.force_login(person)
    _get(client, file, range="bytes=0-3")
    _get(client, file, range="x" * 1000)

    assert list(Download.objects.order_by("pk").values_list("file", "user", "byte_range")) == [
        (file.pk, None, ""),
        (file.pk, person.pk, "bytes=0-3"),
        (file.pk, person.pk, "x" * 60),
    ]


def test_file_for_registered_people_leads_visitors_to_sign_in(client):
    file = _file()

    answer = _get(client, file)

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next=/data/{file.pk}/"
    assert not Download.objects.exists()


@pytest.mark.parametrize(
    ("status", "code"),
    [("approved", 200), ("pending", 403), ("refused", 403), ("withdrawn", 403), (None, 403)],
)
def test_file_for_registered_people_goes_to_the_approved_alone(client, status, code):
    file = _file()
    person = UserFactory()
    if status:
        RegistrationFactory(
            competition=file.dataset.competition, user=person, status=Registration.Status(status)
        )
    client.force_login(person)

    assert _get(client, file).status_code == code
    assert Download.objects.count() == (code == 200)


def test_being_registered_elsewhere_opens_nothing(client):
    file = _file()
    client.force_login(RegistrationFactory().user)

    assert _get(client, file).status_code == 403


@pytest.mark.parametrize(("offset", "code"), [(HOUR, 404), (-HOUR, 200)])
@pytest.mark.parametrize("by_phase", [True, False])
def test_file_is_not_there_before_its_release(client, offset, code, by_phase):
    moment = timezone.now() + offset
    competition = CompetitionFactory()
    phase = PhaseFactory(competition=competition, opens_at=moment) if by_phase else None
    file = _file(
        competition=competition,
        audience="public",
        phase=phase,
        releases_at=None if by_phase else moment,
    )
    client.force_login(RegistrationFactory(competition=competition).user)

    assert _get(client, file).status_code == code
    assert Download.objects.count() == (code == 200)


def test_organizers_fetch_before_the_release_and_of_drafts(client):
    competition = CompetitionFactory(status="draft")
    file = _file(competition=competition, releases_at=timezone.now() + HOUR)

    client.force_login(OrganizerFactory().user)
    assert _get(client, file).status_code == 404
    client.force_login(OrganizerFactory(competition=competition).user)
    assert _get(client, file).status_code == 200


def test_moment_of_release_itself_counts():
    dataset = Dataset(releases_at=timezone.now())

    assert dataset.is_released(dataset.releases_at)
    assert not dataset.is_released(dataset.releases_at - timedelta(microseconds=1))


def test_api_serves_the_same_file_to_a_token():
    file = _file()
    person = RegistrationFactory(competition=file.dataset.competition).user
    _, secret = accounts.make_token(user=person)
    api = APIClient()
    address = f"/api/v1/data/{file.pk}/"

    refused = api.get(address)
    api.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    answer = api.get(address, HTTP_RANGE="bytes=0-3")

    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
    assert (answer.status_code, _body(answer)) == (206, b"name")


def test_page_tells_the_moment_of_what_is_not_released_and_nothing_else(client):
    competition = CompetitionFactory()
    file = _file(
        competition=competition,
        title="Test images",
        description="What is secret",
        licence="secret licence",
        releases_at=timezone.now() + HOUR,
    )
    page = reverse("datasets:data", args=[competition.slug])
    listing = f"/api/v1/competitions/{competition.slug}/datasets/"

    text = client.get(page).content.decode()
    [row] = client.get(listing).json()
    client.force_login(OrganizerFactory(competition=competition).user)
    organizers = client.get(page).content.decode()

    assert "Test images" in text
    assert file.dataset.releases_at.isoformat() in text
    for secret in (file.name, file.sha256, "secret"):
        assert secret not in text
        assert secret not in str(row)
        assert secret in organizers
    assert row["files"] == []
    assert row["is_released"] is False


def test_list_for_programs_tells_all_of_a_released_file(client):
    file = _file(audience="public", licence="CC BY 4.0")

    [row] = client.get(f"/api/v1/competitions/{file.dataset.competition.slug}/datasets/").json()

    assert row == {
        "title": file.dataset.title,
        "description": "",
        "licence": "CC BY 4.0",
        "source_url": "",
        "audience": "public",
        "is_released": True,
        "released_from": None,
        "may_download": True,
        "files": [
            {
                "id": file.pk,
                "name": file.name,
                "description": "",
                "size": 11,
                "sha256": file.sha256,
                "holds_training_labels": False,
                "url": f"http://testserver/api/v1/data/{file.pk}/",
            }
        ],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_files(
    client, count, django_assert_num_queries
):
    competition = CompetitionFactory()
    for _ in range(count):
        _file(competition=competition, phase=PhaseFactory(competition=competition))

    with django_assert_num_queries(4):
        client.get(reverse("datasets:data", args=[competition.slug]))
