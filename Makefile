# One command for each habit; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n 3 --dist worksteal
STAMP := $(VENV)/.installed
INDEX := openai_sql_shell/catalog/index.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK ?= # a file of exact versions with hashes to install instead of what the ranges allow today: LOCK=.ci/requirements.txt, as CI does

unexport PYTHONDONTWRITEBYTECODE # without .pyc each process of the tests would compile everything anew

.DEFAULT_GOAL := help

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: pyproject.toml | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(STAMP): pyproject.toml $(LOCK) | $(BIN)/python
	$(if $(LOCK),$(PIP) --require-hashes -r $(LOCK))
	$(PIP) $(if $(LOCK),--no-deps --no-build-isolation) -e '.[dev]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[bench]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.conformance: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[conformance]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.package: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[test,package]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.spark: pyproject.toml | $(BIN)/python
	$(PIP) -e '.[spark-test]'
	@touch $@ $(VENV)/.runtime

.PHONY: help shell demo test test-fast test-all test-oldest test-spark lint types format check package bench conformance fuzz completions index lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

shell: $(VENV)/.runtime ## install into .venv and open the shell (the sandbox where no OPENAI_API_KEY is set)
	@$(BIN)/openai-sql

demo: $(VENV)/.runtime ## play the README's tour on the sandbox, without a terminal
	@$(BIN)/python tests/tour.py README.md

test: $(STAMP) ## run the tests
	$(PYTEST)

test-fast: $(STAMP) ## run the tests but for those marked slow: live screens, pagers, the fuzz, megabytes
	$(PYTEST) -m "not slow"

test-all: | $(BIN)/python ## run the tests on every Python from 3.11 to 3.14 that is here (options: ARGS="tests/sql -x")
	@$(BIN)/python tests/packaging/every_python.py $(ARGS)

test-oldest: $(VENV)/.package ## run the tests with the oldest libraries that pyproject.toml allows (options: ARGS="tests/sql -x")
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(VENV)/oldest
	$(BIN)/uv pip install --quiet --python $(VENV)/oldest/bin/python --resolution lowest-direct -e '.[arrow,charts,fast,keyring,mcp,prices,sqlalchemy]'
	$(BIN)/uv pip install --quiet --python $(VENV)/oldest/bin/python -e '.[dev]'
	$(VENV)/oldest/bin/python -m pytest -n 2 --dist worksteal $(ARGS)

test-spark: $(VENV)/.spark ## read through a Spark of this machine, which needs Java 17 and half a gigabyte for pyspark
	$(BIN)/python -m pytest tests/spark $(ARGS)

lint: $(STAMP) ## check format and style (ruff)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP) ## check the types (mypy, strict)
	$(BIN)/mypy

format: $(STAMP) ## format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint types test ## all of it: format, lint, types, tests; what CI runs

package: $(VENV)/.package ## build wheel and sdist into dist/, install each into a bare environment and try it; asks the package index
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/python -m pytest tests/packaging/installed.py $(ARGS)

bench: $(VENV)/.bench ## measure requests, memory and the shell's speed against their bars (options: ARGS="--only join")
	$(BIN)/python tests/bench/bench.py $(ARGS); missed=$$?; \
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/bench/shell.py && exit $$missed

conformance: $(VENV)/.conformance ## run published tests against the driver, the dialect (SQLAlchemy's) and the server for agents (with npm)
	$(BIN)/python tests/conformance/pep249.py
	$(BIN)/python tests/conformance/agents.py
	cd tests/conformance/dialect && $(CURDIR)/$(BIN)/python -m pytest -c setup.cfg --rootdir . --confcutdir . -p no:cacheprovider .

fuzz: $(STAMP) ## compare random statements with plain SQLite (options: make fuzz ARGS="--count 500 --seed 1", "--stress --count 1500")
	$(BIN)/python tests/fuzz/fuzz.py $(ARGS)

completions: $(VENV)/.runtime ## write the completion scripts and the manual page anew from the option table
	@$(BIN)/openai-sql --completions bash > completions/openai-sql.bash
	@$(BIN)/openai-sql --completions zsh > completions/_openai-sql
	@$(BIN)/openai-sql --completions fish > completions/openai-sql.fish
	@$(BIN)/openai-sql docs --format man > completions/openai-sql.1

index: $(VENV)/.runtime ## write the catalog's index anew from the declarations of its services
	@$(BIN)/python -c "from openai_sql_shell.catalog import services, summary; print(summary.index_source(services.SERVICES), end='')" > $(INDEX).new
	@mv $(INDEX).new $(INDEX)

lock: $(VENV)/.package ## write anew what CI installs: the newest of everything that tests need, for each Python, with hashes; asks the package index
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --no-annotate --extra dev pyproject.toml - -o .ci/requirements.txt > $(VENV)/lock.log

clean: ## remove .venv and every cache
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
