# denialrisk: everything a newcomer or a machine runs. `make help` prints the comments behind the targets.
SHELL := bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CLAIMS ?= 20000
DEMO ?= demo
PACKAGES := data features serving training
READERS := features/notes data/x12
COMPILED := setup.py $(foreach each,$(READERS),$(wildcard $(each)/*.py $(each)/*.pxd))

.DEFAULT_GOAL := help
.PHONY: build bench-shap bench-medspacy help demo test check fix format lint types layers pages new-rule bench ui clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# One virtual environment; the stamps keep a second call from installing again.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "denialrisk needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)

# The readers are compiled where they stand, so a change in their sources asks for it again.
$(VENV)/.run: pyproject.toml constraints.txt $(COMPILED) | $(BIN)/python
	@echo "Installing denialrisk into $(VENV) and compiling the readers (some minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

# Not as an extra of the package: that would compile it once more.
$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/.run
	@echo "Installing the tools for tests and checks into $(VENV)"
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["dev"], sep="\n")' > $(VENV)/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r $(VENV)/dev.txt
	@touch $@

demo: $(VENV)/.run ## simulate payers, train, score: the whole thing (CLAIMS=20000)
	$(BIN)/denialrisk demo --claims $(CLAIMS) --out $(DEMO)

build: $(VENV)/.run ## compile the readers again after a change

test: $(VENV)/.dev ## run the tests
	$(BIN)/python -m pytest -n 2

check: format lint types layers pages test ## everything CI checks

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	PYTHONPATH=src $(BIN)/lint-imports --no-cache --verbose >/dev/null || PYTHONPATH=src $(BIN)/lint-imports --no-cache

pages: $(VENV)/.dev
	$(BIN)/python scripts/pages.py --check

fix: $(VENV)/.dev ## format, mend what the linter can, and write the generated pages
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python scripts/pages.py

new-rule: $(VENV)/.run ## begin a rule (CODE=NOT20 NAME=some_name FAMILY=note_against_code)
	@$(BIN)/python scripts/new_rule.py "$(CODE)" "$(NAME)" "$(FAMILY)"

bench: $(VENV)/.dev ## measure against peers and print the tables
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script; done

bench-medspacy: $(VENV)/.run ## measure the note reader and the whole command beside medspaCy, in an environment of its own
	bash scripts/bench_medspacy.sh $(BIN)/python

bench-shap: $(VENV)/.run ## measure contributions beside fasttreeshap and woodelf, in an environment of their own
	bash scripts/bench_shap.sh $(BIN)/python

ui: $(VENV)/.run ## open the MLflow UI on this checkout's runs
	$(BIN)/denialrisk ui

clean: ## remove the virtual environment and build products
	rm -rf $(VENV) build dist *.egg-info src/*.egg-info $(addsuffix /*.so,$(READERS))
