"""The ground truth: read, versioned, in force, and nobody's but the organizers'."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from core.errors import DomainError
from core.models import AuditEntry
from datasets.models import GroundTruth
from datasets.truths import activate_truth, upload_truth
from tests.factories import (
    NAMES,
    TARGETS,
    TRUTH_CSV,
    CompetitionFactory,
    GroundTruthFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

RATED = "name,mos,P1,P2,scale\na.png,1.5,1,2,x2\nb.png,2,,2,x4\n"
DAY = timedelta(days=1)


@pytest.fixture
def phase():
    return PhaseFactory()


@pytest.fixture
def organizer(phase):
    return OrganizerFactory(competition=phase.competition).user


def _upload(phase, user, text=TRUTH_CSV, **changes):
    file = ContentFile(text.encode(), "truth.csv")
    return upload_truth(phase=phase, file=file, file_name="truth.csv", user=user, **changes)


def test_first_version_is_read_hashed_and_in_force(phase, organizer):
    truth = _upload(phase, organizer, note="first", activate=False)

    digest = hashlib.sha256(TRUTH_CSV.encode()).hexdigest()
    truth.refresh_from_db()
    assert (truth.version, truth.rows, truth.raters, truth.is_active) == (1, 8, 0, True)
    assert (truth.sha256, truth.size, truth.note) == (digest, len(TRUTH_CSV), "first")
    assert truth.items == {
        "names": NAMES,
        "targets": TARGETS,
        "subsets": {"scale": ["x4", "x2"] * 4},
    }
    with truth.file.open() as stored:
        assert stored.read() == TRUTH_CSV.encode()


def test_ratings_are_kept_with_their_gaps(phase, organizer):
    truth = _upload(phase, organizer, RATED)

    assert truth.raters == 2
    assert truth.items["raters"] == ["P1", "P2"]
    assert truth.items["ratings"] == [[1.0, 2.0], [None, 2.0]]


@pytest.mark.parametrize(("activate", "in_force"), [(True, 2), (False, 1)])
def test_second_version_is_in_force_where_that_is_asked_for(phase, organizer, activate, in_force):
    _upload(phase, organizer)
    _upload(phase, organizer, RATED, activate=activate)

    assert phase.truths.get(is_active=True).version == in_force
    assert phase.truths.count() == 2


def test_older_version_can_be_put_in_force_again(phase, organizer):
    first = _upload(phase, organizer)
    _upload(phase, organizer, RATED)

    activate_truth(truth=first, user=organizer)
    activate_truth(truth=first, user=organizer)

    acts = AuditEntry.objects.order_by("pk").values_list("action", "detail__version", "actor")
    assert phase.truths.get(is_active=True) == first
    assert list(acts) == [
        ("truth_uploaded", 1, organizer.pk),
        ("truth_activated", 1, organizer.pk),
        ("truth_uploaded", 2, organizer.pk),
        ("truth_activated", 2, organizer.pk),
        ("truth_activated", 1, organizer.pk),
    ]


def test_same_file_is_no_new_version(phase, organizer):
    _upload(phase, organizer)
    stored = _stored(phase)

    with pytest.raises(DomainError, match="version 1 already"):
        _upload(phase, organizer)

    assert phase.truths.count() == 1
    assert _stored(phase) == stored


def _stored(phase):
    return sorted(default_storage.listdir(f"truth/{phase.pk}")[1])


def test_bad_file_is_refused_with_every_problem(phase, organizer):
    bad = "name,mos\na.png,1\na.png,x\nb.png,inf\n"

    with pytest.raises(DomainError) as caught:
        _upload(phase, organizer, bad)

    assert caught.value.code == "bad_truth"
    assert len(str(caught.value).splitlines()) == 3
    assert not phase.truths.exists()


def test_too_large_file_is_refused_unread(phase, organizer):
    file = ContentFile(b"x")
    file.size = 50 * 1024 * 1024 + 1

    with pytest.raises(DomainError, match="larger than 50 MiB"):
        upload_truth(phase=phase, file=file, file_name="truth.csv", user=organizer)


def test_only_organizers_upload_and_activate(phase):
    truth = GroundTruthFactory(phase=phase)
    people = [
        UserFactory(is_staff=True, is_superuser=True),
        RegistrationFactory(competition=phase.competition).user,
        OrganizerFactory().user,
    ]

    for person in people:
        with pytest.raises(DomainError, match="Only the organizers"):
            _upload(phase, person, RATED)
        with pytest.raises(DomainError, match="Only the organizers"):
            activate_truth(truth=truth, user=person)

    assert phase.truths.count() == 1


def test_page_takes_an_upload_and_says_what_is_wrong_with_another(client, phase, organizer):
    client.force_login(organizer)
    address = reverse("datasets:upload-truth", args=[phase.competition.slug, phase.slug])
    good = SimpleUploadedFile("mos.csv", TRUTH_CSV.encode())
    bad = SimpleUploadedFile("mos.csv", b"name,mos\na.png,x\n")

    taken = client.post(address, {"file": good, "activate": "on"}, follow=True)
    refused = client.post(address, {"file": bad})

    assert "Version 1" in taken.content.decode()
    assert "mos.csv" in taken.content.decode()
    assert refused.status_code == 400
    assert "Line 2" in refused.content.decode()
    assert phase.truths.count() == 1


def test_api_lists_without_content_takes_and_activates(phase, organizer):
    api = APIClient()
    api.force_authenticate(organizer)
    address = f"/api/v1/competitions/{phase.competition.slug}/phases/{phase.slug}/truths/"
    files = [SimpleUploadedFile("a.csv", text.encode()) for text in (TRUTH_CSV, RATED)]

    made = [api.post(address, {"file": file}, format="multipart").json() for file in files]
    activated = api.post(f"/api/v1/truths/{made[0]['id']}/activate/").json()
    listed = api.get(address).json()

    assert [row["is_active"] for row in made] == [True, True]
    assert activated["is_active"]
    assert [(row["version"], row["is_active"]) for row in listed] == [(2, False), (1, True)]
    assert set(listed[0]) == {
        "id",
        "version",
        "is_active",
        "file_name",
        "size",
        "sha256",
        "rows",
        "raters",
        "note",
        "uploaded_by",
        "uploaded_at",
    }


def test_organizer_fetches_the_original_and_that_is_written_down(client, phase, organizer):
    truth = _upload(phase, organizer, RATED)
    client.force_login(organizer)

    answer = client.get(reverse("datasets:truth", args=[truth.pk]))

    assert b"".join(answer.streaming_content) == RATED.encode()
    entry = AuditEntry.objects.get(action="truth_downloaded")
    assert (entry.actor_id, entry.detail) == (organizer.pk, {"version": 1})


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("route", ["datasets:truth", "api-truth"])
def test_names_and_mos_are_everybodys_from_the_moment_on(client, phase, is_public, route):
    phase.truth_public_at = timezone.now() + (-DAY if is_public else DAY)
    phase.save()
    truth = _upload(phase, None, RATED)
    client.force_login(RegistrationFactory(competition=phase.competition).user)

    answer = client.get(reverse(route, args=[truth.pk]))
    page = client.get(reverse("datasets:data", args=[phase.competition.slug])).content.decode()

    assert answer.status_code == (200 if is_public else 404)
    assert (reverse("datasets:truth", args=[truth.pk]) in page) == is_public
    if is_public:
        assert answer.content == b"name,mos\na.png,1.5\nb.png,2.0\n"


def test_public_truth_is_the_version_in_force_of_a_visible_competition(client):
    public = PhaseFactory(truth_public_at=timezone.now() - DAY)
    draft = PhaseFactory(
        truth_public_at=timezone.now() - DAY, competition=CompetitionFactory(status="draft")
    )
    old, current, hidden = _upload(public, None), _upload(public, None, RATED), _upload(draft, None)

    codes = [
        client.get(reverse("datasets:truth", args=[truth.pk])).status_code
        for truth in (old, current, hidden)
    ]

    assert codes == [404, 200, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_versions(
    client, phase, organizer, count, django_assert_num_queries
):
    for number in range(count):
        GroundTruthFactory(phase=phase, version=number + 1, is_active=number == 0)
    client.force_login(organizer)

    with django_assert_num_queries(6):
        client.get(reverse("datasets:truths", args=[phase.competition.slug]))


def test_page_reads_no_content(client, phase, organizer, django_assert_num_queries):
    GroundTruthFactory(phase=phase)
    client.force_login(organizer)

    with django_assert_num_queries(6) as queries:
        client.get(reverse("datasets:truths", args=[phase.competition.slug]))

    assert not [query for query in queries if '"items"' in query["sql"]]
    assert GroundTruth.objects.count() == 1
