from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import BadInput
from leaderboards import ordering
from submissions.models import Evaluation
from tests.factories import (
    NOW,
    PROFILE,
    MetricProfileFactory,
    PhaseFactory,
    RegistrationFactory,
    SubmissionFactory,
)
from tests.leaderboards.boards import board, organizer, scored, shown, team

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
VISITOR = AnonymousUser()


def test_each_team_stands_with_its_best_and_the_better_comes_first():
    phase = PhaseFactory()
    ada, bo = team(phase, "Ada"), team(phase, "Bo")
    scored(ada, phase, 0.5)
    scored(ada, phase, 0.7)
    scored(ada, phase, 0.6)
    scored(bo, phase, 0.9)

    assert shown(board(phase, VISITOR)) == [(1, "Bo", 0.9), (2, "Ada", 0.7)]


def test_equal_scores_share_a_rank_and_the_next_rank_is_left_out():
    phase = PhaseFactory()
    for number, score in enumerate([0.9, 0.8, 0.8, 0.7]):
        scored(team(phase, f"T{number}"), phase, score, submitted_at=NOW + number * HOUR)

    assert [row.rank for row in board(phase, VISITOR)[:]] == [1, 2, 2, 4]


def test_scores_that_differ_in_the_last_bit_do_not_share_a_rank():
    phase = PhaseFactory()
    scored(team(phase, "A"), phase, 0.1 + 0.2)
    scored(team(phase, "B"), phase, 0.3)

    assert shown(board(phase, VISITOR)) == [(1, "A", 0.1 + 0.2), (2, "B", 0.3)]


def test_lower_is_better_where_the_profile_says_so():
    profile = MetricProfileFactory(
        document={**PROFILE, "formula": "rmse", "higher_is_better": False}
    )
    phase = PhaseFactory(profile=profile)
    ada, bo = team(phase, "Ada"), team(phase, "Bo")
    scored(ada, phase, 0.5)
    scored(ada, phase, 0.4)
    scored(bo, phase, 0.45)

    assert shown(board(phase, VISITOR)) == [(1, "Ada", 0.4), (2, "Bo", 0.45)]


@pytest.mark.parametrize("higher_is_better", [True, False])
def test_of_a_teams_equal_scores_the_earlier_stands(higher_is_better):
    profile = MetricProfileFactory(document={**PROFILE, "higher_is_better": higher_is_better})
    phase = PhaseFactory(profile=profile)
    ada = team(phase, "Ada")
    scored(ada, phase, 0.5, submitted_at=NOW)
    earliest = scored(ada, phase, 0.5, submitted_at=NOW - HOUR)
    scored(ada, phase, 0.5, submitted_at=NOW + HOUR)

    assert board(phase, VISITOR)[0].place.submission_id == earliest.pk


def test_last_scored_submission_stands_where_the_phase_selects_the_last():
    phase = PhaseFactory(selection="last")
    ada = team(phase, "Ada")
    scored(ada, phase, 0.9, submitted_at=NOW)
    scored(ada, phase, 0.2, submitted_at=NOW + HOUR)
    SubmissionFactory(phase=phase, team=ada, submitted_at=NOW + 2 * HOUR)

    assert shown(board(phase, VISITOR)) == [(1, "Ada", 0.2)]


def test_chosen_submission_stands_and_who_has_chosen_none_is_absent():
    phase = PhaseFactory(selection="chosen")
    ada, bo = team(phase, "Ada"), team(phase, "Bo")
    scored(ada, phase, 0.9)
    scored(ada, phase, 0.3, is_chosen=True)
    scored(bo, phase, 0.8)

    assert shown(board(phase, VISITOR)) == [(1, "Ada", 0.3)]


def test_baselines_and_organizers_stand_in_place_without_a_rank():
    phase = PhaseFactory()
    scored(team(phase, "Floor", kind="baseline"), phase, 0.8)
    scored(team(phase, "Hosts", kind="organizer"), phase, 0.95)
    scored(team(phase, "Ada"), phase, 0.9)
    scored(team(phase, "Bo"), phase, 0.7)

    assert shown(board(phase, VISITOR)) == [
        (None, "Hosts", 0.95),
        (1, "Ada", 0.9),
        (None, "Floor", 0.8),
        (2, "Bo", 0.7),
    ]


def test_only_this_phases_submissions_count():
    phase = PhaseFactory()
    other = PhaseFactory(competition=phase.competition)
    ada = team(phase, "Ada")
    scored(ada, phase, 0.5)
    scored(ada, other, 0.9)

    row = board(phase, VISITOR)[0]

    assert (row.place.score, row.entries) == (0.5, 1)


