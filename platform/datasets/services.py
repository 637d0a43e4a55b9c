"""What is handed out: put there by organizers, fetched and counted."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.files import File
from django.db import IntegrityError, transaction

from accounts.models import User
from competitions.models import Competition, Phase
from core.errors import BadInput, DomainError, NotAllowed
from core.models import record_act
from core.storage import sha256_of
from datasets import selectors, truths
from datasets.models import DataFile, Dataset, Download


class Announcement(NamedTuple):
    """What a dataset is, for whom, and from when: with a phase, at a moment, or at once."""

    title: str
    description: str = ""
    licence: str = ""
    source_url: str = ""
    audience: str = Dataset.Audience.REGISTERED
    phase: Phase | None = None
    releases_at: datetime | None = None
    position: int = 0


@transaction.atomic
def add_dataset(
    *, competition: Competition, by: User | None, announcement: Announcement
) -> Dataset:
    """Announce a dataset.

    Parameters
    ----------
    by : User or None
        An organizer of the competition; None for whoever runs the site's commands.

    Raises
    ------
    DomainError
        If `by` does not organize it, the phase is of another one, or both times are given.
    """
    _require_organizer(competition, by)
    phase = announcement.phase
    if phase and announcement.releases_at:
        raise BadInput("A dataset is released with a phase or at a moment, not both.")
    if phase and phase.competition_id != competition.pk:
        raise BadInput("This phase belongs to another competition.")
    dataset = Dataset.objects.create(competition=competition, **announcement._asdict())
    _record(by, "dataset_added", dataset, competition)
    return dataset


def add_file(
    *, dataset: Dataset, by: User | None, file: File, name: str, description: str = ""
) -> DataFile:
    """Put a file into a dataset, under a name that no other file there bears.

    Raises
    ------
    DomainError
        If `by` does not organize the competition, or the name will not do or is taken.
    """
    _require_organizer(dataset.competition, by)
    clean = name.replace("\\", "/").rpartition("/")[2].strip()
    if not clean.isprintable() or clean in {"", ".", ".."} or len(clean) > 200:
        raise BadInput("Give the file a plain name of at most 200 characters, without folders.")
    row = DataFile(
        dataset=dataset,
        name=clean,
        description=description,
        size=file.size,
        sha256=sha256_of(file),
    )
    row.file.save(clean, file, save=False)
    try:
        with transaction.atomic():
            row.save()
            _record(by, "file_added", row, dataset.competition)
    except IntegrityError as error:
        row.file.delete(save=False)
        raise DomainError(
            f"{dataset.title} has a file {clean} already. Choose another name.", code="name_taken"
        ) from error
    return row


@transaction.atomic
def mark_training_labels(*, file: DataFile, by: User | None) -> None:
    """Name the file that holds the labels of the training images; once more changes nothing.

    The site compares the phases' ground truths with it, and never hands out more of it than the
    file's own dataset does.

    Raises
    ------
    DomainError
        If `by` does not organize the competition, the file cannot be read as labels, or another
        file of the competition holds them.
    """
    competition = file.dataset.competition
    _require_organizer(competition, by)
    truths.read_labels(file)
    Competition.objects.select_for_update(no_key=True).get(pk=competition.pk)
    marked = selectors.training_labels(competition)
    if marked is not None and marked.pk != file.pk:
        raise DomainError(
            f"{marked} of {marked.dataset} holds the training labels of {competition} already. "
            "Take the mark from it first.",
            code="labels_taken",
        )
    if marked is None:
        _set_mark(file, is_marked=True, by=by)


@transaction.atomic
def unmark_training_labels(*, file: DataFile, by: User | None) -> None:
    """Let the file be one like any other again.

    Raises
    ------
    NotAllowed
        If `by` does not organize the competition.
    """
    _require_organizer(file.dataset.competition, by)
    _set_mark(file, is_marked=False, by=by)


def _set_mark(file: DataFile, *, is_marked: bool, by: User | None) -> None:
    files = DataFile.objects.filter(pk=file.pk, holds_training_labels=not is_marked)
    file.holds_training_labels = is_marked
    if files.update(holds_training_labels=is_marked):
        action = "training_labels_marked" if is_marked else "training_labels_unmarked"
        _record(by, action, file, file.dataset.competition)


def fetch(*, user: User | AnonymousUser, file: DataFile, byte_range: str) -> None:
    """Let the person have the file, and write down that they did.

    Raises
    ------
    NotAllowed
        If the file is for registered people and they are not.
    """
    if not selectors.may_have(user, file):
        raise NotAllowed(
            f"{file.name} is for registered people. Register for "
            f"{file.dataset.competition.title} first; once you are in, the same link works.",
            code="not_registered",
        )
    known = user if isinstance(user, User) else None
    Download.objects.create(file=file, user=known, byte_range=byte_range[:60])


def _record(
    by: User | None, action: str, target: Dataset | DataFile, competition: Competition
) -> None:
    record_act(
        actor=by, action=action, target=target, competition_id=competition.pk, name=str(target)
    )


def _require_organizer(competition: Competition, by: User | None) -> None:
    if by is not None and not competition.is_organized_by(by):
        raise NotAllowed("Only the organizers of a competition change its data.")
