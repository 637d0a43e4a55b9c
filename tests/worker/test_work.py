"""The worker's own code against the real site over HTTP, in one process."""

import hashlib
import time

import pytest
from celery import Celery
from django.core.files.base import ContentFile
from django.utils import timezone
from redis import Redis

from evaluator import opaque_name
from evaluator.worker import app, presence, scoring, work
from evaluator.worker import site as worker_site
from evaluator.worker.progress import Progress, heartbeats
from submissions import selectors, services, tokens
from submissions.models import AlignedPredictions, Evaluation, Job, Submission
from tests.factories import (
    NAMES,
    TARGETS,
    TRUTH_CSV,
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


def test_bad_file_is_rejected_with_the_evaluators_words(site, phase):
    submission = submit(phase, b"name,score\nimage_00.png,1.0\n")

    do_job_of(submission)

    assert (submission.status, submission.reason_code) == ("rejected", "missing_names")
    assert "image_01.png" in submission.reason
    assert submission.reason in submission.jobs.get().log


def test_file_of_another_phase_is_recognised(site, phase):
    other = TRUTH_CSV.replace("image_", "test_")
    GroundTruthFactory(
        phase=PhaseFactory(competition=phase.competition, title="Testing"),
        file=ContentFile(other.encode(), "truth.csv"),
        sha256=hashlib.sha256(other.encode()).hexdigest(),
    )
    submission = submit(phase, predictions_csv().replace(b"image_", b"test_"))

    do_job_of(submission)

    assert (submission.status, submission.reason_code) == ("rejected", "wrong_phase")
    assert "Testing" in submission.reason


def _renamed(phase, text):
    for name in NAMES:
        text = text.replace(name.encode(), opaque_name(name, phase.name_key).encode())
    return text


def test_file_with_opaque_names_is_scored_and_mapped_back(site):
    phase = GroundTruthFactory(phase=PhaseFactory(uses_opaque_names=True)).phase
    submission = submit(phase, _renamed(phase, predictions_csv()))

    do_job_of(submission)

    assert submission.score == pytest.approx(1.0, abs=1e-12)
    aligned = AlignedPredictions.objects.get()
    assert memoryview(aligned.values).cast("d").tolist() == TARGETS


def test_opaque_phase_refuses_true_names_and_tells_none(site):
    phase = GroundTruthFactory(phase=PhaseFactory(uses_opaque_names=True)).phase
    submission = submit(phase, b"name,score\nimage_03.png,1\nimage_04.png,2\n")

    do_job_of(submission)

    assert (submission.status, submission.reason_code) == ("rejected", "unknown_names")
    assert [name for name in NAMES if name in submission.reason] == NAMES[3:5]
    assert opaque_name(NAMES[0], phase.name_key) in submission.reason


def test_file_of_another_phase_is_recognised_by_that_phases_opaque_names(site, phase):
    other = GroundTruthFactory(
        phase=PhaseFactory(competition=phase.competition, title="Testing", uses_opaque_names=True)
    ).phase
    for target, source in ((phase, other), (other, phase)):
        text = predictions_csv() if source == phase else _renamed(source, predictions_csv())
        submission = submit(target, text)

        do_job_of(submission)

        assert (submission.status, submission.reason_code) == ("rejected", "wrong_phase")
        assert source.title in submission.reason


def test_worker_writes_no_value_where_the_phase_releases_none(site, phase):
    """The site drops such a log too, so this looks at what the worker itself would send."""
    submission = submit(phase, predictions_csv([2.0, 1.0, 4.0, 3.0, 5.5, 5.0, 7.0, 6.0]))
    job = submission.jobs.get()
    door = worker_site.JobDoor(str(job.pk), token=tokens.lease_token(job))
    document = door.lease(patience_seconds=5)
    logs = {}

    for may in (True, False):
        progress = Progress()
        scoring.result_of(document | {"discloses_scores": may}, progress)
        logs[may] = progress.log

    assert "srcc 0." in logs[True]
    assert logs[False].partition(" ")[2] == "scored; this phase does not release exact scores"


def test_fault_of_ours_is_told_to_operators_and_tried_again(site, phase):
    phase.truths.update(sha256="0" * 64)
    submission = submit(phase, predictions_csv())

    do_job_of(submission)

    job = submission.jobs.get()
    assert (submission.status, job.status, job.attempt) == ("queued", "pending", 1)
    assert "WrongContent" in job.error
    assert "WrongContent" not in job.log


def test_truth_that_cannot_rank_is_no_fault_of_the_participant(site, phase):
    constant = "name,mos\n" + "".join(f"{name},3\n" for name in NAMES)
    phase.truths.all().delete()
    GroundTruthFactory(
        phase=phase,
        file=ContentFile(constant.encode(), "truth.csv"),
        sha256=hashlib.sha256(constant.encode()).hexdigest(),
    )
    submission = submit(phase, predictions_csv())

    for _ in range(3):
        do_job_of(submission)

    assert submission.status == "failed"
    assert "fault on our side" in submission.reason


def test_large_file_is_fetched_by_its_link(site, phase):
    submission = submit(phase, predictions_csv() + b"\n" * 70_000)

    do_job_of(submission)

    assert submission.status == "scored"


def test_message_that_comes_twice_scores_once(site, phase):
    submission = submit(phase, predictions_csv())
    job = submission.jobs.get()
    message = {"job_id": str(job.pk), "token": tokens.lease_token(job)}

    work.do(**message)
    work.do(**message)

    assert Evaluation.objects.count() == 1


def test_work_goes_on_in_the_same_words_however_often(site, phase):
    """The same bits each time: a score can be repeated."""
    for _ in range(2):
        do_job_of(submit(phase, predictions_csv([2.0, 1.0, 4.0, 3.0, 5.5, 5.0, 7.0, 6.0])))

    first, second = Evaluation.objects.all()
    assert (first.score, first.metrics, first.subsets) == (
        second.score,
        second.metrics,
        second.subsets,
    )


def until(is_so, *, seconds=20):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_heartbeats_are_sent_while_it_works(site, phase):
    submission = submit(phase, predictions_csv())
    job = submission.jobs.get()
    door = worker_site.JobDoor(str(job.pk), token=tokens.lease_token(job))
    door.lease(patience_seconds=5)
    end = Job.objects.get().lease_expires_at
    progress = Progress()
    progress.reached(0.5)
    progress.say("reading\x00")

    with heartbeats(door, progress, every_seconds=0.05):
        until(lambda: Job.objects.get().lease_expires_at > end)

    found = Job.objects.get()
    assert found.progress == 0.5
    assert found.log.endswith("reading\N{REPLACEMENT CHARACTER}")


def test_presence_is_noted_for_half_a_minute(settings):
    presence.sign_in(app, name="evaluate@here")

    assert selectors.workers_seen() == ["evaluate@here"]
    ttl = Redis.from_url(settings.REDIS_URL).ttl("spearhead:worker:evaluate@here")
    assert 25 < ttl <= 30


def test_presence_goes_on_when_the_broker_was_away(tmp_path):
    broker = f"redis+socket://{tmp_path}/nobody.sock"
    away = Celery("away", broker=broker, set_as_current=False)

    thread = presence.keep(away, name="evaluate@here")

    thread.join(4)
    assert thread.is_alive()
