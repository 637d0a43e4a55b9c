"""Puts a competition in place through the apps' services; doing it again changes nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from competitions.models import Competition, Phase
from competitions.profiles import profile_version
from competitions.services import publish, save_competition, save_phase
from core.storage import sha256_of
from datasets.models import Dataset
from datasets.services import Announcement, add_dataset, add_file
from datasets.truths import activate_truth, upload_truth


@transaction.atomic
def install_competition(document: Mapping[str, Any], *, owner: User) -> Competition:
    """Write a competition and its phases as `document` says, and publish it.

    Parameters
    ----------
    document : mapping
        The competition's fields; under ``profile`` its metric profile with a ``name``; under
        ``phases`` the fields of each.
    owner : User
        Who owns it, if it is new.
    """
    fields = {key: value for key, value in document.items() if key not in {"profile", "phases"}}
    found = Competition.objects.filter(slug=fields["slug"]).first()
    competition = found or Competition()
    _assign(competition, fields)
    save_competition(competition, actor=None if found else owner)
    profile = dict(document["profile"])
    version = profile_version(profile.pop("name"), profile)
    for position, described in enumerate(document["phases"]):
        phase = competition.phases.filter(slug=described["slug"]).first()
        phase = phase or Phase(competition=competition, allowed_kinds=["predictions"])
        _assign(phase, {**described, "position": position, "profile": version})
        save_phase(phase, actor=None)
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
    competition: Competition, announcement: Announcement, files: Mapping[str, bytes]
) -> Dataset:
    """Offer files under a title; one whose content changed is replaced."""
    found = competition.datasets.filter(title=announcement.title).first()
    dataset = found or add_dataset(competition=competition, by=None, announcement=announcement)
    for name, content in files.items():
        file = ContentFile(content, name)
        there = dataset.files.filter(name=name)
        if there.filter(sha256=sha256_of(file)).exists():
            continue
        there.delete()
        add_file(dataset=dataset, by=None, file=file, name=name)
    return dataset


def _assign(row: Competition | Phase, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
