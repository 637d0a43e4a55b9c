"""Which keys a competition's file has, and what each may hold."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from competitions.models import Competition, Organizer, Phase
from competitions.profiles import checked_document
from competitions.questions import checked_questions
from config.loading.document import Block, Document, Field, Rows, read_document
from core.errors import DomainError
from datasets.models import Dataset

Check = Callable[[Any], Any]


def text(longest: int = 100_000) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("Write text here; put it in quotes if it looks like something else.")
        if len(value) > longest:
            raise ValueError(f"At most {longest} characters; these are {len(value)}.")
        return value.strip()

    return check


def choice(choices: list[str]) -> Check:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"Write one of: {', '.join(choices)}.")
        return str(value)

    return check


def whole(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2**31 - 1:
        raise ValueError("Write a whole number from 0, or leave the key out for no limit.")
    return value


def positive(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 2**31 - 1:
        raise ValueError("Write a whole number from 1; a large one where there is to be no limit.")
    return value


def step(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value <= sys.float_info.max:
        raise ValueError("Write a number above zero, such as 0.01.")
    return float(value)


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("Write true or false.")
    return value


def slug(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError("Write lower-case letters, digits and hyphens, as in `isrgc-q-2025`.")
    if len(value) > 50:
        raise ValueError("At most 50 characters.")
    return value


def moment(value: Any) -> datetime | None:
    """An instant; without its offset from UTC nobody could say which."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(_MOMENT) from None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if isinstance(value, date):
        raise ValueError(f"The offset from UTC is missing. {_MOMENT}")
    raise ValueError(_MOMENT)


_MOMENT = "Write day, time and offset, as in 2025-07-10T23:59:00+02:00."


def validated(validator: Check, words: str) -> Check:
    def check(value: Any) -> str:
        try:
            validator(value)
        except ValidationError:
            raise ValueError(words) from None
        return str(value)

    return check


