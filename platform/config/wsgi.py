"""The web process: `gunicorn config.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# All that was loaded stays for good: keep the collector from walking it again in the middle of a
# request, and let it come by less often than after each few hundred objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
