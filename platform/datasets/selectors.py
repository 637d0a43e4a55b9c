"""Reads over datasets and ground truth; each starts from what the person may see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet
from django.http import Http404

from competitions.models import Competition
from datasets.models import DataFile, Dataset, GroundTruth
from participation.selectors import is_participant

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from competitions.models import Phase

NOT_HERE = "There is no such file, or it is not released yet."


class Shelf(NamedTuple):
    """A dataset as one viewer sees it."""

    dataset: Dataset
    files: list[DataFile]
    is_released: bool
    is_shown: bool
    may_download: bool


def shelves(competition: Competition, user: User | AnonymousUser, now: datetime) -> list[Shelf]:
    """All datasets of a competition; of one that is not released only its title and moment.

    Organizers see the files of those as well.
    """
    is_organizer = competition.is_organized_by(user)
    is_in = is_organizer or is_participant(user, competition)
    datasets = competition.datasets.select_related("phase").prefetch_related("files")
    found = []
    for dataset in datasets.order_by("position", "pk"):
        is_released = dataset.is_released(now)
        is_shown = is_released or is_organizer
        found.append(
            Shelf(
                dataset=dataset,
                files=sorted(dataset.files.all(), key=lambda file: file.name) if is_shown else [],
                is_released=is_released,
                is_shown=is_shown,
                may_download=is_shown and (is_in or _is_public(dataset)),
            )
        )
    return found


def find_file(user: User | AnonymousUser, pk: int, now: datetime) -> DataFile:
    """The file `pk`, or 404 where the person may not know of it.

    Whether they may have it is for `may_have` to say: files of released datasets are on the
    page for everybody who sees the competition.
    """
    files = DataFile.objects.filter(dataset__competition__in=Competition.objects.visible_to(user))
    file = files.select_related("dataset__competition", "dataset__phase").filter(pk=pk).first()
    if file is None:
        raise Http404(NOT_HERE)
    dataset = file.dataset
    if not dataset.is_released(now) and not dataset.competition.is_organized_by(user):
        raise Http404(NOT_HERE)
    return file


def may_have(user: User | AnonymousUser, file: DataFile) -> bool:
    """Whether the file, once released, is for this person."""
    competition = file.dataset.competition
    return (
        _is_public(file.dataset)
        or is_participant(user, competition)
        or competition.is_organized_by(user)
    )


def _is_public(dataset: Dataset) -> bool:
    return dataset.audience == Dataset.Audience.PUBLIC


def training_labels(competition: Competition) -> DataFile | None:
    """The file that holds the competition's training labels; None where none is marked.

    What it says is for `truths.read_labels`.
    """
    files = DataFile.objects.filter(dataset__competition=competition, holds_training_labels=True)
    return files.order_by("pk").first()


def truths_of(phase: Phase) -> QuerySet[GroundTruth]:
    """The versions of a phase's ground truth without their content, the newest first."""
    truths = phase.truths.defer("items").select_related("uploaded_by")
    return truths.order_by("-version")


def find_truth(user: User | AnonymousUser, pk: int) -> GroundTruth | None:
    """The ground truth `pk` for an organizer of its competition; None for everybody else."""
    organized = Competition.objects.organized_by(user)
    truths = GroundTruth.objects.filter(phase__competition__in=organized).defer("items")
    return truths.select_related("phase__competition").filter(pk=pk).first()


def find_public_truth(user: User | AnonymousUser, pk: int, now: datetime) -> GroundTruth:
    """The ground truth `pk` if it is in force and its phase has made it public; else 404."""
    visible = Competition.objects.visible_to(user)
    truths = GroundTruth.objects.filter(phase__competition__in=visible, is_active=True)
    public = truths.filter(phase__truth_public_at__lte=now)
    truth = public.select_related("phase__competition").filter(pk=pk).first()
    if truth is None:
        raise Http404("There is nothing at this address, or it is not yours to see.")
    return truth


def public_truths(competition: Competition, now: datetime) -> list[GroundTruth]:
    """The ground truths of a competition that are no secret any more."""
    truths = GroundTruth.objects.filter(
        phase__competition=competition, is_active=True, phase__truth_public_at__lte=now
    )
    return list(truths.defer("items").select_related("phase").order_by("phase__position", "pk"))
