"""Puts a competition in place through the apps' services; doing it again changes nothing."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile

from accounts.models import User
from competitions.models import Competition, Organizer, Phase
from competitions.services import name_organizer, publish
from config.loading.applying import load
from core.storage import sha256_of
from datasets.models import Dataset
from datasets.services import Announcement, add_dataset, add_file, mark_training_labels
from datasets.truths import activate_truth, upload_truth

logger = logging.getLogger(__name__)


def install_competition(document: Mapping[str, Any], *, owner: User) -> Competition:
    """Load a competition as `manage.py load_competition` would, and name its owner.

    Parameters
    ----------
    document : mapping
        What the YAML file would say; see docs/organizers/competition-yaml.md.
    owner : User
        Who runs it.
    """
    source = yaml.safe_dump(dict(document), allow_unicode=True)
    name = str(document["slug"])
    competition = load(source, folder=Path.cwd(), file_name=name, say=logger.debug)
    if not competition.is_organized_by(owner):
        name_organizer(competition, user=owner, role=Organizer.Role.OWNER, actor=None)
    return competition


def publish_if_draft(competition: Competition) -> None:
    """Show it to everybody, once it has all it needs."""
    if competition.is_draft:
        publish(competition, actor=None)


def install_truth(phase: Phase, path: Path) -> None:
    """Have a phase scored by this file from now on."""
    file = ContentFile(path.read_bytes(), path.name)
    same = phase.truths.filter(sha256=sha256_of(file)).defer("items").first()
    if same is None:
        upload_truth(phase=phase, file=file, file_name=path.name, user=None)
    elif not same.is_active:
        activate_truth(truth=same, user=None)


def install_dataset(
    competition: Competition,
    announcement: Announcement,
    files: Mapping[str, bytes],
    *,
    labels: str = "",
) -> Dataset:
    """Offer files under a title; one whose content changed is replaced.

    `labels` names the file among them that holds the training labels.
    """
    found = competition.datasets.filter(title=announcement.title).first()
    dataset = found or add_dataset(competition=competition, by=None, announcement=announcement)
    for name, content in files.items():
        file = ContentFile(content, name)
        there = dataset.files.filter(name=name)
        if there.filter(sha256=sha256_of(file)).exists():
            continue
        there.delete()
        add_file(dataset=dataset, by=None, file=file, name=name)
    if labels:
        mark_training_labels(file=dataset.files.get(name=labels), by=None)
    return dataset
