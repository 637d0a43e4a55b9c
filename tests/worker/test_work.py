"""The worker's own code against the real site over HTTP, in one process."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from evaluator.worker import site as worker_site
from evaluator.worker import work
from submissions import services, tokens
from submissions.models import AlignedPredictions, Evaluation, Job, Submission
from tests.factories import (
    TARGETS,
    GroundTruthFactory,
    PhaseFactory,
    RegistrationFactory,
    predictions_csv,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server, settings, monkeypatch):
    # The worker's name for the site is its own, as in a container: every link must still work.
    settings.SITE_URL = "https://challenge.example.org"
    monkeypatch.setenv("SPEARHEAD_URL", live_server.url)
    yield live_server
    # A connection that is kept would keep a thread of the server, and that one its database.
    worker_site.client().close()
    worker_site._client.cache_clear()


@pytest.fixture
def phase():
    return GroundTruthFactory(phase=PhaseFactory()).phase


def submit(phase, content):
    registration = RegistrationFactory(competition=phase.competition)
    return services.submit(
        user=registration.user,
        phase=phase,
        file=ContentFile(content, "predictions.csv"),
        now=timezone.now(),
    )


def do_job_of(submission):
    job = submission.jobs.get()
    work.do(job_id=str(job.pk), token=tokens.lease_token(job))
    submission.refresh_from_db()


def test_file_is_scored(site, phase):
    submission = submit(phase, predictions_csv())

    do_job_of(submission)

    evaluation = Evaluation.objects.get()
    assert submission.status == Submission.Status.SCORED
    assert submission.score == pytest.approx(1.0, abs=1e-12)
    assert submission.evaluation == evaluation
    expected = {"srcc": 1.0, "plcc": 1.0, "krcc": 1.0, "rmse": 0.0, "mae": 0.0}
    assert evaluation.metrics == pytest.approx(expected, abs=1e-12)
    assert evaluation.file_sha256 == submission.sha256
    job = submission.jobs.get()
    assert (job.status, job.attempt) == (Job.Status.DONE, 1)
    assert "matched 8 of 8 names" in job.log
    aligned = AlignedPredictions.objects.get()
    assert memoryview(aligned.values).cast("d").tolist() == TARGETS
