"""What both Celery programs have really been told, not what some file says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app as site
from evaluator.worker import app as worker
from evaluator.worker import settings as worker_settings
from submissions import dispatch

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("app", [site, worker], ids=["site", "worker"])
def test_no_message_is_lost_and_none_loops(app):
    conf = app.conf

    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is False
    assert conf.worker_prefetch_multiplier == 1
    assert conf.broker_connection_max_retries is None
    assert conf.task_ignore_result is True
    assert conf.task_soft_time_limit < conf.task_time_limit
    # Or a long task would be delivered again while it still runs.
    assert conf.broker_transport_options["visibility_timeout"] > 1.5 * conf.task_time_limit


def test_each_program_reads_its_own_queue_of_the_same_broker():
    assert site.conf.task_default_queue == "control"
    assert worker.conf.task_default_queue == "evaluate"
    assert site.conf.broker_url == worker.conf.broker_url == settings.CELERY_BROKER_URL


def test_beat_runs_the_reaper_every_few_seconds_and_does_not_heap_it_up():
    reap = site.conf.beat_schedule["reap"]

    assert reap["task"] == "submissions.reap"
    assert reap["schedule"] <= 5
    assert reap["options"]["expires"] <= 10


def test_messages_name_tasks_that_exist():
    site.loader.import_default_modules()

    assert dispatch.TASK in worker.tasks
    assert dispatch.TASK not in site.tasks
    assert {entry["task"] for entry in site.conf.beat_schedule.values()} <= set(site.tasks)


def test_upload_does_not_wait_for_a_broker_that_is_away():
    assert site.conf.task_publish_retry is False
    assert site.conf.broker_transport_options["max_retries"] == 0


def test_worker_needs_no_django_no_database_and_no_secret():
    names = ["django.db", "django.conf", "psycopg", "config", "submissions"]
    program = f"import evaluator.worker, sys; print(set({names}) & sys.modules.keys())"
    environment = {"PATH": os.environ["PATH"], "REDIS_URL": "unix:///tmp/nowhere.sock?db=3"}

    found = subprocess.run(
        [sys.executable, "-c", program],
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout == "set()\n"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("unix:///tmp/r.sock?db=3", "redis+socket:///tmp/r.sock?virtual_host=3"),
        ("redis://10.0.0.1:6379/0", "redis://10.0.0.1:6379/0"),
        ("rediss://:pass@host/1", "rediss://:pass@host/1"),
    ],
)
def test_broker_address_is_that_of_the_site(monkeypatch, given, told):
    monkeypatch.delenv("BROKER", raising=False)
    monkeypatch.setenv("REDIS_URL", given)

    assert worker_settings.broker_url() == told


def test_worker_without_a_broker_says_what_to_set(monkeypatch):
    monkeypatch.delenv("REDIS_URL")
    monkeypatch.delenv("BROKER", raising=False)

    with pytest.raises(SystemExit, match="Set REDIS_URL"):
        worker_settings.broker_url()
