# Everything a developer, a newcomer or the build machine types. `make` alone lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV ?= $(firstword $(wildcard $(BIN)/uv) uv)
DATA ?= var/demo
PORT ?= 8000
DEMO := SAMEN_DEMO=yes SAMEN_HTTPS=no SAMEN_DATA_DIR=$(DATA) DJANGO_SETTINGS_MODULE=samen.config.settings
CATALOGUES := $(shell find src -name django.po)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup messages demo serve test lint bench reference lock clean

help: ## List what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(VENV)/.base messages ## Install Samen in .venv, with the locked versions

messages: $(CATALOGUES:.po=.mo) ## Compile the translations

demo: setup ## Make the synthetic Netherlands and serve it
	@mkdir -p $(DATA)
	@$(DEMO) $(BIN)/django-admin migrate --verbosity 0
	@$(DEMO) $(BIN)/samen demo
	@$(DEMO) $(BIN)/samen serve --port $(PORT)

serve: setup ## Serve with the settings in the environment (docs/operations.md)
	@$(BIN)/samen serve

test: $(VENV)/.test messages ## Run every test, on SQLite and on PostgreSQL
	@.ci/test

lint: $(VENV)/.test ## Check style, types, imports and licences
	@failed=; for check in "ruff check ." "ruff format --check ." pyright lint-imports "reuse lint --lines"; do \
	  echo "== $$check"; $(BIN)/$$check || failed="$$failed $${check%% *}"; \
	done; if [ -n "$$failed" ]; then echo "lint: failed:$$failed"; exit 1; fi

bench: $(VENV)/.test messages ## Run the benchmarks, one after the other
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

reference: $(VENV)/.base ## Write docs/reference anew from the code
	@$(DEMO) $(BIN)/python -m docs.reference.generate

lock: ## Lock the versions anew in requirements/*.txt (needs uv)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  requirements/build.in --output-file requirements/build.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml --output-file requirements/base.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --extra test --extra postgres --extra spark --extra cluster \
	  pyproject.toml --output-file requirements/test.txt

clean: ## Remove what was built; the demo's data too
	rm -rf $(VENV) var build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src -name '*.mo' -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "Samen needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.base: $(BIN)/python requirements/build.txt requirements/base.txt pyproject.toml
	@echo "Installing the locked packages; the first time this takes a minute or two"
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/base.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base requirements/test.txt
	@echo "Installing the locked packages of the tests"
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

%.mo: %.po | $(VENV)/.base
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
