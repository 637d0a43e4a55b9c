"""A rescore's preview ranks in Python what the board ranks in SQL: both must say the same."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from competitions.models import Phase
from submissions.preview import current_ranks
from tests.factories import NOW, PROFILE, MetricProfileFactory, PhaseFactory
from tests.leaderboards.boards import board, scored, team

pytestmark = pytest.mark.django_db
KINDS = ["participant"] * 9 + ["baseline", "organizer"]


@pytest.mark.parametrize("higher_is_better", [True, False])
@pytest.mark.parametrize("selection", Phase.Selection.values)
def test_preview_ranks_as_the_board_does(selection, higher_is_better):
    profile = MetricProfileFactory(document={**PROFILE, "higher_is_better": higher_is_better})
    phase = PhaseFactory(profile=profile, selection=selection)
    chance = random.Random(f"{selection} {higher_is_better}")  # noqa: S311 - not a secret
    for number, kind in enumerate(KINDS):
        of_kind = team(phase, f"Team {number}", kind=kind)
        chosen = chance.randrange(4)
        for entry in range(3):
            # Few values and moments, so that there are ties of every sort.
            moment = NOW + timedelta(hours=chance.randrange(3))
            score = chance.choice([0.1, 0.2, 0.3, 0.4])
            scored(of_kind, phase, score, submitted_at=moment, is_chosen=entry == chosen)

    of_board = {row.place.team_id: row.rank for row in board(phase, AnonymousUser())[:]}

    ranked = {team_id: rank for team_id, rank in of_board.items() if rank is not None}
    assert len(ranked) >= 3
    assert len(set(ranked.values())) < len(ranked)
    assert current_ranks(phase) == ranked
