"""Statistics by what went into them: looked up, or asked for and computed by a task.

The same inputs have the same key, and so one document, whoever asks and however often.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from competitions.models import Phase
from competitions.profiles import EVALUATOR_VERSION
from leaderboards.models import Computation

# Raise it with any change of what a document holds: pages then ask anew instead of breaking on
# what an earlier release has stored.
LAYOUT = 1


def key_of(kind: Computation.Kind, phase: Phase, inputs: Mapping[str, Any]) -> str:
    """The SHA-256 of the inputs, of who computes, and of how the pages expect the answer."""
    named = [str(kind), phase.pk, EVALUATOR_VERSION, LAYOUT, inputs]
    text = json.dumps(named, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find(kind: Computation.Kind, phase: Phase, inputs: Mapping[str, Any]) -> Computation | None:
    """What was computed, or is to be, from these inputs; None if nobody asked for it."""
    return Computation.objects.filter(key=key_of(kind, phase, inputs)).first()


def find_or_request(kind: Computation.Kind, phase: Phase, inputs: Mapping[str, Any]) -> Computation:
    """The same, asked for now if nobody did. It is pending until the task has come to it.

    Parameters
    ----------
    kind : Computation.Kind
        Which function of `leaderboards.computing` makes the document.
    phase : Phase
    inputs : mapping
        JSON: everything that decides the document, by number and hash.
    """
    computation, _ = Computation.objects.get_or_create(
        key=key_of(kind, phase, inputs),
        defaults={
            "kind": kind,
            "phase": phase,
            "inputs": inputs,
            "requested_at": timezone.now(),
        },
    )
    return computation
