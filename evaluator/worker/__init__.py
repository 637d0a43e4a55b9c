"""The Celery face of the evaluator: fetch a job over HTTP, do it, report.

Started as ``celery -A evaluator.worker worker -Q evaluate`` on any machine that has the broker's
address (`REDIS_URL`) and the site's (`SPEARHEAD_URL`). It has no key to the database or the site:
each message brings a token that opens one job.
"""

from evaluator.worker.application import app

__all__ = ["app"]