def names(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError("Write a list of names, as in [srcc, plcc].")
    return value


def kinds(value: Any) -> list[str]:
    if names(value) != ["predictions"]:
        raise ValueError("Only [predictions] can be accepted for now.")
    return ["predictions"]


def questions(value: Any) -> list[dict[str, Any]]:
    try:
        return checked_questions(value)
    except DomainError as error:
        raise ValueError(str(error)) from error


def file_inside(folder: Path) -> Check:
    """A path relative to the YAML file, to a file in its folder or deeper, links followed."""

    def check(value: Any) -> Path:
        if not isinstance(value, str) or not value:
            raise ValueError("Write the path of a file, relative to this one.")
        path = (folder / value).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ValueError("This leads out of the folder of this file. Copy the file into it.")
        if not path.is_file():
            raise ValueError(f"There is no file {value} in {folder}.")
        return path

    return check


def schema(folder: Path) -> Block:
    """The whole file."""
    email = validated(validate_email, "Write an e-mail address.")
    url = validated(URLValidator(["http", "https"]), "Write an address that begins with https://.")
    path = file_inside(folder)
    return Block(
        {
            "slug": Field(slug, required=True),
            "title": Field(text(200), required=True),
            "tagline": Field(text(300)),
            "venue": Field(text(200)),
            "overview": Field(text()),
            "rules": Field(text()),
            "sponsors": Field(text()),
            "contact": Field(email),
            "banner": Field(path),
            "status": Field(choice(Competition.Status.values)),
            "entry": Field(choice(Competition.Entry.values)),
            "questions": Field(questions),
            "organizers": Rows(
                Block({"email": Field(email, required=True), "role": Field(choice(ROLES))}),
                short="email",
            ),
            "profiles": Rows(Block(PROFILE)),
            "phases": Rows(Block(PHASE | {"truth": Field(path)})),
            "datasets": Rows(
                Block(
                    DATASET
                    | {
                        "source_url": Field(url),
                        "files": Rows(
                            Block(
                                {
                                    "path": Field(path, required=True),
                                    "name": Field(text(200)),
                                    "description": Field(text(300)),
                                    "training_labels": Field(yes_or_no),
                                }
                            ),
                            short="path",
                        ),
                    }
                )
            ),
        }
    )


ROLES = Organizer.Role.values
PROFILE = {
    "name": Field(slug, required=True),
    "metrics": Field(names),
    "formula": Field(text(500)),
    "higher_is_better": Field(yes_or_no),
    "subsets": Field(names),
}
PHASE = {
    "slug": Field(slug, required=True),
    "title": Field(text(100), required=True),
    "kind": Field(choice(Phase.Kind.values)),
    "description": Field(text()),
    "opens_at": Field(moment, required=True),
    "closes_at": Field(moment),
    "daily_limit": Field(whole),
    "total_limit": Field(whole),
    "concurrent_limit": Field(positive),
    "allowed_kinds": Field(kinds),
    "selection": Field(choice(Phase.Selection.values)),
    "visibility": Field(choice(Phase.Visibility.values)),
    "reveals_at": Field(moment),
    "truth_public_at": Field(moment),
    "shows_uncertainty": Field(yes_or_no),
    "shows_reference_lines": Field(yes_or_no),
    "shows_comparisons": Field(yes_or_no),
    "rejected_count": Field(yes_or_no),
    "rejected_daily_cap": Field(positive),
    "leak_control": Field(choice(Phase.LeakControl.values)),
    "score_step": Field(step),
    "uses_opaque_names": Field(yes_or_no),
    "profile": Field(slug, required=True),
    # Other workers than the operator's own are named in the admin, by a superuser.
    "queue": Field(choice(["evaluate"])),
}
DATASET = {
    "title": Field(text(150), required=True),
    "description": Field(text()),
    "licence": Field(text(150)),
    "audience": Field(choice(Dataset.Audience.values)),
    "phase": Field(slug),
    "releases_at": Field(moment),
}


def read(source: str, folder: Path) -> Document:
    """The file's values, checked one by one and against each other."""
    document = read_document(source, schema(folder))
    values = document.values
    profiles = _rows(values, "profiles")
    phases = _rows(values, "phases")
    for key, column in (("profiles", "name"), ("phases", "slug"), ("datasets", "title")):
        _check_unique(document, key, column)
    for number, profile in enumerate(profiles):
        _check_profile(document, f"profiles[{number}]", profile)
    known = {profile.get("name") for profile in profiles}
    for number, phase in enumerate(phases):
        _check_phase(document, f"phases[{number}]", phase, known)
    slugs = {phase.get("slug") for phase in phases}
    for number, dataset in enumerate(_rows(values, "datasets")):
        _check_dataset(document, f"datasets[{number}]", dataset, slugs)
    return document


def _rows(values: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return values.get(key) or []


def _check_unique(document: Document, key: str, column: str) -> None:
    seen: set[str] = set()
    for number, row in enumerate(_rows(document.values, key)):
        value = row.get(column)
        if value is not None and value in seen:
            document.report(f"{key}[{number}].{column}", f"“{value}” stands in this list twice.")
        seen.add(value or "")


def _check_profile(document: Document, key: str, profile: dict[str, Any]) -> None:
    said = {name: value for name, value in profile.items() if name != "name"}
    if None in said.values():
        return  # reported already
    try:
        checked_document(said)
    except DomainError as error:
        document.report(f"{key}.formula" if "ormula" in str(error) else key, str(error))


def _check_phase(document: Document, key: str, phase: dict[str, Any], profiles: set[Any]) -> None:
    opens, closes = phase.get("opens_at"), phase.get("closes_at")
    if opens and closes and closes <= opens:
        document.report(f"{key}.closes_at", "The phase must close after it opens.")
    if phase.get("visibility") == "hidden" and not phase.get("reveals_at"):
        document.report(f"{key}.visibility", "Hidden until when? Write `reveals_at` as well.")
    if (name := phase.get("profile")) and name not in profiles:
        document.report(f"{key}.profile", f"There is no “{name}” under `profiles`.")


def _check_dataset(document: Document, key: str, dataset: dict[str, Any], phases: set[Any]) -> None:
    if dataset.get("phase") and dataset.get("releases_at"):
        document.report(f"{key}.releases_at", "Release it with a phase or at a moment, not both.")
    if (name := dataset.get("phase")) and name not in phases:
        document.report(f"{key}.phase", f"There is no phase “{name}” in this file.")
