"""INTERIM: puts a competition, its truths and its files in place."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from competitions.models import Competition, MetricProfile, Organizer, Phase
from datasets.models import DataFile, Dataset, GroundTruth
from evaluator import read_truth


@transaction.atomic
def install_competition(document: dict[str, Any], *, owner: User) -> Competition:
    document = dict(document)
    phases = document.pop("phases")
    profile = document.pop("profile")
    name = profile.pop("name")
    made, _ = MetricProfile.objects.get_or_create(
        name=name, version=1, defaults={"document": profile}
    )
    competition, _ = Competition.objects.update_or_create(
        slug=document.pop("slug"), defaults=document
    )
    Organizer.objects.get_or_create(competition=competition, user=owner, defaults={"role": "owner"})
    for position, phase in enumerate(phases):
        Phase.objects.update_or_create(
            competition=competition,
            slug=phase["slug"],
            defaults={
                **phase,
                "position": position,
                "profile": made,
                "allowed_kinds": ["predictions"],
            },
        )
    return competition


def install_truth(phase: Phase, path: Path, *, by: User) -> None:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if phase.truths.filter(sha256=digest, is_active=True).exists():
        return
    phase.truths.update(is_active=False)
    truth = read_truth(path, file_name=path.name)
    GroundTruth.objects.create(
        phase=phase,
        version=phase.truths.count() + 1,
        file=ContentFile(data, path.name),
        file_name=path.name,
        size=len(data),
        sha256=digest,
        rows=len(truth.names),
        raters=len(truth.raters),
        items={
            "names": truth.names,
            "targets": truth.targets.tolist(),
            "subsets": dict(truth.subsets),
        },
        uploaded_by=by,
    )


def install_dataset(
    competition: Competition, *, title: str, files: list[tuple[str, bytes]], **fields: Any
) -> None:
    dataset, _ = Dataset.objects.update_or_create(
        competition=competition, title=title, defaults=fields
    )
    for name, data in files:
        digest = hashlib.sha256(data).hexdigest()
        if dataset.files.filter(name=name, sha256=digest).exists():
            continue
        dataset.files.filter(name=name).delete()
        DataFile.objects.create(
            dataset=dataset, name=name, file=ContentFile(data, name), size=len(data), sha256=digest
        )
