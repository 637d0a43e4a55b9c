"""What holds when processes die: every accepted submission ends, once, with the right score."""

import os
import random
import signal

import pytest
from scipy import stats

from config import embedded
from tests.factories import NAMES, TARGETS, predictions_csv
from tests.faults.site import running, until

pytestmark = pytest.mark.faults

# Scores as the real worker does, but as slowly as it is told, and dies on a deadly file.
SLOW_WORKER = "tests.faults.slow_worker"
JOBS_OF = "SELECT status, attempt, reason FROM submissions_job WHERE submission_id = ANY(%s)"
BOARDS = "SELECT status, inputs->'evaluations' FROM leaderboards_computation WHERE kind = 'board'"
EVALUATIONS_OF = "SELECT count(*) FROM submissions_evaluation WHERE submission_id = ANY(%s)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(autouse=True)
def no_workers_left(site):
    yield
    site.tell_state()
    for name in set(site.processes) & {"evaluate", "second"}:
        site.kill(name)


def score_of(values):
    srcc = stats.spearmanr(values, TARGETS).statistic
    plcc = stats.pearsonr(values, TARGETS).statistic
    return 0.6 * srcc + 0.4 * plcc


def submit_many(site, count):
    """The submissions' ids, each with the score it must get."""
    chance = random.Random(count)  # noqa: S311 - not a secret
    expected = {}
    for number in range(count):
        values = [round(chance.uniform(1, 5), 3) for _ in TARGETS]
        token = site.world["tokens"][number % 2]
        expected[site.submit(token, predictions_csv(values))] = score_of(values)
    return expected


def assert_scored_once(site, expected):
    ids = list(expected)
    scores = dict(site.rows("SELECT id, score FROM submissions_submission WHERE id = ANY(%s)", ids))
    assert scores == pytest.approx(expected, abs=1e-12)
    assert site.rows(EVALUATIONS_OF, ids) == [(len(ids),)]
    assert {status for status, _, _ in site.rows(JOBS_OF, ids)} == {"done"}


def test_sixty_in_flight_survive_what_kills_workers_web_broker_and_database(site):
    expected = submit_many(site, 60)

    def until_scored(count):
        until(lambda: site.states(expected).get("scored", 0) >= count)

    site.start_worker(app=SLOW_WORKER, SLOW_SECONDS="0.15")
    until_scored(4)
    site.kill("evaluate")
    site.start_worker(app=SLOW_WORKER, SLOW_SECONDS="0.15")
    site.redis().flushall()
    until_scored(10)
    embedded.restart_postgres(site.var, durable=False)
    until_scored(16)
    site.kill("evaluate")
    site.kill("web")
    site.start_worker(app=SLOW_WORKER, SLOW_SECONDS="0.15")
    site.start_web()

    until_scored(60)
    assert_scored_once(site, expected)


def test_uploads_are_taken_while_the_broker_is_dead_and_scored_when_it_is_back(site):
    site.start_worker()
    os.kill(embedded.redis_pid(site.var), signal.SIGKILL)
    expected = submit_many(site, 3)
    assert site.states(expected) == {"queued": 3}

    embedded.start(site.var, durable=False)

    until(lambda: site.states(expected) == {"scored": 3})
    assert_scored_once(site, expected)


def test_work_longer_than_the_visibility_timeout_counts_once(site):
    slowly = {"SLOW_SECONDS": "5", "VISIBILITY_SECONDS": "1"}
    site.start_worker(app=SLOW_WORKER, **slowly)
    site.start_worker("second", app=SLOW_WORKER, **slowly)
    expected = submit_many(site, 1)

    until(lambda: site.states(expected) == {"scored": 1})

    assert_scored_once(site, expected)
    assert site.rows(JOBS_OF, list(expected)) == [("done", 1, "")]
    assert "job_not_taken" in site.log("evaluate") + site.log("second")


def test_file_that_kills_its_worker_stops_after_three_attempts_with_a_reason(site):
    site.start_worker(app=SLOW_WORKER)
    deadly = site.submit(site.world["tokens"][0], f"{NAMES[0]},deadly\n".encode())

    until(lambda: site.states([deadly]) == {"failed": 1})

    [(status, attempt, reason)] = site.rows(JOBS_OF, [deadly])
    assert (status, attempt) == ("failed", 3)
    assert reason == (
        "Scoring was tried 3 times, and each time the scorer stopped without an answer. This is a "
        "fault on our side and does not count against your limits. The organizers can have it "
        "scored again; you need not upload it once more."
    )
    innocent = submit_many(site, 1)
    until(lambda: site.states(innocent) == {"scored": 1})


def test_file_that_makes_the_scorer_hang_ends_by_the_time_limit(site):
    site.start_worker(app=SLOW_WORKER, SLOW_SECONDS="600", SCORING_SECONDS="1")
    [hanging] = submit_many(site, 1)

    until(lambda: site.states([hanging]) == {"failed": 1})

    [(status, attempt, reason)] = site.rows(JOBS_OF, [hanging])
    assert (status, attempt) == ("failed", 3)
    assert "each time the scorer ended with an error" in reason
    assert site.rows("SELECT error FROM submissions_job WHERE submission_id = %s", hanging) == [
        ("Scoring took longer than its time limit.",)
    ]


def test_statistics_follow_though_their_process_and_all_messages_are_lost(site):
    def is_sure():
        query = "SELECT evaluation_id FROM submissions_submission WHERE id = ANY(%s)"
        made = {evaluation for (evaluation,) in site.rows(query, list(expected))}
        shown = {
            each[0] for status, all_of in site.rows(BOARDS) if status == "done" for each in all_of
        }
        return bool(made & shown)

    site.kill("statistics")
    site.start_worker()
    expected = {site.submit(site.world["tokens"][0], predictions_csv(TARGETS)): score_of(TARGETS)}
    until(lambda: site.states(expected) == {"scored": 1})
    site.redis().flushall()
    assert not is_sure()
    site.start_own("statistics")

    until(is_sure)
    assert {status for status, _ in site.rows(BOARDS)} == {"done"}
