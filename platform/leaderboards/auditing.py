"""The check of a phase's data, for its organizers: asked for here, found by a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from competitions.models import Competition, Phase
from datasets.models import GroundTruth
from datasets.selectors import training_labels
from leaderboards import computations
from leaderboards.models import Computation

KIND = Computation.Kind.AUDIT
ACT, LOOK, FINE = "act", "look", "fine"
CHIPS = {ACT: "bad", LOOK: "wait", FINE: "good"}
# What the evaluator calls the other two sets.
OWN_TITLES = ["training", "this phase"]
LABELS = {ACT: "Act", LOOK: "Look", FINE: "Fine"}


@dataclass(frozen=True)
class FindingRow:
    """One finding as the page shows it."""

    code: str
    severity: str
    title: str
    detail: str
    advice: str

    @property
    def chip(self) -> str:
        return CHIPS[self.severity]

    @property
    def label(self) -> str:
        return LABELS[self.severity]


@dataclass(frozen=True)
class Check:
    """The findings, most urgent first, and a sentence that counts them."""

    verdict: str
    urgent: list[FindingRow]
    fine: list[FindingRow]
    acts: int
    looks: int


def find_or_request(phase: Phase) -> Computation | None:
    """The check of the phase's data as it is now, asked for if nobody did; None without a truth.

    What was found of earlier data goes, begun or not: it is about files that do not count.
    """
    inputs = inputs_of(phase)
    if inputs is None:
        return None
    found = computations.find(KIND, phase, inputs)
    if found is not None:
        return found
    computation = computations.find_or_request(KIND, phase, inputs)
    Computation.objects.of(phase, KIND).exclude(pk=computation.pk).delete()
    return computation


def request_all() -> None:
    """Ask for the check of each phase that can be checked, of competitions not yet over."""
    phases = Phase.objects.exclude(competition__status=Competition.Status.ARCHIVED)
    checked = phases.filter(truths__is_active=True)
    for phase in checked.select_related("competition", "profile").order_by("pk"):
        find_or_request(phase)


def inputs_of(phase: Phase) -> dict[str, Any] | None:
    """Everything that decides what a check finds; None without a ground truth."""
    truths = GroundTruth.objects.filter(phase__competition=phase.competition_id, is_active=True)
    rows = truths.defer("items").select_related("phase").order_by("phase__position", "phase")
    active = {row.phase_id: row for row in rows}
    truth = active.pop(phase.pk, None)
    if truth is None:
        return None
    labels = training_labels(phase.competition)
    return {
        "truth": truth.sha256,
        "training": labels.sha256 if labels else None,
        "others": _titled(active.values()),
        "profile": phase.profile.document,
    }


def _titled(truths: Iterable[GroundTruth]) -> list[list[Any]]:
    """Other phases' truths by title; of two phases with one title, by their addresses."""
    rows = list(truths)
    titles = [row.phase.title for row in rows] + OWN_TITLES
    return [
        [
            row.phase.title if titles.count(row.phase.title) == 1 else f"phase {row.phase.slug}",
            row.pk,
            row.sha256,
        ]
        for row in rows
    ]


def present(phase: Phase, document: Mapping[str, Any]) -> Check:
    """Put a finished check into words."""
    rows = [
        FindingRow(**{name: finding[name] for name in FindingRow.__annotations__})
        for finding in document["findings"]
    ]
    acts = sum(row.severity == ACT for row in rows)
    looks = sum(row.severity == LOOK for row in rows)
    return Check(
        verdict=_verdict(phase, acts, looks),
        urgent=sorted(
            (row for row in rows if row.severity != FINE), key=lambda row: row.severity != ACT
        ),
        fine=[row for row in rows if row.severity == FINE],
        acts=acts,
        looks=looks,
    )


def _verdict(phase: Phase, acts: int, looks: int) -> str:
    if not acts and not looks:
        return f"Nothing in the data of {phase.title} stands in the way of a fair ranking."
    parts = []
    if acts:
        parts.append(f"{_counted(acts, 'thing')} to act on")
    if looks:
        parts.append(f"{_counted(looks, 'thing')} to know about")
    found = " and ".join(parts)
    return f"{found[0].upper()}{found[1:]} in the data of {phase.title}."


def _counted(number: int, noun: str) -> str:
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    said = words[number] if number < len(words) else str(number)
    return f"{said} {noun}{'' if number == 1 else 's'}"
