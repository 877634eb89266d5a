# `make` sets everything up and builds the graph; `make test` sets everything up and runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What the benchmarks compare with, beside the tools of development.
BENCH_TOOLS := igraph pyrudof

.PHONY: all build test bench bench-full bench-tools spark lint wheel coverage screenshots browser-tools servers clean
.DELETE_ON_ERROR:

all: build

build: $(VENV)/.installed
	@$(BIN)/python build_graph.py

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n auto --dist loadgroup --cov --cov-report=term

bench: $(VENV)/.installed-bench build servers spark bench-tools
	@$(BIN)/python benchmarks/bench.py

bench-full: $(VENV)/.installed-bench build servers spark bench-tools
	@$(BIN)/python benchmarks/bench.py --full

spark: $(VENV)/.installed-spark

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

wheel: $(VENV)/.installed-dev
	@$(BIN)/python -m build --wheel

coverage: build $(VENV)/.installed-dev
	@$(BIN)/python docs/make_coverage.py build

screenshots: build $(VENV)/.installed-dev
	@$(BIN)/python docs/images/screenshots.py build/index.html

browser-tools: tests/browser/node_modules/axe-core

tests/browser/node_modules/axe-core: tests/browser/package.json
	@npm install --prefix tests/browser --no-audit --no-fund --silent
	@touch $@

bench-tools: benchmarks/sigma/node_modules/.installed

benchmarks/sigma/node_modules/.installed: benchmarks/sigma/package.json
	@npm install --prefix benchmarks/sigma --no-package-lock --no-audit --no-fund --silent
	@touch $@

servers: tests/servers/java/.installed tests/servers/node_modules/.installed

tests/servers/java/.installed: tests/servers/pom.xml
	@mvn --batch-mode --quiet --file $< dependency:copy-dependencies
	@touch $@

tests/servers/node_modules/.installed: tests/servers/package.json
	@npm install --prefix tests/servers --no-package-lock --no-audit --no-fund --silent
	@touch $@

clean:
	rm -rf build build.lock build.memo dist .mypy_cache .pytest_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "kzcn needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt $(BENCH_TOOLS)
	@touch $@

$(VENV)/.installed-spark: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[spark]'
	@touch $@
