"""What docker-compose.yml and the Dockerfile promise: who knows what, and who can reach whom."""

import re
from typing import Any

import pytest
import yaml
from honcho.environ import parse_procfile

from tests.compose.images import ROOT, history, stages

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = {"keys", "migrate", "bucket"}
SITE = {"web", "control", "statistics", "beat"} | ONCE
OWN = {name: service for name, service in SERVICES.items() if "build" in service}


def test_a_worker_gets_two_addresses_and_nothing_else():
    worker = SERVICES["evaluate"]

    assert set(worker["environment"]) == {"REDIS_URL", "SPEARHEAD_URL"}
    assert worker["networks"] == ["work"]
    assert "volumes" not in worker
    assert "env_file" not in worker


def test_only_the_site_meets_the_database():
    on_network = {name for name, each in SERVICES.items() if "database" in each["networks"]}

    assert on_network == (SITE | {"postgres"})
    assert COMPOSE["networks"]["database"] == {"internal": True}
    assert COMPOSE["networks"]["work"] == {"internal": True}


def test_only_the_web_process_is_published_and_only_on_this_machine():
    published = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}

    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))
def test_what_runs_on_is_watched_and_restarted(name):
    service = SERVICES[name]
    target = service.get("build", {}).get("target", "")
    image_is_watched = target in stages() and bool(stages()[target].all("HEALTHCHECK"))

    assert "test" in service.get("healthcheck", {}) or image_is_watched
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONCE))
def test_what_runs_once_is_neither(name):
    assert SERVICES[name]["healthcheck"] == {"disable": True}
    assert SERVICES[name]["restart"] == "no"


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_has_a_version(name):
    _, _, tag = SERVICES[name]["image"].partition(":")

    assert tag
    assert "latest" not in tag


@pytest.mark.parametrize("name", OWN)
def test_our_containers_have_no_rights_and_a_root_that_cannot_be_written(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize(
    "target", ["web", "control", "statistics", "beat", "evaluate", "baselines"]
)
def test_our_images_run_as_a_user(target):
    known = stages()
    name = target
    while not known[name].all("USER"):
        name = known[name].base

    assert known[name].all("USER")[-1] == "spearhead"


def test_no_password_is_written_down():
    values = {
        (name, key): value
        for name, service in SERVICES.items()
        for key, value in (service.get("environment") or {}).items()
        if re.search("PASSWORD|SECRET", key)
    }

    assert {value for value in values.values() if value} == {
        "${SECRET_KEY:-}",
        "/data/keys/postgres-password",
    }
    url = SERVICES["web"]["environment"]["DATABASE_URL"]
    assert url == "${DATABASE_URL:-postgresql://spearhead@postgres:5432/spearhead}"


@pytest.mark.parametrize("target", ["web", "control", "statistics", "beat", "evaluate"])
def test_torch_stays_in_its_own_image(target):
    assert [line for line in history(target) if "baselines" in line or "torch" in line] == []


def test_the_workers_image_holds_nothing_of_the_site():
    copied = [line for line in history("evaluate") if line.startswith("COPY")]

    assert [line for line in copied if "platform" in line or "manage.py" in line] == []


@pytest.mark.parametrize("role", ["web", "control", "statistics", "beat", "evaluate"])
def test_an_image_starts_what_the_procfile_starts(role):
    processes = parse_procfile((ROOT / "Procfile").read_text()).processes

    assert stages()[role].all("CMD") == [f"exec {processes[role]}"]


def test_the_procfile_has_no_role_without_an_image():
    processes = parse_procfile((ROOT / "Procfile").read_text()).processes

    assert set(processes) <= set(stages())
    assert set(processes) <= set(SERVICES)
