"""`python -m tests.faults.world`: an empty site gets a phase and two people; prints their keys."""

import json
import sys

import django

TEAMS = 2


def main() -> None:
    django.setup()
    # The models can be imported only now.
    from django.core.management import call_command  # noqa: PLC0415
    from knox.models import AuthToken  # noqa: PLC0415

    from tests import factories  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    phase = factories.PhaseFactory(concurrent_limit=1000)
    factories.GroundTruthFactory(phase=phase)
    people = [
        factories.RegistrationFactory(competition=phase.competition).user for _ in range(TEAMS)
    ]
    keys = [AuthToken.objects.create(person)[1] for person in people]
    world = {"slug": phase.competition.slug, "phase": phase.slug, "tokens": keys}
    sys.stdout.write(json.dumps(world) + "\n")


if __name__ == "__main__":
    main()
