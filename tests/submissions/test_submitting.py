"""Who may hand in what, when and how often."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DataError

from competitions.models import Competition
from core.errors import DomainError
from datasets.models import GroundTruth
from submissions import services
from submissions.limits import Used, allowance
from submissions.models import InvalidTransition, Job, Submission
from tests.factories import (
    DAY,
    NOW,
    GroundTruthFactory,
    RegistrationFactory,
    SubmissionFactory,
    predictions_csv,
    scored_submission,
)

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def phase():
    return GroundTruthFactory().phase


@pytest.fixture
def member(phase):
    return RegistrationFactory(competition=phase.competition)


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def submit(member, phase, content=None, *, now=NOW, name="mine.csv"):
    content = predictions_csv() if content is None else content
    file = ContentFile(content, name)
    return services.submit(user=member.user, phase=phase, file=file, now=now)


def refusal(member, phase, content=None, *, now=NOW):
    """The code of what refuses it; nothing may be left behind."""
    before = (Submission.objects.count(), stored_files())
    with pytest.raises(DomainError) as caught:
        submit(member, phase, content, now=now)
    assert (Submission.objects.count(), stored_files()) == before
    return caught.value.code


def stored_files():
    try:
        return sorted(default_storage.listdir(f"submissions/{NOW:%Y/%m/%d}")[1])
    except FileNotFoundError:
        return []


def test_submit_stores_the_file_and_queues_one_job(phase, member):
    submission = submit(member, phase)

    job = Job.objects.get()
    assert submission.status == Submission.Status.QUEUED
    assert (submission.team, submission.user) == (member.team, member.user)
    with submission.file.open() as stored:
        assert stored.read() == predictions_csv()
    assert (submission.file_name, submission.size) == ("mine.csv", len(predictions_csv()))
    assert (job.submission, job.status, job.attempt) == (submission, Job.Status.PENDING, 0)
    assert (job.truth, job.profile) == (GroundTruth.objects.get(), phase.profile)
    assert job.queue == phase.queue


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\scores.csv", "scores.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_file_name_is_shown_without_what_could_do_harm(phase, member, given, kept):
    file = ContentFile(predictions_csv())
    file.name = given

    submission = services.submit(user=member.user, phase=phase, file=file, now=NOW)

    assert submission.file_name == kept
    assert kept not in submission.file.name


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("pending", "not_approved"),
        ("refused", "not_approved"),
        ("withdrawn", "not_registered"),
    ],
)
def test_only_an_approved_person_submits(phase, member, status, code):
    change(member, status=status)

    assert refusal(member, phase) == code


def test_person_of_another_competition_is_refused(phase):
    stranger = RegistrationFactory()

    assert refusal(stranger, phase) == "not_registered"


def test_phase_takes_submissions_from_its_first_moment_to_before_its_last(phase, member):
    change(phase, opens_at=NOW - DAY, closes_at=NOW)

    assert refusal(member, phase, now=NOW - DAY - SECOND) == "phase_not_open_yet"
    submit(member, phase, now=NOW - DAY)
    submit(member, phase, now=NOW - SECOND)
    assert refusal(member, phase, now=NOW) == "phase_closed"


def test_archived_competition_takes_nothing(phase, member):
    change(phase.competition, status=Competition.Status.ARCHIVED)

    assert refusal(member, phase) == "phase_closed"


def test_phase_without_ground_truth_takes_nothing(phase, member):
    GroundTruth.objects.update(is_active=False)

    assert refusal(member, phase) == "no_ground_truth"


def test_phase_that_takes_no_predictions_says_so(phase, member):
    change(phase, allowed_kinds=["container"])

    assert refusal(member, phase) == "kind_not_allowed"


def test_size_is_from_one_byte_to_the_largest(phase, member, settings):
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024

    assert refusal(member, phase, b"") == "empty_file"
    submit(member, phase, b"x")
    submit(member, phase, b"x" * settings.UPLOAD_MAX_BYTES)
    assert refusal(member, phase, b"x" * (settings.UPLOAD_MAX_BYTES + 1)) == "file_too_large"


def test_daily_limit_counts_the_utc_day(phase, member):
    change(phase, daily_limit=2)
    last_evening = MIDNIGHT - SECOND

    submit(member, phase, now=last_evening)
    submit(member, phase, now=last_evening)
    assert refusal(member, phase, now=last_evening) == "daily_limit"
    submit(member, phase, now=MIDNIGHT)
    submit(member, phase, now=MIDNIGHT)
    assert refusal(member, phase, now=MIDNIGHT) == "daily_limit"


def test_refusal_of_the_daily_limit_says_when_the_next_day_begins(phase, member):
    change(phase, daily_limit=1)
    submit(member, phase)

    with pytest.raises(DomainError) as caught:
        submit(member, phase)

    assert str(caught.value) == (
        "Your team has used its 1 submission of today. The next day begins at 00:00 UTC."
    )


def test_total_limit_counts_all_days(phase, member):
    change(phase, total_limit=2)

    submit(member, phase, now=NOW - 2 * DAY)
    submit(member, phase)

    assert refusal(member, phase) == "total_limit"


def test_two_accounts_of_a_team_share_its_limits(phase, member):
    change(phase, daily_limit=1)
    mate = RegistrationFactory(competition=phase.competition, team=member.team)
    rival = RegistrationFactory(competition=phase.competition)

    submit(member, phase)

    assert refusal(mate, phase) == "daily_limit"
    submit(rival, phase)


def test_limits_are_of_one_phase(phase, member):
    change(phase, daily_limit=1)
    other = GroundTruthFactory(phase__competition=phase.competition, phase__daily_limit=1).phase

    submit(member, phase)

    submit(member, other)


def test_concurrent_limit_counts_what_is_in_flight(phase, member):
    change(phase, concurrent_limit=2)
    queued = submit(member, phase)
    running = submit(member, phase)
    running.start()

    assert refusal(member, phase) == "concurrent_limit"
    services.cancel(submission=queued)
    submit(member, phase)


def finished(member, phase, status):
    submission = SubmissionFactory(phase=phase, team=member.team, user=member.user)
    submission.start()
    if status == "rejected":
        submission.reject(code="x", reason="x")
    else:
        submission.fail(reason="x")


@pytest.mark.parametrize(
    ("status", "rejected_count", "left"),
    [
        ("rejected", False, 3),
        ("rejected", True, 2),
        ("failed", False, 3),
        ("failed", True, 3),
    ],
)
def test_only_what_the_organizer_says_uses_up_the_limit(
    phase, member, status, rejected_count, left
):
    change(phase, daily_limit=3, total_limit=3, rejected_count=rejected_count)

    finished(member, phase, status)

    found = allowance(team=member.team, phase=phase, now=NOW)
    assert (found.left_today, found.left_in_all) == (left, left)


def test_cancelled_submission_uses_up_nothing(phase, member):
    change(phase, daily_limit=1)

    services.cancel(submission=submit(member, phase))

    submit(member, phase)


def test_rejected_files_are_capped_against_probing(phase, member):
    change(phase, rejected_daily_cap=2)
    finished(member, phase, "rejected")
    submit(member, phase)
    finished(member, phase, "rejected")

    assert refusal(member, phase) == "probing_cap"
    submit(member, phase, now=NOW + DAY)


def test_what_is_in_flight_may_be_rejected_and_counts_for_the_cap(phase, member):
    change(phase, rejected_daily_cap=3)
    finished(member, phase, "rejected")
    first = submit(member, phase)
    submit(member, phase)

    assert refusal(member, phase) == "probing_cap"
    services.cancel(submission=first)
    submit(member, phase)


def test_allowance_tells_used_left_and_reset(phase, member):
    change(phase, daily_limit=5, total_limit=20)
    submit(member, phase, now=NOW - DAY)
    submit(member, phase)
    finished(member, phase, "rejected")

    found = allowance(team=member.team, phase=phase, now=NOW)

    assert found.used == Used(today=1, in_all=2, in_flight=2, rejected_today=1)
    assert (found.left_today, found.left_in_all, found.left_at_once) == (4, 18, 8)
    assert found.resets_at == MIDNIGHT + DAY
    assert found.refusal is None


def test_cancel_takes_back_what_waits_and_nothing_else(phase, member):
    submission = submit(member, phase)
    services.cancel(submission=submission)
    assert Job.objects.get().status == Job.Status.CANCELLED

    with pytest.raises(InvalidTransition):
        services.cancel(submission=submission)


def test_running_submission_cannot_be_cancelled(phase, member):
    submission = submit(member, phase)
    job = Job.objects.get()
    job.lease(now=NOW, seconds=30, worker="w")
    submission.start()

    with pytest.raises(InvalidTransition):
        services.cancel(submission=Submission.objects.get())

    assert Submission.objects.get().status == Submission.Status.RUNNING
    assert Job.objects.get().status == Job.Status.LEASED


def test_choosing_moves_the_mark(phase, member):
    change(phase, selection="chosen")
    first, second = (
        scored_submission(phase=phase, team=member.team, user=member.user) for _ in range(2)
    )

    services.choose(submission=first, now=NOW)
    services.choose(submission=second, now=NOW)

    assert list(Submission.objects.filter(is_chosen=True)) == [second]


def test_choosing_needs_a_score_a_phase_that_began_and_a_phase_of_choice(phase, member):
    scored = scored_submission(phase=phase, team=member.team, user=member.user)
    with pytest.raises(DomainError) as best_counts:
        services.choose(submission=scored, now=NOW)
    change(phase, selection="chosen")
    scored.refresh_from_db()
    with pytest.raises(DomainError) as too_early:
        services.choose(submission=scored, now=phase.opens_at - SECOND)
    queued = SubmissionFactory(phase=phase, team=member.team, user=member.user)
    with pytest.raises(DomainError) as unscored:
        services.choose(submission=queued, now=NOW)

    codes = [error.value.code for error in (best_counts, too_early, unscored)]
    assert codes == ["not_chosen_by_teams", "phase_closed", "not_scored"]
    assert not Submission.objects.filter(is_chosen=True).exists()


def is_choice_taken(submission, now):
    Submission.objects.update(is_chosen=False)
    with contextlib.suppress(DomainError):
        services.choose(submission=Submission.objects.get(pk=submission.pk), now=now)
    return Submission.objects.get(pk=submission.pk).is_chosen


def test_team_chooses_until_a_day_after_the_close(phase, member):
    change(phase, selection="chosen", closes_at=NOW)
    scored = scored_submission(phase=phase, team=member.team, user=member.user)

    assert is_choice_taken(scored, NOW)
    assert is_choice_taken(scored, NOW + DAY - SECOND)
    assert not is_choice_taken(scored, NOW + DAY)


def test_team_chooses_as_long_as_one_of_its_own_is_being_scored(phase, member):
    change(phase, selection="chosen", closes_at=NOW)
    scored = scored_submission(phase=phase, team=member.team, user=member.user)
    SubmissionFactory(phase=phase)
    assert not is_choice_taken(scored, NOW + 2 * DAY)

    late = SubmissionFactory(phase=phase, team=member.team, user=member.user)

    assert is_choice_taken(scored, NOW + 2 * DAY)
    late.cancel()
    assert not is_choice_taken(scored, NOW + 2 * DAY)


def test_stored_file_goes_when_the_transaction_fails(phase, member):
    before = stored_files()
    too_long = services.About(method="m" * 101)

    with pytest.raises(DataError):
        services.submit(
            user=member.user,
            phase=phase,
            file=ContentFile(predictions_csv(), "mine.csv"),
            now=NOW,
            about=too_long,
        )

    assert stored_files() == before
