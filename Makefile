# Each target sets up all that it needs; see README.md.
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test lint bench docs setup setup-dev chromium

help:
	@echo "make run    set up everything and open the dashboard (the demo, until you import sets)"
	@echo "make test   set up everything and run all tests, browser tests included"
	@echo "make lint   formatting, lint and types"
	@echo "make bench  speed, as ratios within one run"
	@echo "make docs   render the screenshots in docs/images"

setup:
	@scripts/setup.sh requirements.txt

setup-dev:
	@scripts/setup.sh requirements-dev.txt

chromium:
	@scripts/chromium.sh

run: setup
	@$(PY) app.py

# Each core takes a run of tests, and what another has left at the end. The browser's tests come by
# themselves: each of them keeps a server and a browser busy.
test: setup-dev chromium
ifdef ARGS
	$(PY) -m pytest $(ARGS)
else
	$(PY) -m pytest -n auto --maxprocesses 4 --dist worksteal --ignore tests/browser
	$(PY) -m pytest -n 2 --dist worksteal tests/browser
endif

lint: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: setup-dev
	$(PY) -m benchmarks

docs: setup-dev chromium
	$(PY) -m docs.screenshots
