"""A phase with very many scored submissions, written in a few statements."""

from django.db import connection, transaction

from competitions.models import Phase
from datasets.truths import items_of
from evaluator import Truth
from leaderboards import selectors
from submissions.models import AlignedPredictions
from tests.evaluator.statistics import samples
from tests.factories import GroundTruthFactory, PhaseFactory, UserFactory

TEAMS = """
WITH people AS (
    INSERT INTO accounts_user (
        username, email, password, first_name, last_name, is_superuser, is_staff, is_active,
        date_joined, affiliation, country, orcid
    )
    SELECT 'p' || %(phase)s || '-' || n, 'p' || %(phase)s || '-' || n || '@example.org', '!',
        'Person', n::text, false, false, true, now(), 'University ' || n %% 40, 'FR', ''
    FROM generate_series(1, %(teams)s) AS n
    RETURNING id
), named AS (
    INSERT INTO participation_team (competition_id, name, kind, leader_id, affiliation, created_at)
    SELECT %(competition)s, 'Team ' || id, 'participant', id, '', now() FROM people
    RETURNING id, leader_id
)
INSERT INTO participation_registration (
    competition_id, user_id, team_id, status, answers, rules_accepted_at
)
SELECT %(competition)s, leader_id, id, 'approved', '{}', now() FROM named
"""

# Its evaluation bears the number of the submission; the keys are checked at the commit.
SUBMISSIONS = """
INSERT INTO submissions_submission (
    id, phase_id, team_id, user_id, kind, file, file_name, size, sha256, method, description,
    publication_url, code_url, submitted_at, status, status_changed_at, reason_code, reason,
    is_chosen, evaluation_id, score
)
SELECT id, %(phase)s, team_id, leader_id, 'predictions', 'none.csv', 'none.csv', 1, repeat('0', 64),
    'Method ' || id %% 7, '', '', '', now() - id %% 9000 * interval '1 minute', 'scored', now(),
    '', '', false, id, 0.5 + 0.45 * random()
FROM (
    SELECT team.id AS team_id, leader_id, nextval('submissions_submission_id_seq') AS id
    FROM participation_team AS team, generate_series(1, %(each)s)
    WHERE competition_id = %(competition)s
    ORDER BY random()
) AS numbered
"""

JOBS = """
INSERT INTO submissions_job (
    id, submission_id, kind, queue, truth_id, profile_id, status, attempt, created_at,
    finished_at, worker, progress, log, error, reason_code, reason, result_sha256
)
SELECT gen_random_uuid(), id, 'evaluate', 'evaluate', %(truth)s, %(profile)s, 'done', 1, now(),
    now(), 'bench', 1, '', '', '', '', ''
FROM submissions_submission WHERE phase_id = %(phase)s
"""

EVALUATIONS = """
INSERT INTO submissions_evaluation (
    id, submission_id, job_id, truth_id, profile_id, score, metrics, subsets, rows, file_sha256,
    truth_sha256, evaluator_version, created_at
)
SELECT s.id, s.id, job.id, %(truth)s, %(profile)s, s.score,
    jsonb_build_object('srcc', s.score - 0.01, 'plcc', s.score + 0.01, 'krcc', s.score - 0.1,
        'rmse', 1 - s.score, 'mae', 0.9 - s.score),
    '{}', 72, s.sha256, repeat('0', 64), 'bench', now()
FROM submissions_submission AS s JOIN submissions_job AS job ON job.submission_id = s.id
WHERE s.phase_id = %(phase)s
"""


def crowded_phase(*, teams: int, submissions_each: int) -> Phase:
    """A phase of its own competition, in which each team has so many scored submissions."""
    phase = PhaseFactory()
    images = samples.truth()
    truth = GroundTruthFactory(
        phase=phase,
        uploaded_by=UserFactory(),
        rows=len(images.names),
        items=items_of(images),
    )
    values = {
        "phase": phase.pk,
        "competition": phase.competition_id,
        "truth": truth.pk,
        "profile": phase.profile_id,
        "teams": teams,
        "each": submissions_each,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (TEAMS, SUBMISSIONS, JOBS, EVALUATIONS):
            cursor.execute(statement, values)
        cursor.execute(
            "SELECT setval('submissions_evaluation_id_seq', "
            "(SELECT max(id) FROM submissions_evaluation))"
        )
    _keep_predictions(phase, images)
    with connection.cursor() as cursor:
        # What the server does by itself within a minute or so.
        cursor.execute("VACUUM ANALYZE")
    return phase


def _keep_predictions(phase: Phase, images: Truth) -> None:
    """Predictions of the submissions that stand: what the board's statistics are made of."""
    standing = selectors.selected(phase).values_list("evaluation_id", "score")
    AlignedPredictions.objects.bulk_create(
        AlignedPredictions(evaluation_id=key, values=_packed(images, score, seed=key))
        for key, score in standing
    )


def _packed(images: Truth, score: float, *, seed: int) -> bytes:
    values = samples.predictions(images, noise=1.1 - score, seed=seed)
    return values.astype("<f8").tobytes()