def test_entries_count_what_was_scored():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    scored(ada, phase, 0.5)
    scored(ada, phase, 0.6)
    SubmissionFactory(phase=phase, team=ada)

    assert board(phase, VISITOR)[0].entries == 2


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Bo", "ada", "Cy"]),
        ("-score", ["Bo", "ada", "Cy"]),
        ("score", ["Cy", "ada", "Bo"]),
        ("team", ["ada", "Bo", "Cy"]),
        ("-team", ["Cy", "Bo", "ada"]),
        ("rmse", ["ada", "Cy", "Bo"]),
        ("-rmse", ["Cy", "ada", "Bo"]),
        ("entries", ["Bo", "Cy", "ada"]),
        ("-entries", ["ada", "Bo", "Cy"]),
        ("date", ["Cy", "Bo", "ada"]),
        ("-date", ["ada", "Bo", "Cy"]),
    ],
)
def test_every_column_sorts_and_the_ranks_stay_those_of_the_score(sort, names):
    phase = PhaseFactory()
    ada, bo, cy = team(phase, "ada"), team(phase, "Bo"), team(phase, "Cy")
    scored(ada, phase, 0.2, submitted_at=NOW)
    scored(ada, phase, 0.8, {"srcc": 0.8, "rmse": 0.2}, submitted_at=NOW + HOUR)
    scored(bo, phase, 0.9, {"srcc": 0.9}, submitted_at=NOW)
    scored(cy, phase, 0.7, {"srcc": 0.7, "rmse": 0.4}, submitted_at=NOW - HOUR)
    ranks = {"Bo": 1, "ada": 2, "Cy": 3}

    rows = board(phase, VISITOR, sort)[:]

    assert [(row.place.team_name, row.rank) for row in rows] == [
        (name, ranks[name]) for name in names
    ]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("method", ["B", "A", "D", "C"]),
        ("-method", ["D", "A", "B", "C"]),
        ("affiliation", ["C", "A", "B", "D"]),
        ("-affiliation", ["B", "A", "C", "D"]),
    ],
)
def test_texts_sort_as_they_are_shown_and_empty_ones_are_last(sort, names):
    phase = PhaseFactory()
    methods = {"A": "Net", "B": "linear", "C": "", "D": "vit"}
    teams = {name: team(phase, name) for name in methods}
    for name, method in methods.items():
        scored(teams[name], phase, 0.5, method=method)
    # A team's own affiliation stands before those of its members, and its leader's before theirs.
    teams["A"].affiliation = "Lund"
    teams["A"].save()
    for name, affiliation in {"A": "Aachen", "B": "oslo", "C": "Kyoto"}.items():
        teams[name].leader.affiliation = affiliation
        teams[name].leader.save()
    other = RegistrationFactory(competition=phase.competition, team=teams["B"]).user
    other.affiliation = "Aarhus"
    other.save()

    rows = board(phase, VISITOR, sort)[:]

    assert [row.place.team_name for row in rows] == names


def test_metric_that_is_no_number_is_last_in_either_direction():
    phase = PhaseFactory()
    for name, value in {"A": None, "B": "0.99", "C": 0.1, "D": 0.2}.items():
        scored(team(phase, name), phase, 0.5, {"srcc": value})

    ascending = [row.place.team_name for row in board(phase, VISITOR, "srcc")[:]]
    descending = [row.place.team_name for row in board(phase, VISITOR, "-srcc")[:]]

    assert (ascending, descending) == (["C", "D", "A", "B"], ["D", "C", "A", "B"])


def test_rows_that_tie_in_everything_keep_their_order_over_pages():
    phase = PhaseFactory()
    submissions = [scored(team(phase, f"T{number}"), phase, 0.5) for number in range(6)]
    of_phase = board(phase, VISITOR, "srcc")

    pages = [of_phase[start : start + 2] for start in (0, 2, 4)]

    assert [row.place.submission_id for page in pages for row in page] == [
        submission.pk for submission in submissions
    ]


def test_every_order_ends_with_the_key():
    phase = PhaseFactory()

    for key in ordering.sort_keys(phase):
        for sort in (key, f"-{key}"):
            assert ordering.order_by(phase, ordering.parse_sort(phase, sort))[-1] == "pk"


def test_unknown_column_is_refused_with_those_there_are():
    with pytest.raises(BadInput, match="score, team, method, affiliation, srcc, plcc, krcc"):
        board(PhaseFactory(), VISITOR, "evaluation__truth__file")


def test_applied_evaluation_is_what_the_row_shows():
    phase = PhaseFactory()
    submission = scored(team(phase, "Ada"), phase, 0.5)

    assert board(phase, VISITOR)[0].metrics == Evaluation.objects.get(submission=submission).metrics


@pytest.mark.parametrize("sort", ["", "srcc", "entries", "team"])
def test_queries_are_as_many_for_fifty_teams_as_for_five(sort):
    few, many = PhaseFactory(), PhaseFactory()
    for phase, teams in ((few, 5), (many, 50)):
        for number in range(teams):
            scored(team(phase, f"T{number}"), phase, number / 100)

    counts = []
    for phase in (few, many):
        with CaptureQueriesContext(connection) as queries:
            rows = board(phase, organizer(phase), sort)[:]
            names = [[person.name for person in row.people] for row in rows]
        assert all(names)
        counts.append(len(queries))

    assert counts[0] == counts[1]
