"""An evaluate job's work: its document in, a result out."""

import traceback
from collections.abc import Mapping
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from evaluator import InvalidPredictions, Limits, Profile, evaluate
from evaluator.worker.inputs import SiblingNames, Source, Truths, on_disk
from evaluator.worker.progress import Progress

TRUTHS = Truths()
NO_VALUES = "scored; this phase does not release exact scores"


def result_of(document: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """What to report: done with a report, rejected with a sentence, or failed with the error.

    Only what the evaluator says of the participant's file reaches the participant; everything
    else is ours, and goes to the operators in full.
    """
    try:
        report = _report(document, progress)
    except InvalidPredictions as error:
        progress.say(str(error))
        return {"outcome": "rejected", "code": error.code, "reason": error.message}
    except SoftTimeLimitExceeded:
        return {"outcome": "failed", "error": "Scoring took longer than its time limit."}
    except Exception:  # noqa: BLE001 - the outermost edge of a job, which records the failure
        return {"outcome": "failed", "error": traceback.format_exc()}
    return {"outcome": "done", "report": report}


def _report(document: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    inputs = document["inputs"]
    predictions = Source.of(inputs["predictions"])
    truth = TRUTHS.get(Source.of(inputs["truth"]))
    siblings = [
        (sibling["title"], SiblingNames(TRUTHS, Source.of(sibling["truth"])))
        for sibling in document["siblings"]
    ]
    with on_disk(predictions.content()) as path:
        progress.reached(0.5)
        report = evaluate(
            path,
            file_name=predictions.file_name,
            truth=truth,
            profile=Profile.from_dict(document["profile"]),
            limits=Limits.from_dict(document["limits"]),
            siblings=siblings,
        )
    # A site that says nothing of it is older than phases that hold scores back.
    progress.say(*(report.log if document.get("discloses_scores", True) else [NO_VALUES]))
    return report.to_dict()
