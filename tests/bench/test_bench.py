import pytest
from django.contrib.auth.models import AnonymousUser

from leaderboards import selectors
from submissions.models import Evaluation, Job
from tests.bench.crowd import crowded_phase
from tests.bench.results import Result, as_table, at_least, at_most, percentile
from tests.factories import NOW, SubmissionFactory, score_submission


@pytest.mark.django_db(transaction=True)
def test_crowd_is_a_board_like_any_other():
    phase = crowded_phase(teams=3, submissions_each=4)

    viewer = selectors.viewer_of(phase, AnonymousUser(), NOW)
    rows = selectors.standings(phase, viewer=viewer)[:]

    assert [(row.rank, row.entries) for row in rows] == [(1, 4), (2, 4), (3, 4)]
    assert [row.metrics["srcc"] for row in rows] == [row.place.score - 0.01 for row in rows]
    assert (Job.objects.count(), Evaluation.objects.count()) == (12, 12)
    # The sequences go on where the statements ended.
    score_submission(SubmissionFactory(phase=phase), 0.5)


def test_percentile_lies_between_the_values():
    values = [float(value) for value in range(101)]

    assert [percentile(values, share) for share in (1, 50, 95)] == [1.0, 50.0, 95.0]


def test_target_itself_is_met():
    results = [at_most("slow", 1.0, 1.0, "s"), at_least("rate", 19.9, 20, "/s")]

    assert results == [
        Result("slow", "1.00 s", "≤ 1 s", is_met=True),
        Result("rate", "19.9 /s", "≥ 20 /s", is_met=False),
    ]
    assert as_table(results) == (
        "what  measured  target\nslow  1.00 s    ≤ 1 s    met\nrate  19.9 /s   ≥ 20 /s  MISSED"
    )
