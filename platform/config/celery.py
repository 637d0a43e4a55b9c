"""The site's Celery: tasks with database access, on two queues of its own, and the beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("spearhead")
# Without the namespace every setting below would silently keep its default.
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
