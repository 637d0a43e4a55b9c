from typing import Any

import pytest

from accounts.models import User
from competitions import services
from competitions.models import Competition, MetricProfile, Organizer, Phase
from competitions.profiles import UnusableProfile, profile_version
from competitions.questions import UnusableQuestions, checked_questions
from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from tests.factories import (
    DAY,
    NOW,
    PROFILE,
    CompetitionFactory,
    GroundTruthFactory,
    MetricProfileFactory,
    OrganizerFactory,
    PhaseFactory,
    SubmissionFactory,
    UserFactory,
    scored_submission,
)

pytestmark = pytest.mark.django_db


def ready_draft() -> tuple[Competition, User]:
    organizer = OrganizerFactory(
        competition__status=Competition.Status.DRAFT, competition__overview="Rate images."
    )
    GroundTruthFactory(phase=PhaseFactory(competition=organizer.competition))
    return organizer.competition, organizer.user


def log() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_ready_draft_is_published_once() -> None:
    competition, organizer = ready_draft()

    services.publish(competition, actor=organizer)
    with pytest.raises(services.WrongStatus):
        services.publish(competition, actor=organizer)

    assert Competition.objects.get().status == "published"
    assert log() == ["competition.published"]


def test_publishing_lists_everything_that_is_missing() -> None:
    competition = CompetitionFactory(status=Competition.Status.DRAFT, title="Images")

    with pytest.raises(services.NotReadyToPublish) as refusal:
        services.publish(competition, actor=None)

    assert str(refusal.value) == (
        "“Images” cannot be published yet. Missing: an overview that says what the task is; "
        "an organizer; a phase with its dates and metric profile."
    )


def test_a_phase_needs_an_active_truth_and_a_kind() -> None:
    competition, organizer = ready_draft()
    phase = PhaseFactory(competition=competition, title="Testing", allowed_kinds=[])
    GroundTruthFactory(phase=phase, is_active=False)

    with pytest.raises(services.NotReadyToPublish) as refusal:
        services.publish(competition, actor=organizer)

    assert "Missing: the ground truth of the phase “Testing”; what the phase “Testing”" in str(
        refusal.value
    )


def test_the_life_goes_on_to_the_archive_and_back() -> None:
    competition, organizer = ready_draft()
    services.publish(competition, actor=organizer)

    services.archive(competition, actor=organizer)
    services.publish(competition, actor=organizer)

    assert log() == ["competition.published", "competition.archived", "competition.published"]


