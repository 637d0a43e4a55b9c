# make demo     a running site with a competition, participants and a leaderboard (SERVE=0: print and end)
# make up       the site, empty, for real use; PORT=8000
# make test     everything that is checked, as in CI
# make help     the rest

# Both source roots, for every tool that does not read them from pyproject.toml.
export PYTHONPATH := $(CURDIR)/platform:$(CURDIR)
export PYTHONUNBUFFERED := 1
unexport DJANGO_SETTINGS_MODULE

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
JOBS ?= 2
REQUIREMENTS := requirements.txt constraints.txt $(wildcard */requirements.txt)

.DEFAULT_GOAL := help
.PHONY: help demo up test check layout lint types layers migrations compose format bench shots licences lock

help:  ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.installed  ## the site with a demonstration; SERVE=0, ISRGEN=folder, PORT=8000
	@$(MANAGE) demo

up: .venv/.installed  ## the site, empty, for real use; PORT=8000
	@$(MANAGE) up

test: setup-tests check  ## what CI runs: `check`, then every test
	$(BIN)/pytest -n $(JOBS) --dist worksteal

check: layout lint types layers migrations compose  ## layout, format, lint, types, import contracts, migrations

.PHONY: setup-tests
setup-tests:
	@sh tests/setup.sh

layout:  # first: with platform/__init__.py in place Python breaks before any test can say why
	@test ! -e platform/__init__.py || { echo "delete platform/__init__.py: it hides Python's own platform module"; exit 1; }

lint: layout .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: layout .venv/.installed
	$(BIN)/mypy

layers: layout .venv/.installed
	$(BIN)/lint-imports

# It would look into a database if one ran; none has to.
migrations: layout .venv/.installed
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

compose:
	@if command -v docker-compose >/dev/null; then \
		echo docker-compose config --quiet; docker-compose config --quiet; \
	else \
		echo "docker-compose is not installed: docker-compose.yml was not checked"; \
	fi

format: .venv/.installed  ## mend what lint can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.installed  ## measure speed on this machine, as a table
	@$(BIN)/python -m tests.bench

shots: .venv/.installed  ## screenshots of the main pages, in shots/
	@$(BIN)/python -m tests.shots

licences: .venv/.installed  ## the licences of all installed packages
	@sh setup/licences.sh

# On Debian 12, for whose Python 3.11.2 and x86_64 every package has a wheel.
lock: .venv/.installed  ## write constraints.txt anew from the requirements files
	rm -rf var/lock && $(BIN)/python -m venv var/lock
	var/lock/bin/pip install --disable-pip-version-check -q -r requirements.txt
	{ sed -n 1p constraints.txt; var/lock/bin/pip freeze --all | sed '/^pip==/d; s/+[a-z0-9.]*$$//'; } > var/constraints.txt
	mv var/constraints.txt constraints.txt && rm -rf var/lock

.venv/.installed: $(REQUIREMENTS) setup/venv.sh
	@sh setup/venv.sh
