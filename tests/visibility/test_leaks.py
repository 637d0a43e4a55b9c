"""A phase that holds scores back, walked by everybody: no exact digit reaches a participant."""

from dataclasses import replace

import pytest
from django.utils import timezone

from competitions.models import Phase
from submissions import services
from submissions.models import HeldBack
from tests.factories import SubmissionFactory
from tests.submissions.jobs import METRICS, REPORT, working
from tests.visibility.test_site import TABLE, _ask, _text
from tests.visibility.world import ROLES, build_world

pytestmark = pytest.mark.django_db
# Four digits that nothing else on the site spells.
EXACT = {"srcc": 0.912873, "plcc": 0.894127, "score": 0.905379}
DIGITS = tuple(str(value)[2:6] for value in EXACT.values())
GROUPS = {"scale": {"x2": {"n": 4, "metrics": {"srcc": EXACT["srcc"]}}}}
LOG = "12:00:00 srcc 0.9129  plcc 0.8941  score 0.9054"


def _results(leak_control):
    """Build the world, with a submission scored through the door and one that is being scored."""
    world = build_world()
    phase = world.mine.phase
    Phase.objects.filter(pk=phase.pk).update(
        leak_control=leak_control,
        score_step=0.1,
        visibility=Phase.Visibility.LIVE,
        selection=Phase.Selection.BEST,
        reveals_at=None,
    )
    HeldBack.objects.all().delete()
    phase.refresh_from_db()
    report = REPORT | {
        "score": EXACT["score"],
        "metrics": METRICS | {"srcc": EXACT["srcc"], "plcc": EXACT["plcc"]},
        "subsets": GROUPS,
    }
    fields = {"phase": phase, "team": world.mine.team, "submitted_at": timezone.now()}
    done, underway = (services.submitting.queue_job(SubmissionFactory(**fields)) for _ in range(2))
    result = {"outcome": "done", "report": report, "log": LOG}
    assert working(done).report(result).status_code == 204
    assert working(underway).heartbeat(log=LOG).status_code == 204
    return world, done.submission, underway.submission


@pytest.mark.parametrize("leak_control", ["rounded", "ladder", "none"])
def test_exact_values_are_on_no_page_but_the_organizers(leak_control):
    world, done, underway = _results(leak_control)
    gets = [row for row in TABLE if row.method == "get" and "<uuid" not in row.pattern]

    seen = {role: set() for role in ROLES}
    for submission in (done, underway):
        side = replace(world.mine, submission=submission)
        for row in gets:
            for role in ROLES:
                text = _text(_ask(world, role, row, side))
                seen[role] |= {digits for digits in DIGITS if digits in text}

    everything = set(DIGITS)
    if leak_control == "none":
        assert all(found == everything for found in seen.values())
    else:
        assert seen == {role: set() for role in ROLES} | {"organizer": everything}
