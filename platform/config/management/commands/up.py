"""`manage.py up`: the site on this machine, until Ctrl-C."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.services import first_admin_link
from config.programs import ServerError
from config.running import Site, SiteError, end_on_signals


class Command(BaseCommand):
    help = "Run the whole site on this machine: servers, web, workers. Ctrl-C ends it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        port = int(os.environ.get("PORT", "8000"))
        parser.add_argument("--port", type=int, default=port, help="default: PORT, or 8000")

    def handle(self, *args: Any, **options: Any) -> None:
        end_on_signals()
        try:
            with Site(port=options["port"], var=settings.VAR, say=self.stdout.write) as site:
                self._greet(site)
                site.wait()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except (SiteError, ServerError) as error:
            raise CommandError(str(error)) from error

    def _greet(self, site: Site) -> None:
        link = first_admin_link()
        if link:
            self.stdout.write(
                "Nobody administers this site yet. This link makes the first administrator, once:\n"
                f"  {link.replace(settings.SITE_URL, site.url, 1)}"
            )
        self.stdout.write(f"Ready: {site.url} (Ctrl-C ends it)")
