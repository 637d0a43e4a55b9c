import pytest
from django.db import IntegrityError, transaction

from submissions.models import Evaluation, Submission
from tests.factories import PhaseFactory
from tests.leaderboards.boards import scored, team


@pytest.mark.django_db
@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("model", [Submission, Evaluation])
def test_score_that_is_no_finite_number_is_never_stored(model, score):
    phase = PhaseFactory()
    scored(team(phase, "Ada"), phase, 0.5)

    with pytest.raises(IntegrityError, match="score_is_finite"), transaction.atomic():
        model.objects.update(score=score)