def test_others_than_its_organizers_change_nothing() -> None:
    competition, _ = ready_draft()
    stranger = UserFactory(is_staff=True)
    phase = competition.phases.get()

    for act in (
        lambda: services.publish(competition, actor=stranger),
        lambda: services.save_competition(competition, actor=stranger),
        lambda: services.save_phase(phase, actor=stranger),
        lambda: services.remove_phase(phase, actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_creator_owns_what_was_created() -> None:
    creator = UserFactory()

    services.save_competition(Competition(slug="new", title="New"), actor=creator)

    organizer = Organizer.objects.get()
    assert (organizer.user, organizer.role) == (creator, "owner")


def test_saving_cannot_change_the_status() -> None:
    competition, organizer = ready_draft()
    competition.status = Competition.Status.PUBLISHED

    services.save_competition(competition, actor=organizer)

    assert Competition.objects.get().status == "draft"


def test_the_log_says_what_changed_from_what_to_what() -> None:
    competition, organizer = ready_draft()
    competition.tagline = "Better"

    services.save_competition(competition, actor=organizer)
    services.save_competition(competition, actor=organizer)

    assert AuditEntry.objects.get().detail == {"changes": {"tagline": ["", "Better"]}}


def test_a_taken_slug_is_refused_in_words() -> None:
    CompetitionFactory(slug="taken")

    with pytest.raises(services.SlugTaken):
        services.save_competition(Competition(slug="taken", title="Other"), actor=None)


def test_a_phase_with_scores_takes_a_newer_version_of_its_profile_only() -> None:
    phase = PhaseFactory(profile=profile_version("main", PROFILE))
    scored_submission(phase=phase)
    newer = profile_version("main", PROFILE | {"formula": "srcc"})
    turned = profile_version("main", PROFILE | {"formula": "rmse", "higher_is_better": False})
    other = MetricProfileFactory()

    for profile in (turned, other):
        phase.profile = profile
        with pytest.raises(services.ChangesMeaning):
            services.save_phase(phase, actor=None)
    phase.profile = newer
    services.save_phase(phase, actor=None)

    assert Phase.objects.get().profile == newer


def test_without_scores_a_phase_may_measure_anything() -> None:
    phase = PhaseFactory()
    phase.profile = MetricProfileFactory()

    services.save_phase(phase, actor=None)

    assert log() == ["phase.changed"]


@pytest.mark.parametrize("uses_opaque_names", [True, False])
def test_names_of_images_change_only_before_the_first_submission(uses_opaque_names: bool) -> None:
    free, taken = (PhaseFactory(uses_opaque_names=not uses_opaque_names) for _ in range(2))
    SubmissionFactory(phase=taken)
    for phase in (free, taken):
        phase.uses_opaque_names = uses_opaque_names

    services.save_phase(free, actor=None)
    with pytest.raises(services.ChangesMeaning, match="Open a new phase to give them others"):
        services.save_phase(taken, actor=None)

    assert Phase.objects.get(pk=free.pk).uses_opaque_names == uses_opaque_names
    assert Phase.objects.get(pk=taken.pk).uses_opaque_names != uses_opaque_names


def test_leak_control_may_change_at_any_time_and_is_noted_without_the_secret() -> None:
    phase = scored_submission().phase
    phase.leak_control, phase.score_step = "ladder", 0.005
    before = phase.name_key
    phase.name_key = "another"

    services.save_phase(phase, actor=None)

    changes = {"leak_control": ["none", "ladder"], "score_step": ["0.01", "0.005"]}
    assert AuditEntry.objects.get().detail == {"changes": changes}
    assert before not in str(AuditEntry.objects.get().detail)


def test_a_moved_closing_will_be_noted_again() -> None:
    phase = PhaseFactory(opening_noted_at=NOW, closing_noted_at=NOW)
    phase.closes_at = NOW + DAY

    services.save_phase(phase, actor=None)

    phase.refresh_from_db()
    assert (phase.opening_noted_at, phase.closing_noted_at) == (NOW, None)


def test_a_phase_with_submissions_is_not_removed() -> None:
    phase = SubmissionFactory().phase

    with pytest.raises(services.ChangesMeaning):
        services.remove_phase(phase, actor=None)


def test_owners_name_organizers_and_one_owner_stays() -> None:
    owner = OrganizerFactory(role="owner")
    helper = UserFactory()

    named = services.name_organizer(
        owner.competition, user=helper, role="organizer", actor=owner.user
    )
    with pytest.raises(NotAllowed):
        services.name_organizer(owner.competition, user=helper, role="owner", actor=helper)
    with pytest.raises(DomainError, match="needs an owner"):
        services.dismiss_organizer(owner, actor=owner.user)
    services.dismiss_organizer(named, actor=owner.user)

    assert log() == ["organizer.named", "organizer.dismissed"]


def test_the_last_owner_does_not_become_a_mere_organizer() -> None:
    owner = OrganizerFactory(role="owner")
    second = UserFactory()
    competition = owner.competition

    with pytest.raises(DomainError, match="needs an owner"):
        services.name_organizer(competition, user=owner.user, role="organizer", actor=owner.user)
    services.name_organizer(competition, user=second, role="owner", actor=owner.user)
    services.name_organizer(competition, user=owner.user, role="organizer", actor=owner.user)

    assert dict(Organizer.objects.values_list("user", "role")) == {
        owner.user_id: "organizer",
        second.pk: "owner",
    }


def test_a_competition_without_an_owner_may_get_its_first_organizer() -> None:
    competition = CompetitionFactory()

    services.name_organizer(competition, user=UserFactory(), role="organizer", actor=None)

    assert Organizer.objects.get().role == "organizer"


def test_a_profile_is_versioned_and_written_out() -> None:
    first = profile_version("main", {"metrics": ["srcc"], "formula": "srcc", "subsets": []})
    same = profile_version("main", {"formula": "srcc", "metrics": ["srcc"], "subsets": []})
    second = profile_version("main", {"metrics": ["plcc"], "formula": "plcc", "subsets": []})

    assert (same, second.version) == (first, 2)
    assert first.document == {
        "metrics": ["srcc"],
        "formula": "srcc",
        "higher_is_better": True,
        "subsets": [],
    }


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"metrics": ["wer"]}, "Unknown metric: wer"),
        ({"formula": "0.6*srcc +"}, "formula"),
        ({"colour": "red"}, "Unknown keys in the metric profile: colour"),
    ],
)
def test_a_profile_that_cannot_score_is_refused(document: dict[str, Any], words: str) -> None:
    with pytest.raises(UnusableProfile, match=words):
        profile_version("main", document)

    assert not MetricProfile.objects.exists()


@pytest.mark.parametrize(
    "questions",
    [
        {},
        ["why"],
        [{"key": "Why?", "text": "Why?"}],
        [{"key": "why", "text": " "}],
        [{"key": "why", "text": "Why?", "required": "yes"}],
        [{"key": "why", "text": "Why?"}, {"key": "why", "text": "Why not?"}],
    ],
)
def test_questions_that_cannot_be_asked_are_refused(questions: object) -> None:
    with pytest.raises(UnusableQuestions):
        checked_questions(questions)


def test_questions_are_written_out() -> None:
    assert checked_questions([{"key": "why", "text": "Why?"}]) == [
        {"key": "why", "text": "Why?", "required": False}
    ]
