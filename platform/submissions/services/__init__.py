"""What a person or a worker may do with submissions. Writes start here."""

from submissions.services.leasing import lease, prolong
from submissions.services.recording import Result, record
from submissions.services.rescoring import (
    apply_rescore,
    discard_rescore,
    rescore_phase,
    rescore_submission,
)
from submissions.services.submitting import About, cancel, choose, submit

__all__ = [
    "About",
    "Result",
    "apply_rescore",
    "cancel",
    "choose",
    "discard_rescore",
    "lease",
    "prolong",
    "record",
    "rescore_phase",
    "rescore_submission",
    "submit",
]
