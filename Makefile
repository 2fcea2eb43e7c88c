# make run                 serves the chats that have tokens; without one, drafts the thread of a sample paper
# make run PAPER=<paper>   drafts the thread of an arXiv link, an id or a PDF
# make test                runs all checks: ruff, mypy, import contracts, pytest
# make lock                pins the newest dependencies that pyproject.toml admits (needs uv)
#
# Each target does its own set-up in .venv; all it needs is Python 3.11 or newer.

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
SAMPLE := tests/papers/lighthouse/lighthouse.pdf
BIN := .venv/bin
READY := .venv/ready

.PHONY: run test lock clean

unexport PAPER
run: export HERALD_PAPER = $(value PAPER)
run: $(READY)
	@if [ -n "$$HERALD_PAPER" ]; then $(BIN)/herald thread -- "$$HERALD_PAPER"; \
	else $(BIN)/herald run --sample $(SAMPLE); fi

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist worksteal

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Herald needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv (once; a minute or two)" >&2
	@$(PYTHON) -m venv --clear .venv || { echo "Python's venv module does not work here; on Debian install python3-venv." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--upgrade pyproject.toml --group dev --output-file requirements.lock

clean:
	rm -rf .venv out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
