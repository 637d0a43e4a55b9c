"""Scoring again: history kept, time kept, looked at before it counts."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from core.errors import DomainError
from core.models import AuditEntry
from datasets.truths import activate_truth
from submissions import rescore_views, services
from submissions.models import Evaluation, Job, Submission
from submissions.preview import Progress, preview, progress
from submissions.reaping import reap
from submissions.services import rescoring
from tests.factories import (
    NOW,
    GroundTruthFactory,
    MetricProfileFactory,
    OrganizerFactory,
    RegistrationFactory,
    SubmissionFactory,
    predictions_csv,
    scored_submission,
)
from tests.submissions.jobs import FAILED, METRICS, REJECTED, REPORT, Worker, working

pytestmark = pytest.mark.django_db


@pytest.fixture
def truth():
    return GroundTruthFactory()


@pytest.fixture
def phase(truth):
    return truth.phase


@pytest.fixture
def organizer(phase):
    return OrganizerFactory(competition=phase.competition).user


def done(score):
    return {"outcome": "done", "report": REPORT | {"score": score, "metrics": METRICS}}


def prepare(phase, organizer):
    return services.rescore_phase(phase=phase, user=organizer, reason="The truth was mended.")


def apply(rescore, organizer):
    services.apply_rescore(rescore=rescore, user=organizer, now=timezone.now())


def finish(rescore, submission, result):
    job = rescore.jobs.get(submission=submission)
    assert working(job).report(result).status_code == 204


def board():
    return list(
        Submission.objects.order_by("pk").values_list("pk", "status", "score", "evaluation_id")
    )


def test_board_changes_only_when_it_is_applied(phase, organizer):
    submission = scored_submission(phase=phase, score=0.5)
    first = submission.evaluation
    before = board()

    rescore = prepare(phase, organizer)
    assert board() == before
    finish(rescore, submission, done(0.9))
    assert board() == before
    apply(rescore, organizer)

    submission.refresh_from_db()
    assert (submission.status, submission.score) == ("scored", 0.9)
    assert submission.submitted_at == NOW
    assert submission.evaluation != first
    assert set(submission.evaluations.values_list("score", flat=True)) == {0.5, 0.9}


def test_every_act_is_in_the_log(phase, organizer):
    submission = scored_submission(phase=phase)
    rescore = prepare(phase, organizer)
    finish(rescore, submission, done(0.9))
    apply(rescore, organizer)
    services.discard_rescore(rescore=prepare(phase, organizer), user=organizer, now=timezone.now())

    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.action, entry.actor, entry.competition_id) for entry in entries] == [
        (action, organizer, phase.competition_id)
        for action in (
            "rescore_prepared",
            "rescore_applied",
            "rescore_prepared",
            "rescore_discarded",
        )
    ]
    assert entries[1].detail == {
        "phase": phase.slug,
        "reason": "The truth was mended.",
        "changed": 1,
    }


def test_rescore_uses_the_active_ground_truth_and_the_profile_of_now(truth, phase, organizer):
    scored_submission(phase=phase)
    truth.is_active = False
    truth.save()
    second = GroundTruthFactory(phase=phase, version=2)

    job = prepare(phase, organizer).jobs.get()

    assert (job.truth, job.profile) == (second, phase.profile)


def test_rejected_and_failed_ones_may_come_to_a_score_and_scored_ones_lose_theirs(phase, organizer):
    scored = scored_submission(phase=phase)
    rejected, failed, steady = (SubmissionFactory(phase=phase) for _ in range(3))
    for submission in (rejected, failed, steady):
        submission.start()
    rejected.reject(code="x", reason="x")
    failed.fail(reason="x")
    steady.reject(code="x", reason="x")
    rescore = prepare(phase, organizer)
    finish(rescore, scored, REJECTED)
    finish(rescore, rejected, done(0.7))
    finish(rescore, failed, done(0.8))
    for _ in range(3):
        finish(rescore, steady, FAILED)

    apply(rescore, organizer)

    found = {
        submission.pk: (submission.status, submission.score, submission.reason)
        for submission in Submission.objects.all()
    }
    assert found == {
        scored.pk: ("rejected", None, "3 images have no score."),
        rejected.pk: ("scored", 0.7, ""),
        failed.pk: ("scored", 0.8, ""),
        steady.pk: ("rejected", None, "x"),
    }


def test_discarding_keeps_the_board_and_ends_the_work(phase, organizer):
    one, two = (scored_submission(phase=phase) for _ in range(2))
    before = board()
    rescore = prepare(phase, organizer)
    finish(rescore, one, done(0.9))
    waiting = Worker(rescore.jobs.get(submission=two))

    services.discard_rescore(rescore=rescore, user=organizer, now=timezone.now())

    assert board() == before
    assert waiting.lease().status_code == 410
    assert Evaluation.objects.filter(submission=one).count() == 2


def test_work_for_a_discarded_rescore_is_not_tried_again(phase, organizer):
    submission = scored_submission(phase=phase)
    rescore = prepare(phase, organizer)
    worker = working(rescore.jobs.get(submission=submission))
    services.discard_rescore(rescore=rescore, user=organizer, now=timezone.now())

    worker.report(FAILED)

    assert rescore.jobs.get().status == Job.Status.FAILED


def test_applying_waits_for_all_and_happens_once(phase, organizer):
    submission = scored_submission(phase=phase)
    rescore = prepare(phase, organizer)
    with pytest.raises(DomainError) as early:
        apply(rescore, organizer)
    finish(rescore, submission, done(0.9))
    apply(rescore, organizer)
    with pytest.raises(DomainError) as twice:
        apply(rescore, organizer)
    with pytest.raises(DomainError) as discarded:
        services.discard_rescore(rescore=rescore, user=organizer, now=timezone.now())

    codes = [error.value.code for error in (early, twice, discarded)]
    assert codes == ["rescore_not_finished", "rescore_settled", "rescore_settled"]


def test_rescore_by_a_truth_that_was_replaced_meanwhile_is_not_applied(truth, phase, organizer):
    submission = scored_submission(phase=phase, score=0.5)
    rescore = prepare(phase, organizer)
    finish(rescore, submission, done(0.75))
    newer = GroundTruthFactory(phase=phase, version=2, is_active=False, sha256="2" * 64)
    activate_truth(truth=newer, user=organizer)
    before = board()

    with pytest.raises(DomainError, match="has changed since this was scored again"):
        apply(rescore, organizer)

    assert board() == before
    services.discard_rescore(rescore=rescore, user=organizer, now=timezone.now())


def test_one_rescore_of_a_phase_at_a_time(phase, organizer):
    scored_submission(phase=phase)
    prepare(phase, organizer)

    with pytest.raises(DomainError) as caught:
        prepare(phase, organizer)

    assert caught.value.code == "rescore_open"


def test_what_is_in_flight_is_left_alone(phase, organizer):
    scored = scored_submission(phase=phase)
    queued = SubmissionFactory(phase=phase)

    rescore = prepare(phase, organizer)

    assert [job.submission for job in rescore.jobs.all()] == [scored]
    with pytest.raises(DomainError) as caught:
        services.rescore_submission(submission=queued, user=organizer, reason="x")
    assert caught.value.code == "not_finished"


def test_phase_is_not_scored_by_two_truths(truth, phase, organizer):
    scored_submission(phase=phase)
    member = RegistrationFactory(competition=phase.competition)
    file = ContentFile(predictions_csv(), "mine.csv")
    upload = services.submit(user=member.user, phase=phase, file=file, now=NOW)
    second = GroundTruthFactory(phase=phase, version=2, is_active=False)
    activate_truth(truth=second, user=organizer)

    with pytest.raises(DomainError) as caught:
        prepare(phase, organizer)
    assert caught.value.code == "outdated_jobs"
    assert str(caught.value).startswith("1 submission is still being scored by")
    assert not phase.rescores.exists()
    working(upload.jobs.get()).report(done(0.5))
    rescore = prepare(phase, organizer)

    assert {(job.submission_id, job.truth) for job in rescore.jobs.all()} == {
        (pk, second) for pk in Submission.objects.values_list("pk", flat=True)
    }


def test_phase_is_not_scored_by_two_profiles(phase, organizer):
    scored_submission(phase=phase)
    member = RegistrationFactory(competition=phase.competition)
    file = ContentFile(predictions_csv(), "mine.csv")
    services.submit(user=member.user, phase=phase, file=file, now=NOW)
    phase.profile = MetricProfileFactory()
    phase.save()

    with pytest.raises(DomainError) as caught:
        prepare(phase, organizer)

    assert caught.value.code == "outdated_jobs"


def test_first_messages_go_at_once_and_the_others_by_the_reaper(
    phase, organizer, settings, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(rescoring, "SENT_AT_ONCE", 2)
    for _ in range(3):
        scored_submission(phase=phase)
    redis = Redis.from_url(settings.REDIS_URL)

    with django_capture_on_commit_callbacks(execute=True):
        rescore = prepare(phase, organizer)
    assert redis.llen("evaluate") == 2
    reap(timezone.now() + timedelta(seconds=settings.JOB_RESEND_SECONDS - 5))
    assert rescore.jobs.filter(sent_at=None).count() == 1
    reap(timezone.now() + timedelta(seconds=settings.JOB_RESEND_SECONDS + 5))

    assert not rescore.jobs.filter(sent_at=None).exists()


@pytest.mark.parametrize("act", ["phase", "submission", "apply", "discard"])
def test_only_organizers_score_again(phase, organizer, act):
    submission = scored_submission(phase=phase)
    strangers = [OrganizerFactory().user, RegistrationFactory(competition=phase.competition).user]
    acts = {
        "phase": lambda user: prepare(phase, user),
        "submission": lambda user: services.rescore_submission(
            submission=submission, user=user, reason="x"
        ),
        "apply": lambda user: apply(rescore, user),
        "discard": lambda user: services.discard_rescore(rescore=rescore, user=user, now=NOW),
    }
    rescore = prepare(phase, organizer) if act in {"apply", "discard"} else None
    before = (Job.objects.count(), board())

    for stranger in strangers:
        with pytest.raises(DomainError) as caught:
            acts[act](stranger)
        assert caught.value.code == "not_allowed"
    assert (Job.objects.count(), board()) == before


def test_preview_tells_scores_and_ranks_before_and_after(phase, organizer):
    first = scored_submission(phase=phase, score=0.8)
    second = scored_submission(phase=phase, score=0.6)
    third = scored_submission(phase=phase, score=0.4)
    rescore = prepare(phase, organizer)
    finish(rescore, first, REJECTED)
    finish(rescore, second, done(0.5))
    finish(rescore, third, done(0.5))

    found = preview(rescore)

    told = {
        change.submission.pk: (
            change.old_score,
            change.new_score,
            change.old_rank,
            change.new_rank,
        )
        for change in found
    }
    assert told == {
        first.pk: (0.8, None, 1, None),
        second.pk: (0.6, 0.5, 2, 1),
        third.pk: (0.4, 0.5, 3, 1),
    }
    assert progress(rescore) == Progress(total=3, unfinished=0, failed=0)


def test_those_that_change_come_first(phase, organizer):
    steady, changed = (scored_submission(phase=phase, score=0.5) for _ in range(2))
    rescore = prepare(phase, organizer)
    finish(rescore, steady, done(0.5))
    finish(rescore, changed, done(0.4))

    assert [change.submission for change in preview(rescore)] == [changed, steady]


def test_preview_ranks_by_what_counts_in_the_phase(phase, organizer):
    phase.selection = "last"
    phase.save()
    rival = scored_submission(phase=phase, score=0.5)
    early = scored_submission(phase=phase, score=0.9)
    late = scored_submission(
        phase=phase,
        team=early.team,
        user=early.user,
        score=0.1,
        submitted_at=NOW + timedelta(hours=1),
    )

    found = preview(prepare(phase, organizer))

    ranks = {change.submission.pk: change.old_rank for change in found}
    assert ranks == {rival.pk: 1, early.pk: 2, late.pk: 2}


# The pages


def test_organizer_prepares_looks_and_applies(client, phase, organizer):
    submission = scored_submission(phase=phase)
    client.force_login(organizer)
    slug = phase.competition.slug

    response = client.post(
        reverse("submissions:rescores", args=[slug]), {"phase": phase.slug, "reason": "Mended."}
    )
    rescore = phase.rescores.get()
    assert response.url == f"/c/{slug}/rescore/{rescore.pk}/"
    assert "1 of 1 submissions are still being scored" in client.get(response.url).content.decode()
    finish(rescore, submission, done(0.9))
    page = client.get(response.url).content.decode()
    assert "1 of 1 submissions would count differently" in page
    assert "0.9000" in page
    client.post(reverse("submissions:rescore-apply", args=[slug, rescore.pk]))

    submission.refresh_from_db()
    assert submission.score == 0.9
    assert "The new scores count." in client.get(response.url).content.decode()
    assert "Mended." in client.get(reverse("submissions:rescores", args=[slug])).content.decode()


def test_page_that_polls_tells_numbers_and_reads_no_rows(client, phase, organizer):
    client.force_login(organizer)
    address = rescored_page(phase, organizer, count=1)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "1 of 1 submissions are still being scored" in page
    assert "<table" not in page
    assert not any('"submissions_evaluation"' in query["sql"] for query in queries)


def test_page_of_a_finished_rescore_is_cut_into_pages(client, phase, organizer, monkeypatch):
    monkeypatch.setattr(rescore_views, "PAGE_SIZE", 2)
    client.force_login(organizer)
    address = rescored_page(phase, organizer, count=3)
    for job in Job.objects.pending():
        working(job).report(done(0.9))

    with CaptureQueriesContext(connection) as queries:
        first = client.get(address).content.decode()
    read = [query["sql"] for query in queries if '"submissions_evaluation"' in query["sql"]]
    second = client.get(address + "?page=2").content.decode()

    assert (first.count("<tr"), second.count("<tr")) == (3, 2)
    assert "Page 1 of 2" in first
    assert read
    assert not any('"subsets"' in sql for sql in read)


def rescored_page(phase, organizer, *, count):
    for _ in range(count):
        scored_submission(phase=phase)
    rescore = prepare(phase, organizer)
    return reverse("submissions:rescore", args=[phase.competition.slug, rescore.pk])


def test_pages_of_rescoring_are_the_organizers_own(client, phase, organizer):
    submission = scored_submission(phase=phase)
    rescore = prepare(phase, organizer)
    slug = phase.competition.slug
    member = submission.user
    for user in (member, OrganizerFactory().user):
        client.force_login(user)
        assert client.get(reverse("submissions:rescores", args=[slug])).status_code == 404
        for name in ("rescore", "rescore-apply", "rescore-discard"):
            address = reverse(f"submissions:{name}", args=[slug, rescore.pk])
            method = client.get if name == "rescore" else client.post
            assert method(address).status_code == 404
    client.force_login(member)
    address = reverse("submissions:rescore-one", args=[submission.pk])
    assert client.post(address, {"reason": "x"}).status_code == 403
    assert rescore.jobs.count() == 1
