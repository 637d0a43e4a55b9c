"""The hidden targets of a phase: read, kept in versions, put in force.

The one module of this app that imports the evaluator, whose reader also serves the worker: what
is accepted here can be scored with.
"""

import csv
import io
import math
import tempfile
from typing import Any

import numpy as np
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from competitions.models import Phase
from core.errors import BadInput, DomainError, NotAllowed
from core.models import record_act
from core.storage import CHUNK, sha256_of
from datasets.models import DataFile, GroundTruth
from evaluator import Truth, opaque_name, read_truth
from evaluator.errors import InvalidTruth

MIB = 1024 * 1024


class BadTruth(BadInput):
    """The file cannot be used; the message lists every problem, one a line."""

    code = "bad_truth"


def upload_truth(
    *,
    phase: Phase,
    file: File,
    file_name: str,
    user: User | None,
    note: str = "",
    activate: bool = True,
) -> GroundTruth:
    """Store a new version of a phase's ground truth, and score by it from now on.

    Submissions that were scored before keep their scores until the organizers rescore them.

    Parameters
    ----------
    user : User or None
        An organizer of the competition; None for whoever runs the site's commands.
    activate : bool
        Whether new submissions are scored by it at once. A phase's first version always is.

    Raises
    ------
    DomainError
        If `user` does not organize the competition, the file has problems, or the phase has
        this very file already.
    """
    _require_organizer(phase, user)
    truth = _read(file, file_name)
    if phase.uses_opaque_names:
        _require_distinct(truth, phase)
    digest = sha256_of(file)
    stored = default_storage.save(f"truth/{phase.pk}/{digest[:16]}", file)
    with transaction.atomic():
        try:
            return _record(
                phase,
                truth,
                activate=activate,
                user=user,
                file=stored,
                file_name=file_name[-200:],
                size=file.size,
                sha256=digest,
                note=note,
            )
        except BaseException:
            # Before the COMMIT alone: of one that was lost on its way nobody knows how it ended.
            default_storage.delete(stored)
            raise


@transaction.atomic
def activate_truth(*, truth: GroundTruth, user: User | None) -> GroundTruth:
    """Score new submissions by this version from now on; once more changes nothing.

    Raises
    ------
    NotAllowed
        If `user` does not organize the competition.
    """
    _require_organizer(truth.phase, user)
    _lock(truth.phase)
    truth.refresh_from_db(fields=["is_active"])
    if not truth.is_active:
        _put_in_force(truth, user=user)
    return truth


def public_csv(truth: GroundTruth) -> str:
    """Names and MOS, as they become public: no single rater's ratings.

    Under `name` stands what predictions files use, so that they can be scored against it; where
    that is an opaque name, the true one stands beside it.
    """
    names, targets = truth.items["names"], truth.items["targets"]
    if truth.phase.uses_opaque_names:
        return _table(["name", "true_name", "mos"], shown_names(truth), names, targets)
    return _table(["name", "mos"], names, targets)


def names_csv(truth: GroundTruth) -> str:
    """Which image bears which opaque name; for organizers alone."""
    return _table(["name", "opaque_name"], truth.items["names"], shown_names(truth))


def shown_names(truth: GroundTruth) -> list[str]:
    """The images' names as participants know them, in the order of the ground truth."""
    names: list[str] = truth.items["names"]
    phase = truth.phase
    return (
        [opaque_name(each, phase.name_key) for each in names] if phase.uses_opaque_names else names
    )


