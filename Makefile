# Two commands are enough: `make demo` (install, make the demo hospital, serve it) and `make test`.
# Every step leaves a file behind and is done again only when what it was made from has changed.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PY ?= python3
PORT ?= 8000
SERVE ?= 1
ARGS ?=
WORKERS ?= $(if $(ARGS),0,2)
export LINGHANG_HOME ?= $(CURDIR)/var
export PYTHONUTF8 := 1
# A process that may not keep what Python compiled compiles everything again: seconds at each start.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
UV := $(PY) tools/uv.py
INSTALL := $(UV) pip install -q --python $(BIN)/python --require-hashes
LINGHANG := $(BIN)/linghang
UNDER_TEST := DJANGO_SETTINGS_MODULE=linghang.settings.test
VENDOR := src/linghang/web/static/vendor/THIRD-PARTY.txt
STATIC := $(LINGHANG_HOME)/static/.collected
DEMO := LINGHANG_DEMO=1

.PHONY: help demo setup assets static hospital test test-pg test-browser lint lint-types lint-house \
  bench docs screenshots wheel wheelhouse lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-22s%s\n", $$1, $$2}'

# ---- setting up -------------------------------------------------------------------------------

.tools/bin/uv: requirements/uv.txt
	@$(PY) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Linghang needs Python 3.11 or newer; say which with PY=…")'
	@echo "· uv → .tools"
	@$(PY) -m pip install -q --disable-pip-version-check --root-user-action=ignore --upgrade \
	  --target .tools --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.base: .tools/bin/uv requirements/base.txt requirements/build.txt pyproject.toml
	@echo "· Python packages → .venv"
	@test -x $(BIN)/python || $(UV) venv -q --python $(PY) --no-python-downloads .venv
	@$(INSTALL) -r requirements/base.txt -r requirements/build.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# The grouper's loops and tables, compiled; without it the first grouping takes ten seconds longer.
GROUPER := $(wildcard src/linghang/cases/drg/*.py) \
  $(wildcard src/linghang/cases/drg/tables/*/*)
.venv/.grouper: .venv/.base $(GROUPER)
	@echo "· DRG rules and grouper → src/linghang/cases/drg/__pycache__"
	@$(LINGHANG) cases rules prepare >/dev/null
	@touch $@

.venv/.dev: .venv/.base requirements/dev.txt
	@echo "· packages for tests and checks → .venv"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package-lock.json .npmrc | .venv/.base
	@echo "· front-end packages → node_modules"
	@$(PY) tools/npm.py --found || $(INSTALL) -r requirements/node.txt
	@$(BIN)/python tools/npm.py ci --ignore-scripts --omit=peer --loglevel=error --no-update-notifier
	@touch $@

$(VENDOR): node_modules/.package-lock.json tools/assets.py
	@$(BIN)/python tools/assets.py

# Compressed copies of the static files with the hash of their content in the name.
$(STATIC): $(VENDOR) .venv/.base $(shell find src/linghang -path '*/static' -prune -exec find {} +)
	@echo "· static files → $(dir $@)"
	@$(LINGHANG) collectstatic --noinput -v0
	@touch $@

setup: .venv/.base .venv/.grouper ## install what the product needs
assets: $(VENDOR) ## fetch the front-end files
static: $(STATIC)

# ---- using ------------------------------------------------------------------------------------

# Packages of the pages are fetched while the hospital is made; what both need comes first.
demo: .venv/.base ## the demo hospital on 127.0.0.1:8000 (PORT=…; SERVE=0 stops before serving)
	@$(MAKE) --no-print-directory -s -j2 hospital static
ifneq ($(SERVE),0)
	@$(DEMO) $(LINGHANG) serve --port $(PORT)
endif

hospital: setup
	@$(DEMO) $(LINGHANG) migrate --noinput -v0
	@$(DEMO) $(LINGHANG) demo make

# ---- checking ---------------------------------------------------------------------------------

test: .venv/.dev .venv/.grouper assets ## the tests (ARGS=… goes to pytest)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

test-browser: .venv/.dev assets ## only the tests that drive a browser
	@$(BIN)/python -m pytest -q -m browser $(ARGS)

test-pg: .venv/.dev .venv/.grouper ## the tests without browser, on a throw-away PostgreSQL
	@command -v pg_virtualenv >/dev/null || { \
	  echo "test-pg needs PostgreSQL: apt-get install postgresql postgresql-common"; exit 1; }
	@pg_virtualenv -t -o fsync=off -o synchronous_commit=off -o full_page_writes=off sh -c 'LINGHANG_DATABASE_URL="postgres://$$PGUSER:$$PGPASSWORD@$$PGHOST:$$PGPORT/postgres" \
	  $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not browser" $(ARGS)'

lint: .venv/.dev ## style, types, import contracts, migrations, reference docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j2 lint-types lint-house

lint-types:
	@$(BIN)/mypy src

lint-house:
	@$(BIN)/lint-imports
	@$(UNDER_TEST) $(LINGHANG) makemigrations --check --dry-run
	@$(UNDER_TEST) PYTHONPATH=. $(LINGHANG) docs --check --also tests.web.access.document

docs: setup ## write docs/reference anew from code and catalogs
	@$(UNDER_TEST) PYTHONPATH=. $(LINGHANG) docs --also tests.web.access.document

bench: .venv/.dev .venv/.grouper ## named measurements
	@$(DEMO) $(BIN)/python -m bench $(ARGS)

screenshots: .venv/.dev ## pictures of the demo's pages → docs/screenshots
	@$(MAKE) --no-print-directory demo SERVE=0
	@$(DEMO) $(BIN)/python tools/screenshots.py $(ARGS)

# ---- shipping ---------------------------------------------------------------------------------

wheel: setup assets ## dist/linghang-….whl, front-end files inside
	@rm -rf dist/*.whl
	@$(UV) build -q --wheel --no-build-isolation --python $(BIN)/python --out-dir dist
	@ls dist/*.whl

wheelhouse: wheel ## everything that a server without internet needs → dist/wheelhouse
	@rm -rf dist/wheelhouse && mkdir -p dist/wheelhouse
	@$(PY) -m pip download -qq --disable-pip-version-check --no-deps --only-binary=:all: \
	  --require-hashes -r requirements/uv.txt -r requirements/base.txt -d dist/wheelhouse
	@cp dist/*.whl requirements/uv.txt requirements/base.txt dist/wheelhouse/
	@cp -R deploy/one_hospital dist/wheelhouse/deploy
	@du -sh dist/wheelhouse

COMPILE = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header $(ARGS)
lock: .tools/bin/uv ## write the lock files anew (ARGS=--upgrade moves to newer versions)
	@$(COMPILE) requirements/uv.in -o requirements/uv.txt
	@$(COMPILE) requirements/node.in -o requirements/node.txt
	@$(COMPILE) --extra postgres pyproject.toml -o requirements/base.txt
	@$(COMPILE) -c requirements/base.txt requirements/build.in -o requirements/build.txt
	@$(COMPILE) -c requirements/base.txt -c requirements/build.txt --group dev -o requirements/dev.txt
	@$(PY) tools/npm.py --found || { $(MAKE) -s setup && $(INSTALL) -r requirements/node.txt; }
	@$$(test -x $(BIN)/python && echo $(BIN)/python || echo $(PY)) tools/npm.py install --package-lock-only --ignore-scripts --loglevel=error --no-update-notifier

clean: ## remove what was installed or made; var/ (data) stays
	rm -rf .venv .tools node_modules dist build .pytest_cache .mypy_cache .ruff_cache \
	  .import_linter_cache .hypothesis $(dir $(VENDOR))
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
