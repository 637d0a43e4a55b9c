"""A phase that holds scores back, walked by everybody: no exact digit reaches a participant."""

from dataclasses import replace

import pytest
from django.utils import timezone

from competitions.models import Phase
from datasets.models import GroundTruth
from evaluator import Profile, evaluate, read_truth
from leaderboards.refreshing import refresh
from submissions import services
from submissions.models import HeldBack
from tests.factories import NAMES, PROFILE, TARGETS, TRUTH_CSV, SubmissionFactory, predictions_csv
from tests.submissions.jobs import working
from tests.visibility.test_site import TABLE, _ask, _text
from tests.visibility.world import ROLES, build_world

pytestmark = pytest.mark.django_db
PREDICTED = [1.13, 1.02, 2.71, 2.93, 2.44, 4.37, 3.59, 4.18]
GETS = [row for row in TABLE if row.method == "get" and "<uuid" not in row.pattern]


@pytest.fixture
def report(tmp_path):
    """What the evaluator finds in a file, so that what is computed of it has the same digits."""
    truth, predictions = tmp_path / "truth.csv", tmp_path / "predictions.csv"
    truth.write_text(TRUTH_CSV)
    predictions.write_bytes(predictions_csv(PREDICTED))
    return evaluate(
        predictions,
        file_name="predictions.csv",
        truth=read_truth(truth, file_name="truth.csv"),
        profile=Profile.from_dict(PROFILE),
    )


def _digits(report):
    """How the exact score and the correlations would be known, cut off or rounded."""
    values = [report.score, report.metrics["srcc"], report.metrics["plcc"]]
    found = {text[2:6] for value in values for text in (repr(value), f"{value:.4f}")}
    assert all(len(text) == 4 for text in found)
    return found


def _world(leak_control, report):
    """A live board with a submission scored through the door, and one that is being scored."""
    world = build_world()
    phase = world.mine.phase
    Phase.objects.filter(pk=phase.pk).update(
        leak_control=leak_control,
        score_step=0.1,
        visibility=Phase.Visibility.LIVE,
        selection=Phase.Selection.LAST,
        reveals_at=None,
    )
    items = {"names": NAMES, "targets": TARGETS, "subsets": {"scale": ["x4", "x2"] * 4}}
    GroundTruth.objects.filter(phase=phase).update(items=items)
    HeldBack.objects.all().delete()
    phase.refresh_from_db()
    fields = {"phase": phase, "team": world.mine.team, "submitted_at": timezone.now()}
    done, underway = (services.submitting.queue_job(SubmissionFactory(**fields)) for _ in range(2))
    log = "\n".join(report.log)
    result = {"outcome": "done", "report": report.to_dict(), "log": log}
    assert working(done).report(result).status_code == 204
    assert working(underway).heartbeat(log=log).status_code == 204
    refresh(timezone.now())
    return world, done.submission, underway.submission


@pytest.mark.parametrize("leak_control", ["rounded", "ladder"])
def test_exact_values_are_on_no_page_but_the_organizers(leak_control, report):
    world, done, underway = _world(leak_control, report)
    digits = _digits(report)

    seen = {role: set() for role in ROLES}
    for role, pattern, found in _walk(world, done, underway, digits):
        seen[role] |= {(pattern, word) for word in found}

    assert {role: found for role, found in seen.items() if found}.keys() == {"organizer"}
    assert {word for _, word in seen["organizer"]} == digits


def test_without_leak_control_the_same_walk_finds_them_for_everybody(report):
    world, done, underway = _world("none", report)
    digits = _digits(report)

    told = {role: set() for role in ROLES}
    for role, _, found in _walk(world, done, underway, digits):
        told[role] |= found
        if told == dict.fromkeys(ROLES, digits):
            return  # that they can be found at all is what this asks

    assert told == dict.fromkeys(ROLES, digits)


def _walk(world, done, underway, digits):
    """Which of the digits each role is shown, address by address."""
    rows = [(row, done) for row in GETS]
    rows += [(row, underway) for row in GETS if "submissions/<int:pk>" in row.pattern]
    for row, submission in rows:
        side = replace(world.mine, submission=submission)
        for role in ROLES:
            text = _text(_ask(world, role, row, side))
            yield role, row.pattern, {word for word in digits if word in text}
