"""Celery's side of the worker: one task, whose message names a job and carries its token."""

from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

from evaluator.worker import logs, presence, settings, work

SOFT_LIMIT_SECONDS = settings.seconds("SCORING_SECONDS", 60)
HARD_LIMIT_SECONDS = SOFT_LIMIT_SECONDS + 15

app = Celery("evaluator", set_as_current=False)
app.conf.update(
    broker_url=settings.broker_url(),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a broker that is away comes back, however late
    # Above the hard limit, or a long job is delivered a second time while the first still runs.
    broker_transport_options={"visibility_timeout": 10 * HARD_LIMIT_SECONDS, "socket_timeout": 10},
    task_default_queue="evaluate",
    task_ignore_result=True,
    task_acks_late=True,
    # A file that kills its worker would come back for ever; the site counts the attempts.
    task_reject_on_worker_lost=False,
    task_soft_time_limit=SOFT_LIMIT_SECONDS,
    task_time_limit=HARD_LIMIT_SECONDS,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # With REMAP_SIGTERM=SIGQUIT a worker that is told to end finishes what it can in this time and
    # gives the rest back, instead of keeping it hidden until the visibility timeout.
    worker_soft_shutdown_timeout=4.0,
    worker_max_tasks_per_child=1000,
    # On a busy machine a new child may need longer than the 4 s after which it would be given up.
    worker_proc_alive_timeout=30.0,
    worker_hijack_root_logger=False,
    timezone="UTC",
)


@app.task(name="evaluator.work", shared=False)
def do_work(*, job_id: str, token: str) -> None:
    """Do one job. Safe to deliver twice: the site gives the lease to one of them."""
    with logs.about_job(job_id):
        work.do(job_id=job_id, token=token)


@setup_logging.connect
def _set_up_logging(**kwargs: Any) -> None:
    logs.set_up()


@worker_ready.connect
def _sign_in(sender: Any, **kwargs: Any) -> None:
    presence.keep(app, name=sender.hostname)
