"""The admin's desk: nothing for people who are not staff, of others' competitions nothing for
staff, and the ground truth for nobody."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from tests.visibility.world import TARGETS, World, build_world, secrets

pytestmark = pytest.mark.django_db

# What belongs to no competition, or is told by another test.
SHARED = {"metricprofile", "user", "emailaddress"}
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
OF_COMPETITIONS = [model for model in MODELS if model._meta.model_name not in SHARED]
PAGES = ("changelist", "add", "change", "delete", "history")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def _row(world: World, model: type[models.Model]) -> models.Model:
    """The row of this model that belongs to the first competition."""
    side = world.mine
    mine = [
        side.competition, side.phase, side.team, side.registration, side.submission,
        side.released, side.released.dataset, side.truth, side.rescore, side.phase.profile,
    ]  # fmt: skip
    found = [row for row in mine if isinstance(row, model)]
    return found[0] if found else model._default_manager.order_by("pk")[0]


def _ask(world: World, role: str, model: type[models.Model], page: str) -> Any:
    client = Client()
    if world.people[role]:
        client.force_login(world.people[role])
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    args = [] if page in {"changelist", "add"} else [_row(world, model).pk]
    return client.get(reverse(name, args=args))


def _ids(model: type[models.Model]) -> str:
    return model._meta.label_lower


@pytest.mark.parametrize("model", MODELS, ids=_ids)
@pytest.mark.parametrize("role", ["visitor", "participant", "organizer"])
def test_who_is_not_staff_is_sent_to_sign_in(world, model, role):
    for page in PAGES:
        answer = _ask(world, role, model, page)

        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("model", OF_COMPETITIONS, ids=_ids)
@pytest.mark.parametrize("page", PAGES)
def test_staff_see_nothing_of_a_competition_they_do_not_organize(world, model, page):
    answer = _ask(world, "staff", model, page)

    text = answer.content.decode()
    hidden = [word for words in secrets(world.mine).values() for word in words if word in text]
    assert hidden == []
    assert world.mine.competition.title not in text
    if page in {"change", "delete", "history"}:
        assert answer.status_code in {302, 403, 404}


@pytest.mark.parametrize("model", MODELS, ids=_ids)
@pytest.mark.parametrize("page", PAGES)
def test_ground_truth_is_in_no_page_of_a_superusers_desk(world, model, page):
    text = _ask(world, "superuser", model, page).content.decode()

    for word in (str(TARGETS["mine"]), "mine-truth.csv", world.mine.truth.file.name):
        assert word not in text


@pytest.mark.parametrize("page", ["changelist", "add"])
def test_people_are_listed_for_superusers_alone(world, page):
    model = type(world.people["staff"])

    assert _ask(world, "staff", model, page).status_code == 403
    assert _ask(world, "superuser", model, page).status_code == 200
