# Every recipe sets up .venv by itself; only Python 3.11 or newer and make are needed.
.DEFAULT_GOAL := help
.PHONY: help setup demo bench test check format-check lint types mypy basedpyright imports cover soak guarantees planted replay live fmt clean

BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= 2# tests side by side; make test WORKERS=0 runs them in one process

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## .venv with Joey (editable) and the tools

$(READY): pyproject.toml
	@test -x $(BIN)/python || { python=$$(sh .ci/find-python) && echo "making .venv with $$python" && "$$python" -m venv .venv; }
	@echo "installing into .venv (a minute or two, the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY) ## 5,000 customers to local Sandboxes, three times, then all eleven connections; read back and compared
	@$(BIN)/python demo/demo.py

bench: $(READY) ## how fast, beside a floor and drt-core; QUICK=1, or ROWS=…, ROUNDS=…, PART="rerun plan"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@$(BIN)/python -m benchmarks.speed $(if $(QUICK),--quick) $(if $(ROWS),--rows $(ROWS)) \
		$(if $(ROUNDS),--rounds $(ROUNDS)) $(PART)

examples: $(READY) ## counts the lines of examples/, and holds each against the whole contract
	@$(BIN)/python examples/count.py
	@for each in examples/joey-*; do (cd $$each && ../../$(BIN)/python -m pytest -q) || exit 1; done

test: $(READY) ## the tests, without network
	@$(BIN)/python -m pytest -q -n $(WORKERS)

check: format-check lint types imports test ## everything that CI checks

format-check: $(READY) ## is everything formatted?
	@$(BIN)/ruff format --check .

lint: $(READY) ## ruff
	@$(BIN)/ruff check .

types: mypy basedpyright ## mypy --strict and basedpyright

mypy: $(READY)
	@$(BIN)/mypy

basedpyright: $(READY)
	@$(BIN)/basedpyright --pythonpath $(BIN)/python

imports: $(READY) ## the import contracts
	@$(BIN)/lint-imports --no-logo --no-cache

cover: $(READY) ## the tests, with branch coverage
	@$(BIN)/python -m pytest -q -n $(WORKERS) --cov --cov-report=term

soak: $(READY) ## SEEDS=… FROM=… VENDOR=…: simulated faults, from a seed on, for one vendor or for all
	@$(BIN)/python -m tests.simulation --seeds $(or $(SEEDS),100) --from $(or $(FROM),0) $(if $(VENDOR),--vendor $(VENDOR))

guarantees: $(READY) ## SEEDS=…: tries all promises of docs/guarantees.md, and writes how often into it
	@$(BIN)/python -m tests.figures --seeds $(or $(SEEDS),60)

planted: $(READY) ## ten bugs, each planted in a copy of the source, and which test catches it
	@$(BIN)/python -m pytest tests/planted -q -s

replay: $(READY) ## DIR=…: replay a folder of recordings against the sandboxes, print the differences
	@test -n "$(DIR)" || { echo "say which recordings: make replay DIR=path/to/recordings" >&2; exit 2; }
	@$(BIN)/python -m joey.adapters.sandbox.replay "$(DIR)"

live: $(READY) ## tests against the vendors themselves, with credentials from .env; records what they say
	@$(BIN)/python -m pytest -q --live tests/live

fmt: $(READY) ## format, and fix what ruff can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean: ## remove .venv and what the tools left
	@rm -rf .venv benchmarks/.work benchmarks/.drt dist .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
