"""The keys to one job: one to take its lease, one to report on it. Neither opens anything else.

A key follows from the job, the attempt and the purpose, so that a message that was sent twice
carries the same one, and nothing has to be stored.
"""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from core.errors import NotAllowed
from submissions.models import Job

_SALT = "submissions.tokens"
_HEADER = re.compile(r"Job (\S{1,200})")
LEASE = "lease"
WORK = "work"


def token(job: Job, *, attempt: int, purpose: str) -> str:
    value = f"{job.pk}:{attempt}:{purpose}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()


def lease_token(job: Job) -> str:
    """What takes the next lease of this job."""
    return token(job, attempt=job.attempt + 1, purpose=LEASE)


def work_token(job: Job) -> str:
    """What reports on the current attempt."""
    return token(job, attempt=job.attempt, purpose=WORK)


def from_header(authorization: str) -> str:
    """The token of `Authorization: Job <token>`; empty where there is none."""
    match = _HEADER.fullmatch(authorization)
    return match[1] if match else ""


def attempt_of(job: Job, given: str, *, purpose: str) -> int:
    """The attempt that the token `given` was made for.

    Raises
    ------
    NotAllowed
        If it is not a token of this job for this purpose.
    """
    # Compares all of them whatever is found, so that time tells nothing either.
    attempts = [
        attempt
        for attempt in range(1, settings.JOB_MAX_ATTEMPTS + 1)
        if constant_time_compare(token(job, attempt=attempt, purpose=purpose), given)
    ]
    if not attempts:
        raise NotAllowed("This token does not open this job.", code="bad_token")
    return attempts[0]
