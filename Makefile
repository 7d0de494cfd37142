# Everything that is done with this checkout, by name. Needs make and Python 3.11 or later; uv is used where it is present.
# Variables: PYTHON=… chooses the interpreter; ARGS=… goes to `make run`; TESTS=… to `make test`; BENCH=… to `make bench`; EXAMPLES=… to `make schemathesis`.

BIN = .venv/bin
TESTS = tests
ARGS =
BENCH =
SPREAD = -n auto --dist loadfile
EXAMPLES = 50
UV = UV_PYTHON_DOWNLOADS=never UV_PYTHON_PREFERENCE=only-system uv
QUIET_PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK = pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet

.PHONY: help install install-tests run test check format lock openapi clients conformance schemathesis bench faults image-check clean

help: ## say what there is
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

install: .venv/.installed ## make the environment in .venv; .venv/bin/chartward is the command

install-tests: .venv/.installed-tests

run: .venv/.installed ## start everything on 127.0.0.1:8000, with the demo records, until Ctrl-C
	@exec $(BIN)/chartward serve --demo $(ARGS)

test: .venv/.installed-tests ## run the whole suite against a real PostgreSQL
	@exec $(BIN)/python -m pytest $(SPREAD) $(TESTS)

check: .venv/.installed-tests ## format, lint, types, import contracts, OpenAPI unchanged, tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m openapi.build --check
	@$(MAKE) clients
	@exec $(BIN)/python -m pytest $(SPREAD) $(TESTS) --ignore tests/clients

format: .venv/.installed-tests ## write the code in the house form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

openapi: .venv/.installed-tests ## write openapi/openapi.json and the generated tables again
	$(BIN)/python -m openapi.build

clients: .venv/.installed-tests ## run FHIR clients of others against a live server (the JavaScript ones need Node.js 20 or later)
	@if command -v npm >/dev/null; then cd tests/clients && npm ci --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error; \
	else echo "No npm here: the JavaScript clients are left out." >&2; fi
	@exec $(BIN)/python -m pytest -q tests/clients

conformance: .venv/.installed-tests ## write docs/*-conformance.md from the marks of the tests (collects the whole suite)
	@CHARTWARD_WRITE_CONFORMANCE=1 exec $(BIN)/python -m pytest -q tests --no-header -k test_nothing_is_untested

schemathesis: .venv/.installed-tests ## send a live server thousands of requests made from the contract, right and wrong (EXAMPLES=… per endpoint)
	@CHARTWARD_SCHEMATHESIS=$(EXAMPLES) exec $(BIN)/python -m pytest -q -s tests/openapi/test_schemathesis.py

bench: .venv/.installed-tests ## measure, with yardsticks beside it
	@exec $(BIN)/python -m tests.bench $(BENCH)

faults: .venv/.installed-tests ## kill the server in the middle of twenty rounds of posting, race conditional writes, and count what is lost or double
	@CHARTWARD_FAULT_ROUNDS=20 exec $(BIN)/python -m pytest -q -s tests/faults

image-check: .venv/.installed-tests ## lint the Dockerfile and run its commands in a clean environment
	@IMAGE_CHECK=1 exec $(BIN)/python -m pytest -q tests/test_container.py

lock: ## resolve the dependencies anew (needs uv)
	$(UV) $(LOCK) -o requirements.lock
	$(UV) $(LOCK) --group dev -c requirements.lock -o tests/requirements.lock

clean: ## remove the environment, caches and the embedded database
	rm -rf .venv .chartward .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv when it is there and works, else the interpreter's own venv and pip; both check every hash of the lock.
.venv/.installed: requirements.lock
	@set -e; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	    found=$$("$$python" -c 'import sys; sys.version_info >= (3, 11) and print(sys.executable)' 2>/dev/null || :); \
	    test -z "$$found" || break; \
	done; \
	if test -z "$$found"; then echo "Python 3.11 or later is needed (make PYTHON=/path/to/python)" >&2; exit 1; fi; \
	echo "Making .venv with $$found …"; \
	rm -rf .venv; \
	if $(UV) --version >/dev/null 2>&1 \
	    && $(UV) venv --quiet --python "$$found" .venv \
	    && $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
	    && $(UV) pip install --quiet --python $(BIN)/python --no-deps -e .; then :; else \
	    rm -rf .venv; \
	    "$$found" -m venv .venv; \
	    $(QUIET_PIP) install --require-hashes -r requirements.lock; \
	    $(QUIET_PIP) install --no-deps -e .; \
	fi
	@touch $@

.venv/.installed-tests: .venv/.installed tests/requirements.lock
	@echo "Adding what tests need …"
	@if $(UV) --version >/dev/null 2>&1 \
	    && $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r tests/requirements.lock; then :; else \
	    $(BIN)/python -m ensurepip >/dev/null 2>&1 || :; \
	    $(QUIET_PIP) install --require-hashes -r tests/requirements.lock; \
	fi
	@touch $@
