"""Who takes part in the demonstration, and getting each of them to a score."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from config.demo.visitor import Account, Refused, Visitor
from submissions.models import Submission

SCORED = Submission.Status.SCORED
POLL_SECONDS = 0.1
WAIT_SECONDS = 120
# A submission that ended so is left alone; any other ending is tried again by the next start.
SETTLED = (*Submission.IN_FLIGHT, SCORED)


@dataclass(frozen=True)
class Upload:
    """One predictions file on its way to a phase."""

    account: Account
    team: str
    competition: str
    phase: str
    file: Path
    method: str
    description: str = ""

    def submissions(self) -> Iterator[Submission]:
        """Those the team has in the phase."""
        yield from Submission.objects.filter(
            phase__slug=self.phase,
            phase__competition__slug=self.competition,
            team__name=self.team,
        )

    @property
    def is_there(self) -> bool:
        return any(submission.status in SETTLED for submission in self.submissions())


def hand_in(
    uploads: Sequence[Upload], *, client: httpx.Client, token_of: Callable[[Account], str]
) -> int:
    """Upload over HTTP what is not there yet; return how many those were."""
    missing = [upload for upload in uploads if not upload.is_there]
    for upload in missing:
        Visitor(client, upload.account, token=token_of(upload.account)).submit(
            upload.competition,
            upload.phase,
            file=upload.file,
            method=upload.method,
            description=upload.description,
        )
    return len(missing)


def wait_until_scored(uploads: Sequence[Upload]) -> None:
    """Wait for the workers.

    Raises
    ------
    Refused
        If a submission ends in any other way, or not in time.
    """
    give_up_at = time.monotonic() + WAIT_SECONDS
    while waiting := [upload for upload in uploads if not _is_scored(upload)]:
        if time.monotonic() > give_up_at:
            names = ", ".join(f"{upload.team} ({upload.phase})" for upload in waiting)
            raise Refused(f"Not scored after {WAIT_SECONDS} seconds: {names}.")
        time.sleep(POLL_SECONDS)


def _is_scored(upload: Upload) -> bool:
    latest = max(upload.submissions(), key=lambda submission: submission.pk, default=None)
    if latest is None:
        raise Refused(f"{upload.team} has no submission in {upload.phase}.")
    if latest.is_finished and latest.status != SCORED:
        raise Refused(
            f"Submission {latest.pk} of {upload.team} in {upload.phase} was {latest.status}, not "
            f"scored: {latest.reason}"
        )
    return latest.status == SCORED
