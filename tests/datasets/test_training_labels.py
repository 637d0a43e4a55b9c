"""One file of a competition says what its training images are worth."""

import threading

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core.errors import DomainError
from core.models import AuditEntry
from datasets.models import DataFile
from datasets.selectors import training_labels
from datasets.services import mark_training_labels, unmark_training_labels
from datasets.truths import read_labels
from tests.factories import (
    TRUTH_CSV,
    CompetitionFactory,
    DataFileFactory,
    DatasetFactory,
    OrganizerFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def _labels(competition, content=TRUTH_CSV, name="labels.csv"):
    return DataFileFactory(
        dataset__competition=competition, name=name, file=ContentFile(content.encode(), name)
    )


def test_marked_file_is_found_and_read():
    organizer = OrganizerFactory()
    file = _labels(organizer.competition)

    mark_training_labels(file=file, by=organizer.user)
    mark_training_labels(file=file, by=organizer.user)

    found = training_labels(organizer.competition)
    assert found == file
    labels = read_labels(found)
    assert np.array_equal(labels.targets, [1.0, 1.5, 2.0, 2.75, 3.0, 3.5, 4.0, 4.75])
    assert labels.subsets["scale"][:2] == ("x4", "x2")
    entry = AuditEntry.objects.get(action="training_labels_marked")
    assert (entry.actor_id, entry.competition_id) == (organizer.user.pk, organizer.competition_id)


def test_competition_without_a_mark_has_no_labels():
    file = _labels(CompetitionFactory())
    mark_training_labels(file=_labels(CompetitionFactory()), by=None)

    assert training_labels(file.dataset.competition) is None


def test_mark_is_taken_back():
    file = _labels(CompetitionFactory())
    mark_training_labels(file=file, by=None)

    unmark_training_labels(file=file, by=None)
    unmark_training_labels(file=file, by=None)

    assert training_labels(file.dataset.competition) is None
    assert AuditEntry.objects.filter(action="training_labels_unmarked").count() == 1


def test_second_file_is_refused_until_the_first_gives_the_mark_back():
    competition = CompetitionFactory()
    first, second = _labels(competition, name="a.csv"), _labels(competition, name="b.csv")
    mark_training_labels(file=first, by=None)

    with pytest.raises(DomainError, match=r"a\.csv of .* holds the training labels"):
        mark_training_labels(file=second, by=None)
    unmark_training_labels(file=first, by=None)
    mark_training_labels(file=second, by=None)

    assert training_labels(competition) == second


@pytest.mark.parametrize("content", ["", "name,width\na.png,12\n", "name,mos\na.png,good\n"])
def test_file_that_says_no_mos_is_refused(content):
    file = _labels(CompetitionFactory(), content)

    with pytest.raises(DomainError, match=r"labels\.csv cannot serve as training labels"):
        mark_training_labels(file=file, by=None)

    assert training_labels(file.dataset.competition) is None


def test_only_organizers_set_or_take_the_mark():
    competition = CompetitionFactory()
    file = _labels(competition)
    for person in (RegistrationFactory(competition=competition).user, OrganizerFactory().user):
        for act in (mark_training_labels, unmark_training_labels):
            with pytest.raises(DomainError, match="Only the organizers"):
                act(file=file, by=person)

    assert training_labels(competition) is None


def test_database_refuses_two_marks_in_one_dataset():
    dataset = DatasetFactory()
    DataFileFactory(dataset=dataset, holds_training_labels=True)

    with pytest.raises(IntegrityError, match="dataset_has_one_file"), transaction.atomic():
        DataFileFactory(dataset=dataset, holds_training_labels=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_marks_at_once_one_is_refused():
    competition = CompetitionFactory()
    files = [_labels(competition, name="a.csv"), _labels(competition, name="b.csv")]
    start, refused = threading.Barrier(2), []

    def mark(file):
        try:
            start.wait()
            mark_training_labels(file=file, by=None)
        except DomainError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=mark, args=[file]) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["labels_taken"]
    assert DataFile.objects.filter(holds_training_labels=True).count() == 1


@pytest.fixture
def desk(client):
    """An organizer's admin; `desk.competition` is theirs."""
    organizer = OrganizerFactory(user=UserFactory(is_staff=True))
    client.force_login(organizer.user)
    client.competition = organizer.competition
    return client


def _put(desk, content, **more):
    return desk.post(
        reverse("admin:datasets_datafile_add"),
        {
            "put-dataset": DatasetFactory(competition=desk.competition).pk,
            "put-name": "labels.csv",
            "put-file": SimpleUploadedFile("labels.csv", content),
            **more,
        },
    )


def test_admin_puts_in_a_file_of_labels_and_takes_the_mark_back(desk):
    answer = _put(desk, TRUTH_CSV.encode(), **{"put-holds_training_labels": "on"})

    file = DataFile.objects.get()
    assert answer.status_code == 302
    assert training_labels(desk.competition) == file
    with file.file.open() as stored:
        assert stored.read() == TRUTH_CSV.encode()

    address = reverse("admin:datasets_datafile_change", args=[file.pk])
    desk.post(address, {"put-name": "labels.csv", "put-description": ""})
    assert training_labels(desk.competition) is None
    desk.post(address, {"put-name": "labels.csv", "put-holds_training_labels": "on"})
    assert training_labels(desk.competition) == file


@pytest.mark.parametrize("taken", [False, True])
def test_admin_says_why_a_file_cannot_hold_the_labels(desk, taken):
    if taken:
        mark_training_labels(file=_labels(desk.competition, name="first.csv"), by=None)
    content = TRUTH_CSV.encode() if taken else b"name,width\na.png,12\n"

    answer = _put(desk, content, **{"put-holds_training_labels": "on"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("first.csv of" if taken else "cannot serve as training labels") in page
    assert DataFile.objects.count() == int(taken)


def test_data_page_says_which_file_it_is(client):
    file = _labels(CompetitionFactory())
    address = reverse("datasets:data", args=[file.dataset.competition.slug])

    assert "Training labels" not in client.get(address).content.decode()
    mark_training_labels(file=file, by=None)
    assert "Training labels" in client.get(address).content.decode()
