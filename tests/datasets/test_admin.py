"""The admin's desk: an organizer's own competitions, and never the ground truth itself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEntry
from datasets.models import DataFile
from tests.factories import (
    DataFileFactory,
    DatasetFactory,
    GroundTruthFactory,
    OrganizerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LISTS = ["dataset", "datafile", "groundtruth"]


@pytest.fixture
def mine():
    return OrganizerFactory(user=UserFactory(is_staff=True))


@pytest.fixture
def desk(client, mine):
    client.force_login(mine.user)
    return client


def _list(client, name):
    return client.get(reverse(f"admin:datasets_{name}_changelist"))


def test_organizer_sees_the_rows_of_their_own_competitions_alone(desk, mine):
    own = DataFileFactory(dataset__competition=mine.competition)
    other = DataFileFactory(dataset__competition__title="A secret draft")

    shown = _list(desk, "datafile").content.decode()
    changed = desk.get(reverse("admin:datasets_datafile_change", args=[other.pk]))
    offered = desk.get(reverse("admin:datasets_datafile_add")).content.decode()

    assert own.name in shown
    assert other.name not in shown
    assert changed.status_code == 302
    assert own.dataset.title in offered
    for page in (shown, offered):
        assert other.dataset.title not in page
        assert "A secret draft" not in page


@pytest.mark.parametrize("name", LISTS)
def test_staff_who_organize_nothing_see_no_list(client, name):
    client.force_login(UserFactory(is_staff=True))

    assert _list(client, name).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_organizer_who_is_not_staff_is_asked_to_sign_in(client, name):
    client.force_login(OrganizerFactory().user)

    assert _list(client, name).status_code == 302


def test_file_put_in_gets_its_size_and_hash(desk, mine):
    dataset = DatasetFactory(competition=mine.competition)

    answer = desk.post(
        reverse("admin:datasets_datafile_add"),
        {
            "put-dataset": dataset.pk,
            "put-name": "a.csv",
            "put-description": "",
            "put-file": SimpleUploadedFile("a.csv", b"abc"),
        },
    )

    row = DataFile.objects.get()
    assert answer.status_code == 302
    assert (row.size, row.sha256[:8]) == (3, "ba7816bf")
    assert AuditEntry.objects.get(action="file_added").competition_id == mine.competition_id


def test_organizer_cannot_put_a_file_into_anothers_dataset(desk, mine):
    DatasetFactory(competition=mine.competition)
    other = DatasetFactory()

    answer = desk.post(
        reverse("admin:datasets_datafile_add"),
        {
            "put-dataset": other.pk,
            "put-name": "a.csv",
            "put-file": SimpleUploadedFile("a.csv", b"abc"),
        },
    )

    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()
    assert not DataFile.objects.exists()


@pytest.mark.parametrize("is_superuser", [True, False])
def test_ground_truth_shows_neither_content_nor_file(client, mine, is_superuser):
    truth = GroundTruthFactory(phase__competition=mine.competition)
    person = UserFactory(is_staff=True, is_superuser=True) if is_superuser else mine.user
    client.force_login(person)

    page = client.get(reverse("admin:datasets_groundtruth_change", args=[truth.pk]))

    text = page.content.decode()
    assert page.status_code == 200
    assert truth.sha256 in text
    for secret in (truth.file.name, truth.items["names"][3], "2.75"):
        assert secret not in text


@pytest.mark.parametrize("act", ["add", "delete"])
def test_ground_truth_is_not_written_in_the_admin(client, mine, act):
    truth = GroundTruthFactory(phase__competition=mine.competition)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    args = [] if act == "add" else [truth.pk]

    assert client.get(reverse(f"admin:datasets_groundtruth_{act}", args=args)).status_code == 403


@pytest.mark.parametrize(
    "lookup",
    [
        "items__targets__0__gt=1.4",
        "items__contains=image",
        "file__startswith=truth",
        "phase__truths__items__targets__0__gt=1.4",
        "phase__competition__phases__truths__items__targets__0__gt=1.4",
    ],
)
def test_no_lookup_in_the_address_tells_what_the_ground_truth_says(client, lookup):
    GroundTruthFactory()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    answer = client.get(f"{reverse('admin:datasets_groundtruth_changelist')}?{lookup}")

    assert answer.status_code == 400


def test_filters_of_the_ground_truth_work(client):
    old = GroundTruthFactory(is_active=False)
    new = GroundTruthFactory()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:datasets_groundtruth_changelist")
    competition = old.phase.competition_id

    by_competition = client.get(f"{address}?phase__competition__id__exact={competition}")
    by_activity = client.get(f"{address}?is_active__exact=1")

    assert list(by_competition.context["cl"].queryset) == [old]
    assert list(by_activity.context["cl"].queryset) == [new]
