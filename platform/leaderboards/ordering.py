"""What a board may be sorted by, and how the database puts it in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    Func,
    OuterRef,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Lower, NullIf
from django.db.models.lookups import Exact

from competitions.models import Phase
from core.errors import BadInput
from participation.models import Registration
from submissions.models import Submission


class UnknownSort(BadInput):
    code = "unknown_sort"


@dataclass(frozen=True)
class Sort:
    """A column's key and a direction; as text `key` ascends and `-key` descends."""

    key: str
    is_descending: bool

    def __str__(self) -> str:
        return f"-{self.key}" if self.is_descending else self.key

    @property
    def reverse(self) -> Sort:
        return Sort(self.key, not self.is_descending)


def sort_keys(phase: Phase) -> list[str]:
    """The keys that a board of `phase` can be sorted by."""
    return ["score", "team", "method", "affiliation", *phase.profile.metrics, "entries", "date"]


def default_sort(phase: Phase) -> Sort:
    """The winner first."""
    return Sort("score", is_descending=phase.profile.higher_is_better)


def parse_sort(phase: Phase, text: str) -> Sort:
    """The sort that `text` names; the default where it is empty.

    Raises
    ------
    UnknownSort
        If there is no such column; the message lists those there are.
    """
    if not text:
        return default_sort(phase)
    sort = Sort(text.removeprefix("-"), is_descending=text.startswith("-"))
    if sort.key not in sort_keys(phase):
        raise UnknownSort(
            f"This board has no column “{sort.key}” to sort by. There are: "
            f"{', '.join(sort_keys(phase))}; a minus in front turns the order round."
        )
    return sort


def order_by(phase: Phase, sort: Sort) -> list[Any]:
    """ORDER BY over selected submissions; ends with `pk`, so that ties cannot shuffle."""
    best_first = [score_order(phase), "submitted_at", "pk"]
    if sort == default_sort(phase):
        return best_first
    column = _column(phase, sort.key)
    primary = column.desc(nulls_last=True) if sort.is_descending else column.asc(nulls_last=True)
    return [primary, *best_first]


def score_order(phase: Phase) -> Any:
    """The better score first, of rows that have one."""
    score = F("score")
    return score.desc() if phase.profile.higher_is_better else score.asc()


def _column(phase: Phase, key: str) -> Any:
    if key in phase.profile.metrics:
        return _metric(key)
    columns = {
        "score": F("score"),
        "team": Lower("team__name"),
        "method": _text("method"),
        "affiliation": Coalesce(_text("team__affiliation"), Subquery(_of_members())),
        "entries": F("entries"),
        "date": F("submitted_at"),
    }
    return columns[key]


def _text(path: str) -> Any:
    """A text without regard to case; null, and so last in either direction, where it is empty."""
    return NullIf(Lower(path), Value(""))


def _of_members() -> Any:
    """What the row of a team without an affiliation begins with: that of its first member."""
    entries = Registration.objects.approved().filter(team=OuterRef("team"))
    named = entries.exclude(user__affiliation="").annotate(first=Lower("user__affiliation"))
    is_leader = Exact(F("team__leader"), F("user"))
    return named.order_by(is_leader.desc(nulls_last=True), "user").values("first")[:1]


def entries_of(phase: Phase) -> Any:
    """How many scored submissions the team of a submission has in the phase."""
    scored = Submission.objects.scored().filter(phase=phase, team=OuterRef("team"))
    counted = scored.order_by().values("team").annotate(entries=Count("*"))
    return Coalesce(Subquery(counted.values("entries")), 0)


def _metric(name: str) -> Any:
    """A metric as a number; null, and so last in either direction, where it is none."""
    value = KeyTransform(name, "evaluation__metrics")
    kind = Func(value, function="jsonb_typeof", output_field=TextField())
    text = KeyTextTransform(name, "evaluation__metrics")
    return Case(When(Exact(kind, "number"), then=Cast(text, FloatField())))