def _table(titles: list[str], *columns: list[Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue()


def read_labels(file: DataFile) -> Truth:
    """What a file of training labels says.

    Raises
    ------
    BadTruth
        If it cannot be read as one.
    """
    with file.file.open() as stored:
        return check_labels(stored, file.name)


def check_labels(file: File, file_name: str) -> Truth:
    """The same of a file that is not stored yet; leaves it at its beginning.

    Raises
    ------
    BadTruth
        If it cannot be read as training labels.
    """
    try:
        return _read(file, file_name)
    except BadTruth as error:
        raise BadTruth(f"{file_name} cannot serve as training labels.\n{error}") from error
    finally:
        file.seek(0)


def _read(file: File, file_name: str) -> Truth:
    if file.size > settings.TRUTH_MAX_BYTES:
        raise BadTruth(f"{file_name} is larger than {settings.TRUTH_MAX_BYTES // MIB} MiB.")
    with tempfile.NamedTemporaryFile() as copy:
        file.seek(0)
        while piece := file.read(CHUNK):
            copy.write(piece)
        copy.flush()
        try:
            return read_truth(copy.name, file_name=file_name)
        except InvalidTruth as error:
            raise BadTruth(str(error)) from error


def _require_distinct(truth: Truth, phase: Phase) -> None:
    """Refuse two images that would bear one opaque name."""
    try:
        truth.renamed(phase.name_key)
    except InvalidTruth as error:
        raise BadTruth(str(error)) from error


@transaction.atomic
def _record(
    phase: Phase, truth: Truth, *, activate: bool, user: User | None, **fields: Any
) -> GroundTruth:
    _lock(phase)
    same = phase.truths.filter(sha256=fields["sha256"]).defer("items").first()
    if same is not None:
        raise DomainError(
            f"This very file is version {same.version} already. Activate that one if it is not "
            "what new submissions are scored by.",
            code="same_truth",
        )
    newest = phase.truths.aggregate(newest=Max("version"))["newest"] or 0
    row = GroundTruth.objects.create(
        phase=phase,
        version=newest + 1,
        rows=len(truth.names),
        raters=len(truth.raters),
        items=items_of(truth),
        is_active=False,
        uploaded_by=user,
        **fields,
    )
    record_act(
        actor=user,
        action="truth_uploaded",
        target=row,
        competition_id=phase.competition_id,
        version=row.version,
        sha256=row.sha256,
        note=row.note,
    )
    if activate or newest == 0:
        _put_in_force(row, user=user)
    return row


def items_of(truth: Truth) -> dict[str, Any]:
    """What the site keeps of a truth: names, targets, subsets and, if there are any, ratings."""
    items: dict[str, Any] = {
        "names": list(truth.names),
        "targets": truth.targets.tolist(),
        "subsets": {name: list(groups) for name, groups in truth.subsets.items()},
    }
    if truth.ratings is not None:
        items["raters"] = list(truth.raters)
        items["ratings"] = [
            [None if math.isnan(value) else value for value in row]
            for row in truth.ratings.tolist()
        ]
    return items


def truth_of(row: GroundTruth) -> Truth:
    """What the site keeps, as the evaluator knows it: `items_of` the other way round."""
    items = row.items
    ratings = items.get("ratings")
    return Truth(
        names=tuple(items["names"]),
        targets=np.array(items["targets"], dtype=np.float64),
        # None, for what a rater left out, becomes NaN.
        ratings=None if ratings is None else np.array(ratings, dtype=np.float64),
        raters=tuple(items.get("raters", ())),
        subsets={name: tuple(groups) for name, groups in items["subsets"].items()},
    )


def _put_in_force(truth: GroundTruth, *, user: User | None) -> None:
    GroundTruth.objects.filter(phase=truth.phase, is_active=True).update(is_active=False)
    GroundTruth.objects.filter(pk=truth.pk).update(is_active=True)
    truth.is_active = True
    record_act(
        actor=user,
        action="truth_activated",
        target=truth,
        competition_id=truth.phase.competition_id,
        version=truth.version,
        sha256=truth.sha256,
    )


def _require_organizer(phase: Phase, user: User | None) -> None:
    if user is not None and not phase.competition.is_organized_by(user):
        raise NotAllowed("Only the organizers of a competition see or change its ground truth.")


def _lock(phase: Phase) -> None:
    """One change of a phase's ground truth after the other; does not hold up uploads."""
    Phase.objects.select_for_update(no_key=True).get(pk=phase.pk)
