"""What holds when processes die: every accepted submission ends, once, with the right score."""

import random
import signal
import time

import pytest
from scipy import stats

from config import embedded
from tests.factories import TARGETS, predictions_csv
from tests.faults.site import running, until

pytestmark = pytest.mark.faults

SLOW_WORKER = "tests.faults.slow_worker"


def score_of(values):
    return 0.6 * stats.spearmanr(values, TARGETS).statistic + 0.4 * stats.pearsonr(
        values, TARGETS
    ).statistic


def test_sixty_in_flight_survive_everything(tmp_path):
    chance = random.Random(7)
    with running(tmp_path, SLOW_SECONDS="0.15") as site:
        expected = {}
        for number in range(60):
            values = [round(chance.uniform(1, 5), 3) for _ in TARGETS]
            token = site.world["tokens"][number % 2]
            expected[site.submit(token, predictions_csv(values))] = score_of(values)
        site.start_worker(app=SLOW_WORKER)
        until(lambda: site.states().get("scored", 0) >= 4)

        site.kill("evaluate")
        site.start_worker(app=SLOW_WORKER)
        site.redis().flushall()
        until(lambda: site.states().get("scored", 0) >= 10)
        embedded.restart_postgres(site.var, durable=False)
        until(lambda: site.states().get("scored", 0) >= 16)
        site.kill("evaluate")
        site.kill("web")
        site.start_worker(app=SLOW_WORKER)
        site.start_web()
        until(lambda: site.states() == {"scored": 60})

        scores = dict(site.rows("SELECT id, score FROM submissions_submission"))
        assert scores == pytest.approx(expected, abs=1e-12)
        assert site.rows("SELECT count(*) FROM submissions_evaluation") == [(60,)]
        assert site.rows("SELECT status, count(*) FROM submissions_job GROUP BY 1") == [
            ("done", 60)
        ]
        assert site.rows("SELECT max(attempt) <= 3 FROM submissions_job") == [(True,)]
