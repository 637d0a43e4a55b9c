"""One job from its message to its report."""

import logging
import time
from collections.abc import Mapping
from typing import Any

from evaluator.worker import scoring
from evaluator.worker.progress import Progress, heartbeats
from evaluator.worker.site import JobDoor, Refused

PATIENCE_SECONDS = 20
logger = logging.getLogger(__name__)


def do(*, job_id: str, token: str) -> None:
    """Take the job, do it, report; leave it alone where the site says that it is not ours.

    Raises
    ------
    httpx.HTTPError
        If the site stays away. The lease then runs out, and the site sends the job again.
    """
    door = JobDoor(job_id, token=token)
    try:
        document = door.lease(patience_seconds=PATIENCE_SECONDS)
    except Refused as error:
        logger.info("job_not_taken: %s", error)
        return
    started_at = time.monotonic()
    progress = Progress()
    with heartbeats(door, progress, every_seconds=document["heartbeat_seconds"]):
        result = scoring.result_of(document, progress) | {"log": progress.log}
        give_up_at = progress.heard_at + document["lease_seconds"]
        _report(door, result, give_up_at=give_up_at)
    logger.info("job_%s: %.2f s", result["outcome"], time.monotonic() - started_at)


def _report(door: JobDoor, result: Mapping[str, Any], *, give_up_at: float) -> None:
    try:
        door.report(result, give_up_at=give_up_at)
    except Refused as error:
        logger.warning("result_refused: %s", error)
        if error.status == 400 and result["outcome"] != "failed":
            failure = {"outcome": "failed", "error": f"The site refused the result: {error}"}
            _report(door, failure | {"log": result["log"]}, give_up_at=give_up_at)
