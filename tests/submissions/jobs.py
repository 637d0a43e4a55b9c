"""A worker for tests that speaks to the door as a real one does, one step at a time."""

from typing import Any

from django.core.files.base import ContentFile
from django.test import Client

from submissions import services, tokens
from submissions.models import Job, Submission
from tests.factories import (
    NAMES,
    NOW,
    TARGETS,
    GroundTruthFactory,
    PhaseFactory,
    RegistrationFactory,
    predictions_csv,
)

METRICS = {"srcc": 0.5, "plcc": 0.75, "krcc": 0.25, "rmse": 1.5, "mae": 1.0}
REPORT = {
    "score": 0.6,
    "metrics": METRICS,
    "subsets": {"scale": {"x2": {"n": 4, "metrics": {**METRICS, "krcc": None}}}},
    "rows": len(NAMES),
    "predictions": TARGETS,
    "log": [],
    "evaluator_version": "1.0.0",
}
DONE = {"outcome": "done", "report": REPORT, "log": "12:00:00 matched 8 of 8 names"}
REJECTED = {"outcome": "rejected", "code": "missing_names", "reason": "3 images have no score."}
FAILED = {"outcome": "failed", "error": "Traceback: boom"}


def queued_job(**phase: Any) -> Job:
    """The job of a submission that came in just now."""
    chosen = GroundTruthFactory(phase=PhaseFactory(**phase)).phase
    member = RegistrationFactory(competition=chosen.competition)
    file = ContentFile(predictions_csv(), "mine.csv")
    return services.submit(user=member.user, phase=chosen, file=file, now=NOW).jobs.get()


class Worker:
    """One delivery of the message of `job` to one worker."""

    def __init__(self, job: Job, *, name: str = "worker/1") -> None:
        self.address = f"/api/v1/jobs/{job.pk}"
        self.token = tokens.lease_token(Job.objects.get(pk=job.pk))
        self.name = name
        self.client = Client()

    def lease(self) -> Any:
        response = self.client.get(self.address, headers=self.headers | {"X-Worker": self.name})
        if response.status_code == 200:
            self.token = response.json()["token"]
        return response

    def heartbeat(self, *, progress: float = 0.5, log: str = "") -> Any:
        return self._post("heartbeat", {"progress": progress, "log": log})

    def report(self, result: dict[str, Any]) -> Any:
        return self._post("result", result)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Job {self.token}"}

    def _post(self, end: str, body: dict[str, Any]) -> Any:
        return self.client.post(
            f"{self.address}/{end}", body, content_type="application/json", headers=self.headers
        )


def working(job: Job, *, name: str = "worker/1") -> Worker:
    """A worker that has the lease."""
    worker = Worker(job, name=name)
    assert worker.lease().status_code == 200
    return worker


def state(job: Job) -> tuple[str, int, str]:
    """The job's status and attempt, and the submission's status."""
    found = Job.objects.get(pk=job.pk)
    return found.status, found.attempt, Submission.objects.get(pk=found.submission_id).status
