"""`manage.py first_admin`: the one-time link, for a site that was not started by `manage.py up`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import first_admin_link


class Command(BaseCommand):
    help = "Print the one-time link that makes the first administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        link = first_admin_link()
        if link is None:
            raise CommandError("This site has an administrator already.")
        self.stdout.write(link)
