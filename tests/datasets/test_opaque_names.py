"""Opaque names on the site: made with a phase's own secret, mapped back for organizers alone."""

import importlib

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from competitions.models import Phase
from core.errors import DomainError
from core.models import AuditEntry
from datasets.truths import upload_truth
from evaluator import opaque_name, read_truth
from tests.factories import (
    NAMES,
    TARGETS,
    GroundTruthFactory,
    OrganizerFactory,
    PhaseFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def truth():
    return GroundTruthFactory(phase=PhaseFactory(uses_opaque_names=True))


def opaque(phase):
    return [opaque_name(name, phase.name_key) for name in NAMES]


def addresses(truth):
    return [reverse("datasets:names", args=[truth.pk]), f"/api/v1/truths/{truth.pk}/names/"]


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_phases_have_keys_of_their_own():
    first, second = PhaseFactory(), PhaseFactory()

    assert len(first.name_key) == len(second.name_key) == 64
    assert first.name_key != second.name_key


def test_migration_gives_the_phases_that_were_there_keys_of_their_own():
    phases = [PhaseFactory(name_key="same") for _ in range(3)]
    name = "competitions.migrations.0005_give_each_phase_its_own_name_key"

    importlib.import_module(name).give_keys(apps, None)

    keys = set(Phase.objects.filter(pk__in=[phase.pk for phase in phases]).values_list("name_key"))
    assert len(keys) == 3
    assert ("same",) not in keys


def test_organizers_download_the_list_and_it_is_noted(truth):
    organizer = OrganizerFactory(competition=truth.phase.competition).user
    pairs = zip(NAMES, opaque(truth.phase), strict=True)
    expected = "name,opaque_name\n" + "".join(f"{name},{new}\n" for name, new in pairs)

    for address in addresses(truth):
        answer = client_of(organizer).get(address)
        assert (answer.status_code, answer.text) == (200, expected)
        assert answer["Cache-Control"] == "private, no-store"

    entries = AuditEntry.objects.values_list("action", "actor", "target")
    assert list(entries) == [("names_downloaded", organizer.pk, f"groundtruth:{truth.pk}")] * 2


def test_nobody_else_gets_the_list_not_even_when_the_truth_is_public(truth):
    Phase.objects.update(truth_public_at=timezone.now())
    member = RegistrationFactory(competition=truth.phase.competition)

    for address in addresses(truth):
        assert client_of(member.user).get(address).status_code == 404
        assert Client().get(address).status_code in {401, 404}
    assert not AuditEntry.objects.exists()


def test_phase_with_true_names_has_no_list():
    truth = GroundTruthFactory()
    organizer = OrganizerFactory(competition=truth.phase.competition).user

    for address in addresses(truth):
        assert client_of(organizer).get(address).status_code == 404
    page = client_of(organizer).get(reverse("datasets:truths", args=[truth.phase.competition.slug]))
    assert "paque names" not in page.text


def test_page_of_the_truth_links_the_list(truth):
    organizer = OrganizerFactory(competition=truth.phase.competition).user

    page = client_of(organizer).get(reverse("datasets:truths", args=[truth.phase.competition.slug]))

    assert f'href="{addresses(truth)[0]}"' in page.text


def test_public_truth_shows_both_names_and_scores_files_with_the_opaque_ones(truth, tmp_path):
    Phase.objects.update(truth_public_at=timezone.now())

    answer = Client().get(reverse("datasets:truth", args=[truth.pk]))

    names = opaque(truth.phase)
    rows = zip(names, NAMES, TARGETS, strict=True)
    lines = [f"{name},{true},{mos}\n" for name, true, mos in rows]
    assert answer.text == "name,true_name,mos\n" + "".join(lines)
    path = tmp_path / "truth.csv"
    path.write_text(answer.text)
    read = read_truth(path, file_name="truth.csv")
    assert (list(read.names), read.targets.tolist()) == (names, TARGETS)


def test_truth_whose_opaque_names_collide_is_refused():
    phase = PhaseFactory(uses_opaque_names=True, name_key="key")
    text = "name,mos\n16114262.png,1\n31360162.png,2\n"

    with pytest.raises(DomainError, match="would bear the same opaque name"):
        upload_truth(
            phase=phase,
            file=ContentFile(text.encode(), "truth.csv"),
            file_name="truth.csv",
            user=None,
        )


def test_submit_page_says_that_names_are_opaque(truth):
    member = RegistrationFactory(competition=truth.phase.competition)
    address = reverse("submissions:submit", args=[truth.phase.competition.slug])

    assert "Its images have opaque names" in client_of(member.user).get(address).text
    Phase.objects.update(uses_opaque_names=False)
    assert "opaque" not in client_of(member.user).get(address).text
