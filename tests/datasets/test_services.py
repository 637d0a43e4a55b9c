import hashlib

import pytest
from django.core.files.base import ContentFile

from core.errors import DomainError
from core.models import AuditEntry
from datasets import services
from datasets.services import Announcement
from tests.factories import (
    NOW,
    CompetitionFactory,
    DatasetFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db


def _add(dataset, by, name="images.zip"):
    return services.add_file(dataset=dataset, by=by, file=ContentFile(b"abc"), name=name)


def test_file_is_stored_with_its_size_and_hash():
    organizer = OrganizerFactory()
    dataset = DatasetFactory(competition=organizer.competition)

    row = _add(dataset, organizer.user, name="a\\b/images 1.zip")

    assert (row.name, row.size) == ("images 1.zip", 3)
    assert row.sha256 == hashlib.sha256(b"abc").hexdigest()
    with row.file.open() as stored:
        assert stored.read() == b"abc"
    assert AuditEntry.objects.get(action="file_added").actor_id == organizer.user.pk


@pytest.mark.parametrize("name", ["", "..", "a/", "\u202egpj.exe", "a\nb", "x" * 201])
def test_hostile_file_name_is_refused(name):
    with pytest.raises(DomainError, match="plain name"):
        _add(DatasetFactory(), None, name)


def test_two_files_of_a_dataset_have_two_names():
    dataset = DatasetFactory()
    _add(dataset, None)

    with pytest.raises(DomainError, match="already"):
        _add(dataset, None)

    assert dataset.files.count() == 1
    _add(DatasetFactory(), None)


def test_only_organizers_add_data():
    competition = CompetitionFactory()
    participant = RegistrationFactory(competition=competition).user
    other = OrganizerFactory().user

    for person in (participant, other):
        with pytest.raises(DomainError, match="Only the organizers"):
            _add(DatasetFactory(competition=competition), person)
        with pytest.raises(DomainError, match="Only the organizers"):
            services.add_dataset(
                competition=competition, by=person, announcement=Announcement("Images")
            )


def test_dataset_is_announced_by_its_organizer():
    organizer = OrganizerFactory()
    phase = PhaseFactory(competition=organizer.competition)

    dataset = services.add_dataset(
        competition=organizer.competition,
        by=organizer.user,
        announcement=Announcement("Images", phase=phase),
    )

    assert (dataset.released_from, dataset.audience) == (phase.opens_at, "registered")


def test_dataset_has_one_moment_of_release_and_a_phase_of_its_own_competition():
    phase = PhaseFactory()
    both = Announcement("Images", phase=phase, releases_at=NOW)
    foreign = Announcement("Images", phase=PhaseFactory())

    for announcement in (both, foreign):
        with pytest.raises(DomainError):
            services.add_dataset(competition=phase.competition, by=None, announcement=announcement)
