import pytest
from django.contrib.auth.models import AnonymousUser

from leaderboards.verdict import number, verdict
from tests.factories import PROFILE, MetricProfileFactory, PhaseFactory
from tests.leaderboards.boards import board, organizer, scored, team

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], ""),
        ([0.5], "T0 leads with 0.5000 on 8 images."),
        ([0.9638, 0.9429], "T0 leads with 0.9638, 0.0209 ahead of T1 on 8 images."),
        ([0.9, 0.8, 0.8], "T0 leads with 0.9000, 0.1000 ahead of T1 and T2 on 8 images."),
        ([0.9, 0.9, 0.8], "T0 and T1 share the lead with 0.9000 on 8 images."),
        ([0.9, 0.9, 0.9], "T0, T1 and T2 share the lead with 0.9000 on 8 images."),
        ([0.9] * 5, "T0, T1 and 3 others share the lead with 0.9000 on 8 images."),
        (
            [0.90001, 0.9],
            "T0 leads with 0.9000, less than 0.0001 ahead of T1 on 8 images.",
        ),
        ([-0.2, -0.5], "T0 leads with −0.2000, 0.3000 ahead of T1 on 8 images."),
    ],
)
def test_verdict_names_the_leader_and_the_margin(scores, expected):
    phase = PhaseFactory()
    for index, score in enumerate(scores):
        scored(team(phase, f"T{index}"), phase, score)

    assert verdict(board(phase, VISITOR), images=8) == expected


def test_margin_is_positive_where_lower_is_better():
    profile = MetricProfileFactory(document={**PROFILE, "higher_is_better": False})
    phase = PhaseFactory(profile=profile)
    scored(team(phase, "Ada"), phase, 0.25)
    scored(team(phase, "Bo"), phase, 0.5)

    words = verdict(board(phase, VISITOR), images=None)

    assert words == "Ada leads with 0.2500, 0.2500 ahead of Bo."


def test_verdict_is_the_same_in_every_order():
    phase = PhaseFactory()
    scored(team(phase, "Ada"), phase, 0.9)
    scored(team(phase, "Bo"), phase, 0.5)

    words = verdict(board(phase, VISITOR, "score"), images=None)

    assert words == "Ada leads with 0.9000, 0.4000 ahead of Bo."


def test_baseline_never_leads():
    phase = PhaseFactory()
    scored(team(phase, "Floor", kind="baseline"), phase, 0.99)

    words = verdict(board(phase, VISITOR), images=8)
    assert words == "No team is ranked yet. The one to beat is Floor with 0.9900."

    scored(team(phase, "Ada"), phase, 0.5)
    assert verdict(board(phase, VISITOR), images=8) == "Ada leads with 0.5000 on 8 images."


def test_hidden_board_has_a_verdict_for_organizers_only():
    phase = PhaseFactory(visibility="organizers")
    ada = team(phase, "Ada")
    scored(ada, phase, 0.9)

    said = [
        verdict(board(phase, user), images=None) for user in (VISITOR, ada.leader, organizer(phase))
    ]

    assert said == ["", "", "Ada leads with 0.9000."]


def test_numbers_have_four_decimals_and_a_real_minus():
    assert [number(value) for value in (1, -0.5, 0.12345)] == ["1.0000", "−0.5000", "0.1235"]
