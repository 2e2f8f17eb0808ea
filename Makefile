# One command surface: CI runs nothing that is not here.
PYTHON ?= python3
ENGINE ?= sandbox
BASE ?= origin/main
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
SOURCES := __main__.py settings pulumi_yaml components workloads sandbox operations benchmarks tests

# Tests rewrite a program within a second, at the same size: compiled code that is kept would not be seen to be old.
TESTS := PYTHONDONTWRITEBYTECODE=1 $(BIN)/python -m pytest --dist loadgroup

export STANDBY_PYTHON := $(CURDIR)/$(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help setup demo quick test nightly lint format check lock docs picture pr-report bench clean

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(STAMP) ## Make the virtual environment .venv, and nothing else.

$(STAMP): requirements.lock requirements-setup.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Standby needs Python 3.11 or newer; $(PYTHON) is {sys.version.split()[0]}. Name another one: make PYTHON=python3.12")'
	@# What is behind a link is somebody else's, and making an environment empties it.
	@test ! -L $(VENV) || (echo "$(VENV) is a link to $$(readlink $(VENV)), which setup would empty; it is left alone. To use" \
		"what is there, run $(BIN)/python -m ... without make; for an environment of your own: rm $(VENV) && make setup" >&2; exit 1)
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@# uv reads its own settings for mirrors and certificates; where only pip is configured, pip does the same, slower.
	@($(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock \
		&& VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock) \
		|| (echo "uv could not install the packages; trying pip." \
		&& $(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock)
	@# Compiles what the program and a look at a pair import, once: where PYTHONDONTWRITEBYTECODE is set, every run would do it again.
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'import components.multi_region.home, components.multi_region.origin_alias, \
		components.multi_region.outputs, operations.live.prepared, operations.live.screen, operations.readiness.screen, sandbox.cli.export'
	@touch $@

demo: setup ## Bring up both regions on this machine and switch strategies. KEEP=1 leaves the cloud up; ENGINE=pulumi uses the CLI.
	@$(BIN)/python -m sandbox.demo --engine $(ENGINE) $(if $(KEEP),--keep)

quick: setup ## Run the tests that need no emulated AWS, and bring up no program.
	@$(TESTS) -n auto --quick

test: setup ## Run every test but those that are for the night.
	@$(TESTS) -n 4 -m "not nightly"

nightly: setup ## Run what is too long for each change.
	@$(TESTS) -n 4 -m nightly
	@$(BIN)/python -m tests.operations.gate.documents --documents 100000
	@$(BIN)/python -m tests.operations.fuzz --cases 10000 --seed 1

lint: setup ## Check style, types and generated files.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy $(SOURCES)
	@# By itself: the pack has a __main__ of its own.
	@$(BIN)/mypy policies

format: setup ## Rewrite the source in the project's style.
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

check: lint test ## Everything that CI checks.

pr-report: setup ## Plan this branch in every strategy against BASE=origin/main, judge and price it.
	@$(BIN)/python -m operations pr-report --base $(BASE) --markdown pr-report.md --json pr-report.json

picture: setup ## Bring up both regions and draw docs/regions.svg.
	@$(BIN)/python -m sandbox.demo.drawn

docs: setup ## Regenerate the generated parts of docs/.
	@$(BIN)/python -m sandbox.cloud.coverage --write
	@$(BIN)/python -m operations.preflight.page --write
	@$(BIN)/python -m operations.readiness.page --write
	@$(BIN)/python policies/pages.py docs/policies

bench: setup ## Measure how long runs take, and write docs/speed.md.
	@$(BIN)/python -m benchmarks --write

lock: setup ## Resolve the dependencies again.
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	@$(BIN)/uv pip compile workloads/requirements.in -c requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o workloads/requirements.lock

clean: ## Stop the cloud and remove everything that was made here.
	@test ! -x $(BIN)/python || $(BIN)/python -m sandbox stop --quiet || true
	@rm -rf $(VENV) .sandbox .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
