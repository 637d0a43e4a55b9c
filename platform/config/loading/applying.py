"""A checked file put into the database: once, or again after it was changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction

from accounts.models import User
from competitions import services as competitions
from competitions.banners import check_banner
from competitions.models import Competition, MetricProfile, Phase
from competitions.profiles import profile_version
from config.loading.document import Document, Problems
from config.loading.schema import read
from core.errors import DomainError
from core.storage import sha256_of
from datasets import services as datasets
from datasets import truths
from datasets.models import Dataset

TEXTS = ["title", "tagline", "venue", "overview", "rules", "sponsors", "contact", "entry"]
NOT_COLUMNS = {"profile", "truth"}
Say = Callable[[str], None]


def load(source: str, *, folder: Path, file_name: str, say: Say) -> Competition:
    """Make the competition as the file says, or bring the one that is there up to it.

    What the file leaves out keeps its value, or takes the default in a new competition. Loading
    the same file again changes nothing.

    Raises
    ------
    Problems
        With everything that is wrong; then nothing was changed.
    """
    document = read(source, folder)
    if document.problems:
        raise Problems(file_name, document.problems)
    with transaction.atomic():
        competition = _Loading(document, say).run()
        if document.problems:
            raise Problems(file_name, document.problems)
    return competition


class _Loading:
    """One pass over the document; a refusal is noted at its line, and the pass goes on."""

    def __init__(self, document: Document, say: Say) -> None:
        self.document = document
        self.values = document.values
        self.say = say

    def run(self) -> Competition:
        competition = self._competition()
        profiles = {row["name"]: self._profile(row) for row in self._rows("profiles")}
        for number, row in enumerate(self._rows("phases")):
            self._attempt(f"phases[{number}]", self._phase, competition, row, profiles, number)
        for number, row in enumerate(self._rows("organizers")):
            self._attempt(f"organizers[{number}]", self._organizer, competition, row)
        for number, row in enumerate(self._rows("phases")):
            key = f"phases[{number}].truth"
            if row.get("truth"):
                self._attempt(key, self._truth, competition, row["slug"], row["truth"])
        for number, row in enumerate(self._rows("datasets")):
            self._attempt(f"datasets[{number}]", self._dataset, competition, row, number)
        self._attempt("status", self._status, competition)
        return competition

    def _rows(self, key: str) -> list[dict[str, Any]]:
        return self.values.get(key) or []

    def _attempt(self, key: str, act: Callable[..., None], *args: Any) -> None:
        try:
            with transaction.atomic():
                act(*args)
        except DomainError as error:
            self.document.report(key, str(error))

    def _competition(self) -> Competition:
        slug = self.values["slug"]
        found = Competition.objects.filter(slug=slug).first()
        competition = found or Competition(slug=slug)
        for name in [*TEXTS, "questions"]:
            if name in self.values:
                setattr(competition, name, self.values[name])
        if banner := self.values.get("banner"):
            self._attempt("banner", _set_banner, competition, banner)
        competitions.save_competition(competition, actor=None)
        self.say(f"{slug}: {'found' if found else 'made as a draft'}")
        return competition

    def _profile(self, row: dict[str, Any]) -> MetricProfile:
        profile = profile_version(row["name"], {k: v for k, v in row.items() if k != "name"})
        self.say(f"metric profile {profile}")
        return profile

    def _phase(
        self,
        competition: Competition,
        row: dict[str, Any],
        profiles: dict[str, MetricProfile],
        number: int,
    ) -> None:
        found = competition.phases.filter(slug=row["slug"]).first()
        phase = found or Phase(competition=competition, allowed_kinds=["predictions"])
        for name, value in row.items():
            if name not in NOT_COLUMNS:
                setattr(phase, name, value)
        phase.position = number
        phase.profile = profiles[row["profile"]]
        competitions.save_phase(phase, actor=None)
        self.say(f"phase {phase.slug}: {'found' if found else 'made'}")

    def _organizer(self, competition: Competition, row: dict[str, Any]) -> None:
        user = User.objects.filter(email__iexact=row["email"]).first()
        if user is None:
            raise DomainError(
                f"Nobody has an account with {row['email']}. Create the account first, or leave "
                "the entry out and add it later."
            )
        role = row.get("role", "organizer")
        if not competition.organizers.filter(user=user, role=role).exists():
            competitions.name_organizer(competition, user=user, role=role, actor=None)
            self.say(f"{role} {row['email']}")

    def _truth(self, competition: Competition, slug: str, path: Path) -> None:
        phase = competition.phases.filter(slug=slug).first()
        if phase is None:
            return  # its own problem was noted
        with path.open("rb") as handle:
            file = File(handle, path.name)
            known = phase.truths.filter(sha256=sha256_of(handle)).first()
            if known:
                truths.activate_truth(truth=known, user=None)
                return
            truth = truths.upload_truth(phase=phase, file=file, file_name=path.name, user=None)
        self.say(f"ground truth of {slug}: version {truth.version}, {truth.rows} images")

    def _dataset(self, competition: Competition, row: dict[str, Any], number: int) -> None:
        fields = {name: value for name, value in row.items() if name != "files"}
        if name := fields.get("phase"):
            fields["phase"] = competition.phases.filter(slug=name).first()
        found = competition.datasets.filter(title=row["title"]).first()
        if found is None:
            announcement = datasets.Announcement(position=number, **fields)
            dataset = datasets.add_dataset(
                competition=competition, by=None, announcement=announcement
            )
        else:
            dataset = found
            Dataset.objects.filter(pk=dataset.pk).update(position=number, **fields)
        # Taken from one file before it is given to another.
        for file_row in sorted(row.get("files") or [], key=_is_marked):
            self._file(dataset, file_row)
        self.say(f"dataset “{dataset.title}”: {dataset.files.count()} files")

    def _file(self, dataset: Dataset, row: dict[str, Any]) -> None:
        path: Path = row["path"]
        name = row.get("name") or path.name
        with path.open("rb") as handle:
            digest = sha256_of(handle)
            there = dataset.files.filter(name=name).first()
            if there is None:
                there = datasets.add_file(
                    dataset=dataset,
                    by=None,
                    file=File(handle, path.name),
                    name=name,
                    description=row.get("description", ""),
                )
            elif there.sha256 != digest:
                raise DomainError(
                    f"“{dataset.title}” has another file called {name}, and people may have it. "
                    "Give the new one a new name."
                )
        if _is_marked(row):
            datasets.mark_training_labels(file=there, by=None)
        elif "training_labels" in row:
            datasets.unmark_training_labels(file=there, by=None)

    def _status(self, competition: Competition) -> None:
        wanted = self.values.get("status", competition.status)
        if wanted == competition.status:
            return
        if wanted == Competition.Status.PUBLISHED:
            competitions.publish(competition, actor=None)
        elif wanted == Competition.Status.ARCHIVED:
            competitions.archive(competition, actor=None)
        else:
            raise DomainError(
                f"{competition.title} is {competition.status} and cannot become a draft again."
            )
        self.say(f"{competition.slug}: {wanted}")


def _is_marked(row: dict[str, Any]) -> bool:
    return bool(row.get("training_labels"))


def _set_banner(competition: Competition, path: Path) -> None:
    """Store it unless it is the one that is there."""
    with path.open("rb") as handle:
        digest = sha256_of(handle)
        if competition.banner and sha256_of(competition.banner.file) == digest:
            return
        check_banner(handle, path.name)
        competition.banner.save(path.name, File(handle, path.name), save=False)
