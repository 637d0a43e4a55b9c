"""Two at the same moment, for real: a thread and a database connection each."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from core.errors import DomainError
from datasets.truths import activate_truth
from evaluator import ladder
from submissions import services, tokens
from submissions.models import HeldBack, InvalidTransition, Job, Submission
from submissions.services.leasing import JobTaken
from tests.factories import (
    NAMES,
    PROFILE,
    TARGETS,
    GroundTruthFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    predictions_csv,
    scored_submission,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What each act returned or raised, all having started together."""
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            start.wait(30)
            return act()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def submission_to(phase, member):
    file = ContentFile(predictions_csv(), "mine.csv")
    return services.submit(user=member.user, phase=phase, file=file, now=timezone.now())


@pytest.mark.parametrize("limit", [1, 5])
def test_fifty_uploads_by_two_members_against_a_limit(limit):
    phase = GroundTruthFactory(phase=PhaseFactory(daily_limit=limit, concurrent_limit=100)).phase
    member = RegistrationFactory(competition=phase.competition)
    mate = RegistrationFactory(competition=phase.competition, team=member.team)

    def upload(person):
        return lambda: submission_to(phase, person).status

    outcomes = at_once(*(upload(person) for person in [member, mate] * 25))

    assert sorted(outcomes) == ["daily_limit"] * (50 - limit) + ["queued"] * limit
    assert Submission.objects.count() == Job.objects.count() == limit
    kept = {submission.file.name for submission in Submission.objects.all()}
    folder = f"submissions/{timezone.now():%Y/%m/%d}"
    mine = {name for name in default_storage.listdir(folder)[1] if f"{folder}/{name}" in kept}
    assert len(mine) == limit


def lease(job, worker):
    token = tokens.lease_token(job)
    return lambda: services.lease(job_id=job.pk, token=token, worker=worker, now=timezone.now())[
        "attempt"
    ]


@pytest.fixture
def job():
    phase = GroundTruthFactory(phase=PhaseFactory()).phase
    return submission_to(phase, RegistrationFactory(competition=phase.competition)).jobs.get()


def test_of_ten_workers_one_gets_the_lease(job):
    outcomes = at_once(*(lease(job, f"worker-{number}") for number in range(10)))

    assert sorted(map(str, outcomes)) == ["1"] + [JobTaken.code] * 9
    assert Job.objects.get().attempt == 1


def test_cancelling_and_leasing_at_once_ends_one_way(job):
    def cancel():
        services.cancel(submission=job.submission)
        return "cancelled"

    outcomes = at_once(lease(job, "worker"), cancel)

    status = Submission.objects.get().status
    if status == Submission.Status.CANCELLED:
        assert outcomes in ([JobTaken.code, "cancelled"], ["job_over", "cancelled"])
        assert Job.objects.get().status == Job.Status.CANCELLED
    else:
        assert outcomes == [1, InvalidTransition.code]
        assert Job.objects.get().status == Job.Status.LEASED


def until_somebody_waits(seconds=20):
    """Until a connection waits for a lock that another one holds."""
    end = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits for a lock")


def one_while_the_other_is_not_committed(first, second):
    """What `second` returned or raised, which began after `first` and before its commit."""

    def run():
        try:
            return second()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            outcome = pool.submit(run)
            until_somebody_waits()
        return outcome.result(30)


def test_discarding_leaves_alone_what_a_worker_takes_at_that_moment():
    phase = GroundTruthFactory(phase=PhaseFactory()).phase
    taken, waiting = (scored_submission(phase=phase) for _ in range(2))
    organizer = OrganizerFactory(competition=phase.competition).user
    rescore = services.rescore_phase(phase=phase, user=organizer, reason="Mended.")

    def discard():
        services.discard_rescore(rescore=rescore, user=organizer, now=timezone.now())
        return "discarded"

    outcome = one_while_the_other_is_not_committed(
        lease(rescore.jobs.get(submission=taken), "worker"), discard
    )

    assert outcome == "discarded"
    statuses = dict(rescore.jobs.values_list("submission", "status"))
    assert statuses == {taken.pk: "leased", waiting.pk: "cancelled"}


def test_rescore_waits_for_an_upload_and_sees_by_what_it_is_scored():
    phase = GroundTruthFactory(phase=PhaseFactory()).phase
    scored_submission(phase=phase)
    member = RegistrationFactory(competition=phase.competition)
    organizer = OrganizerFactory(competition=phase.competition).user
    second = GroundTruthFactory(phase=phase, version=2, is_active=False)

    def renew_and_rescore():
        activate_truth(truth=second, user=organizer)
        return services.rescore_phase(phase=phase, user=organizer, reason="A new truth.")

    outcome = one_while_the_other_is_not_committed(
        lambda: submission_to(phase, member), renew_and_rescore
    )

    assert outcome == "outdated_jobs"


def report(job, score):
    """What a worker that has the lease does at the end."""
    token = tokens.work_token(job)
    found = {
        "score": score,
        "metrics": dict.fromkeys(PROFILE["metrics"], score),
        "subsets": {},
        "rows": len(NAMES),
        "predictions": TARGETS,
    }
    result = services.Result(outcome="done", report=found)
    return lambda: services.record(job_id=job.pk, token=token, result=result, now=timezone.now())


def leased_jobs(phase, count):
    member = RegistrationFactory(competition=phase.competition)
    jobs = [submission_to(phase, member).jobs.get() for _ in range(count)]
    for job in jobs:
        lease(job, "worker")()
        job.refresh_from_db()
    return jobs


def ladder_phase():
    return GroundTruthFactory(
        phase=PhaseFactory(leak_control="ladder", score_step=0.1, concurrent_limit=100)
    ).phase


def test_ladder_tells_two_results_of_a_moment_one_after_the_other():
    """Both beat nothing, but the second to be recorded does not beat the first by a step."""
    first, second = leased_jobs(ladder_phase(), 2)

    one_while_the_other_is_not_committed(report(first, 0.6), report(second, 0.69))

    assert set(Submission.objects.values_list("score", flat=True)) == {0.6}


def test_ladder_climbs_as_one_when_ten_results_come_at_once():
    jobs = leased_jobs(ladder_phase(), 10)

    at_once(*(report(job, 0.4 + number * 0.03) for number, job in enumerate(jobs)))

    order = Submission.objects.order_by("evaluation__pk").values_list(
        "score", "evaluation__held_back__score"
    )
    best = None
    for told, exact in order:
        best = ladder.released(exact, best=best, step=0.1, higher_is_better=True)
        assert told == best
    assert len(order) == HeldBack.objects.count() == 10


def test_result_waits_for_a_rescore_that_releases_again():
    phase = ladder_phase()
    (job,) = leased_jobs(phase, 1)
    organizer = OrganizerFactory(competition=phase.competition).user
    old = scored_submission(phase=phase, team=job.submission.team, score=0.9)
    rescore = services.rescore_submission(submission=old, user=organizer, reason="Mended.")
    again = rescore.jobs.get()
    lease(again, "worker")()
    again.refresh_from_db()
    report(again, 0.2)()

    def apply():
        services.apply_rescore(rescore=rescore, user=organizer, now=timezone.now())

    one_while_the_other_is_not_committed(apply, report(job, 0.5))

    scores = dict(Submission.objects.values_list("pk", "score"))
    assert scores == {old.pk: 0.2, job.submission_id: 0.5}
