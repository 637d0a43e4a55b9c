from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from leaderboards.absence import explain_absence
from tests.factories import NOW, PhaseFactory, SubmissionFactory
from tests.leaderboards.boards import board, scored, team

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def test_visitor_without_a_team_is_told_nothing():
    assert explain_absence(board(PhaseFactory(), AnonymousUser())) == ""


def test_team_that_submitted_nothing_is_told_so():
    phase = PhaseFactory()
    ada = team(phase, "Ada")

    words = explain_absence(board(phase, ada.leader))

    assert words == ("Ada is not on this board: it has not submitted anything to this phase yet.")


@pytest.mark.parametrize(
    ("bring", "words"),
    [
        (lambda row: None, "waits in the queue; the board changes when it has a score."),
        (lambda row: row.start(), "is being scored; the board changes when it has a score."),
        (lambda row: row.cancel(), "was cancelled."),
        (
            lambda row: (row.start(), row.reject(code="missing", reason="Line 2 has no score.")),
            "was rejected: Line 2 has no score.",
        ),
        (
            lambda row: row.fail(reason="The worker died three times."),
            "could not be scored through our fault: The worker died three times.",
        ),
    ],
)
def test_every_way_off_the_board_is_explained(bring, words):
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    submission = SubmissionFactory(phase=phase, team=ada)
    bring(submission)

    assert explain_absence(board(phase, ada.leader)) == (
        f"Ada is not on this board: its latest submission, #{submission.pk}, {words}"
    )


def test_team_that_chose_none_is_told_to_choose():
    phase = PhaseFactory(selection="chosen")
    ada = team(phase, "Ada")
    scored(ada, phase, 0.9)

    assert explain_absence(board(phase, ada.leader)) == (
        "Ada is not on this board: in this phase each team chooses the submission that counts, "
        "and yours has not chosen a scored one. Choose it under My submissions."
    )


def test_latest_submission_that_is_not_the_one_shown_is_explained():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    best = scored(ada, phase, 0.9)
    latest = scored(ada, phase, 0.25, submitted_at=LATER)

    assert explain_absence(board(phase, ada.leader)) == (
        f"The board shows your team's best submission, #{best.pk}. "
        f"Your latest, #{latest.pk}, scored 0.2500."
    )


def test_nothing_is_said_when_the_latest_is_the_one_shown():
    phase = PhaseFactory()
    ada = team(phase, "Ada")
    scored(ada, phase, 0.9)

    assert explain_absence(board(phase, ada.leader)) == ""
