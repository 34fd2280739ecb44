# `make run` and `make test` are all one needs to know; `make help` lists the rest.
# Everything is installed into .venv and var/; a machine needs Python 3.11, git and make.

VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
VAR := $(or $(VAR_DIR),var)

# Stamps: what stands after the colon is done only when something before it changed.
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
FRONTEND := $(VAR)/frontend/.fetched
COLLECTED := $(VAR)/static/staticfiles.json
STATIC := $(wildcard static/* static/*/* static/*/*/*)
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

HOST ?= 127.0.0.1
PORT ?= 8000
PUBLIC_URL ?= http://$(if $(filter 0.0.0.0 ::,$(HOST)),127.0.0.1,$(HOST)):$(PORT)

# Tests and checks see the settings that the repository holds, not those of this shell.
CLEAN_ENV_AND_DATABASE := env -u DJANGO_SETTINGS_MODULE -u DEMO -u DEBUG -u PUBLIC_URL \
	-u PUBLIC_URL_ALIASES -u ALLOWED_HOSTS -u LABEL_KEYS_FILE -u HOST -u PORT
CLEAN_ENV := $(CLEAN_ENV_AND_DATABASE) -u DATABASE_URL
PYTEST := $(PY) -m pytest $(TEST)
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

# What `make check` and continuous integration go through, in this order.
CHECKS := lint types contracts migrations deployment test test-browser test-slow

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test test-browser test-slow lint format types contracts migrations deployment \
	check checks-list lock messages screenshots setup

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

# --- running --------------------------------------------------------------------------------

run: export DEMO := 1
run: export HOST := $(HOST)
run: export PORT := $(PORT)
run: export PUBLIC_URL := $(PUBLIC_URL)
run: $(INSTALLED) $(FRONTEND) $(COLLECTED) $(MESSAGES)  ## install, load the demo and serve it (HOST, PORT, PUBLIC_URL)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_places --commit
	@$(MANAGE) load_crops --commit
	@$(MANAGE) load_growing_rules --commit
	@$(MANAGE) load_label_data --commit
	@$(MANAGE) load_inputs --commit
	@$(MANAGE) load_ocop_criteria --commit
	@$(MANAGE) load_checklists --commit
	@$(MANAGE) label_keys ensure
	@$(MANAGE) load_demo
	@$(MANAGE) serve

setup: $(INSTALLED_DEV) $(FRONTEND) $(MESSAGES)  ## install everything for development

$(VENV)/.made:
	@python=; for try in python3.11 python3.12 python3.13 python3.14 python3; do \
		if $$try -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$try; break; fi; done; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 or newer is needed, and no python3.11 or newer python3 is on the PATH."; \
		exit 1; fi; \
	echo "Making .venv with $$($$python --version) …"; \
	$$python -m venv $(VENV) || { \
		echo "Python could not make a virtual environment (on Debian: apt install python3-venv)."; \
		exit 1; }
	@touch $@

$(INSTALLED): $(VENV)/.made requirements.txt
	@echo "Installing requirements.txt …"
	@$(PIP) -r requirements.txt
	@touch $@

$(INSTALLED_DEV): $(INSTALLED) requirements-dev.txt
	@echo "Installing requirements-dev.txt …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(FRONTEND): $(INSTALLED) package-lock.json portal/management/commands/fetch_frontend.py
	@$(MANAGE) fetch_frontend
	@touch $@

$(COLLECTED): $(FRONTEND) $(STATIC)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@

messages: $(MESSAGES)  ## compile translations

%.mo: %.po | $(INSTALLED)
	@$(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@

# --- tests ----------------------------------------------------------------------------------

test: setup  ## the whole suite on SQLite, then on PostgreSQL (TEST=… for a part of it)
	@echo "== Tests on SQLite"
	@$(CLEAN_ENV) $(PYTEST)
	@echo "== Tests on PostgreSQL"
	@$(PY) -m tests.postgres $(CLEAN_ENV_AND_DATABASE) $(PYTEST)

test-browser: setup  ## tests in a real browser (needs chromium)
	@$(CLEAN_ENV) $(PYTEST) -m browser

test-slow: setup  ## long tests, on both databases
	@echo "== Long tests on SQLite"
	@$(CLEAN_ENV) $(PYTEST) -m "slow and not browser"
	@echo "== Long tests on PostgreSQL"
	@$(PY) -m tests.postgres $(CLEAN_ENV_AND_DATABASE) $(PYTEST) -m "slow and not browser"

screenshots: setup  ## take the pictures of docs/images anew from the demonstration (needs chromium)
	@$(CLEAN_ENV) $(PY) -m tests.browser.screenshots

# --- checks ---------------------------------------------------------------------------------

lint: $(INSTALLED_DEV)  ## style and slips (ruff)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

format: $(INSTALLED_DEV)  ## put the code into its format, mend what can be mended
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

# By `python -m`: the folder of this project comes first on the path, and with it our room
# `trace` before the module of the standard library.
types: $(INSTALLED_DEV)  ## types (mypy)
	@$(CLEAN_ENV) $(PY) -m mypy

contracts: $(INSTALLED_DEV)  ## who may import whom (import-linter)
	@$(VENV)/bin/lint-imports --no-logo

migrations: $(INSTALLED_DEV)  ## models and migrations say the same
	@$(CLEAN_ENV) $(MANAGE) makemigrations --check --dry-run

deployment: setup  ## Django's checks for production, on a fresh installation
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	ln -s "$(abspath $(VAR))/frontend" "$$folder/frontend" && \
	production="$(CLEAN_ENV) VAR_DIR=$$folder PUBLIC_URL=https://truyxuat.example.vn \
		SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" && \
	$$production $(MANAGE) migrate --verbosity 0 && \
	$$production $(MANAGE) label_keys ensure && \
	$$production $(MANAGE) check --deploy --fail-level WARNING --database default

check: $(CHECKS)  ## everything that continuous integration runs

checks-list:
	@echo $(CHECKS)

# --- versions -------------------------------------------------------------------------------

UV_COMPILE := env -u UV_INDEX_URL -u UV_FIND_LINKS $(VENV)/bin/uv pip compile --quiet --no-config \
	--universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' \
	--no-emit-index-url --no-emit-find-links $(UPGRADE)

lock: $(INSTALLED_DEV)  ## pin versions anew after a change (UPGRADE=--upgrade for newer ones)
	@$(UV_COMPILE) requirements.in --output-file requirements.txt
	@$(UV_COMPILE) requirements-dev.in --output-file requirements-dev.txt
	@$(MANAGE) fetch_frontend --lock
