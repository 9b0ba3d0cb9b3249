# The front door. `make demo` and `make test` set everything up by themselves.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DATA := ../shared/data

.DEFAULT_GOAL := help
.PHONY: help setup demo test check tests oldest wheel bench accuracy docs clean

help:  ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[excel,postgres,delta]" --group dev
	touch $@

setup: $(VENV)/.ready  ## make the virtual environment

demo: $(VENV)/.ready  ## run the main job on sample_data/
	$(BIN)/golden-record run configs/retail.yml
	$(BIN)/golden-record evaluate configs/retail.yml --truth sample_data/truth.csv

test: check tests oldest wheel  ## everything that must hold

check: $(VENV)/.ready  ## format, lint, types, architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: $(VENV)/.ready  ## the tests, on the newest DuckDB
	$(BIN)/python -m pytest -n auto --dist loadfile

oldest: .venv-oldest/.ready  ## the tests of the stages, on the oldest DuckDB
	.venv-oldest/bin/python -m pytest -n auto --dist loadfile tests/stages tests/warehouse tests/test_pipeline.py

.venv-oldest/.ready: pyproject.toml
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[excel,postgres,delta]" --group test "duckdb==1.5.5"
	touch $@

wheel: $(VENV)/.ready  ## the installed wheel, without development dependencies
	rm -rf dist .venv-wheel
	$(BIN)/python -m build --wheel --outdir dist >/dev/null
	$(PYTHON) -m venv .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	cd .venv-wheel && rm -rf demo && bin/golden-record demo demo >/dev/null && bin/golden-record doctor
	rm -rf .venv-wheel

bench: $(VENV)/.ready  ## time and memory beside plain Splink: make bench RECORDS=1000000
	$(BIN)/python -m benchmarks.speed --records $(or $(RECORDS),1000000)

accuracy: $(VENV)/.ready  ## F1 on every labelled dataset, into docs/accuracy.md
	$(BIN)/python -m benchmarks.accuracy --write

docs: $(VENV)/.ready  ## the pages and charts that are generated
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.pictures

clean:  ## everything that was made here
	rm -rf $(VENV) .venv-oldest .venv-wheel dist build configs/state configs/out configs/target
