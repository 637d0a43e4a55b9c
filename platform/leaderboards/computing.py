"""The one place of this app that knows the evaluator; called by tasks, never by a request.

`COMPUTED` names the function of each kind of computation. It gets the row with its inputs and
returns the document, and the details that only some pages show. Both are plain JSON, and depend
on nothing but the inputs.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from leaderboards.models import Computation


class Computed(NamedTuple):
    """What a computation found."""

    document: dict[str, Any]
    details: dict[str, Any] | None = None


Compute = Callable[[Computation], Computed]
COMPUTED: Mapping[str, Compute] = {}


def compute(computation: Computation) -> Computed:
    """Do the work of this row.

    Raises
    ------
    ValueError
        If the document holds NaN or an infinity, which JSON has not.
    """
    computed = COMPUTED[computation.kind](computation)
    json.dumps(computed, allow_nan=False)
    return computed
