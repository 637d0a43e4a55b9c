"""The one place of this app that knows the evaluator: metric profiles, checked and versioned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from competitions.models import MetricProfile
from core.errors import BadInput
from evaluator import InvalidFormula, InvalidProfile, Profile, __version__
from evaluator.metrics import metric_of

# Part of the key of everything that is computed by it.
EVALUATOR_VERSION = __version__


class UnusableProfile(BadInput):
    code = "unusable_profile"


def checked_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """The profile in full, every default written out, so that a later default changes nothing.

    Raises
    ------
    UnusableProfile
        If the evaluator does not understand it; the message says what to write.
    """
    try:
        return Profile.from_dict(document).to_dict()
    except (InvalidProfile, InvalidFormula, TypeError, ValueError) as error:
        raise UnusableProfile(str(error)) from error


def metric_title(name: str) -> str:
    """A metric as the field writes it, such as `PLCC (logistic 5)`."""
    try:
        return metric_of(name).title
    except InvalidProfile:  # of an old evaluation, whose metric there is no more
        return name.upper()


def is_error(name: str) -> bool:
    """Whether the best value of a metric is its smallest."""
    try:
        return metric_of(name).lower_is_better
    except InvalidProfile:
        return False


@transaction.atomic
def profile_version(name: str, document: Mapping[str, Any]) -> MetricProfile:
    """The newest version of `name` if it says just this, else the next version."""
    full = checked_document(document)
    versions = MetricProfile.objects.filter(name=name).select_for_update().order_by("-version")
    newest = versions.first()
    if newest and newest.document == full:
        return newest
    number = newest.version + 1 if newest else 1
    return MetricProfile.objects.create(name=name, version=number, document=full)
