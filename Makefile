# Everything runs in .venv, which is made on first use and again when pyproject.toml or constraints.txt change.
# No network is needed after the first install. pip's own variables apply (PIP_INDEX_URL, PIP_FIND_LINKS, ...).
# On Windows: conda env create -f environment.yml, then the commands below without their $(BIN)/ prefix.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
BIN := $(VENV)/bin

COURSE := $(VENV)/.stamp-course
ALL := $(VENV)/.stamp-all
NOTEBOOKS := $(wildcard chapters solutions)

# Workers share the cores, so each keeps to one thread.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
PYTEST := $(ONE_THREAD) $(BIN)/python -m pytest -n $(WORKERS)
NBVAL := $(PYTEST) --dist loadfile --nbval-current-env --nbval-cell-timeout 120
# JupyterLab refuses to run as root unless it is told that this is meant.
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.PHONY: help lab test lint unit notebooks corruptions mutants exercises fuzz browser bench weights format clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 19

# The course's matrices are small: more threads gain little, and wait long where other programs are busy.
lab: $(COURSE) ## install what a student needs and open the course in JupyterLab
	OMP_NUM_THREADS="$${OMP_NUM_THREADS:-1}" PATH="$(CURDIR)/$(BIN):$$PATH" \
	  $(BIN)/jupyter lab $(ROOT) --LabApp.extension_manager=readonly $(LAB_FLAGS) \
	  --LabApp.default_url=/lab/tree/chapters/0_start_here.ipynb

test: lint unit notebooks ## install everything, then lint, unit tests and every notebook

lint: $(ALL) ## check style (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(ALL) ## mend style (ruff)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

unit: $(ALL) ## run the unit tests
	$(PYTEST)

# What nbgrader generates has no outputs to compare, so a stub notebook only has to run without an error.
notebooks: $(ALL) ## run every notebook and compare its outputs (nbval)
	$(NBVAL) --nbval $(NOTEBOOKS)
	$(NBVAL) --nbval-lax exercises

corruptions: $(ALL) ## plant errors in the chapters, a cell has to fail; CHAPTERS="3_1_cnn"
	$(ONE_THREAD) $(BIN)/python tools/corruptions.py $(CHAPTERS)

mutants: $(ALL) ## change references in one place at a time, the cases must tell; QUESTIONS="3_1" SEEDS=5
	$(ONE_THREAD) $(BIN)/python -m tools.mutants $(QUESTIONS) --seeds $(or $(SEEDS),20)

exercises: $(ALL) ## generate exercises/ from solutions/ (nbgrader)
	$(BIN)/python tools/generate_exercises.py

fuzz: $(ALL) ## hand in thousands of spoiled folders, zips and rosters; FUZZ=20000
	FUZZ="$${FUZZ:-4000}" $(PYTEST) tests/grading/test_intake_fuzz.py

browser: $(ALL) ## open the chapters and move their labs in a real browser; WHOLE=1 runs every cell
	$(PYTEST) tests/browser -rP

bench: $(ALL) ## time this package against PyTorch, Keras and nbgrader; BENCH="--only grading"
	$(BIN)/python -m benchmarks $(BENCH)

weights: $(COURSE) ## train the packaged networks again (minutes)
	$(ONE_THREAD) $(BIN)/python -m dlcourse.weights

clean: ## remove the environment
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed. Name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "No venv: install it (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }

# Without build isolation, an install whose requirements are already met needs no network.
define install
	$(BIN)/python -m pip install --quiet "setuptools>=77"
	$(BIN)/python -m pip install --quiet --no-build-isolation -c constraints.txt -e '.[$(1)]'
	$(BIN)/jupyter labextension disable "@jupyterlab/apputils-extension:announcements"
endef

$(COURSE): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing the course into $(VENV): some minutes, once."
	$(call install,course)
	@touch $@

$(ALL): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing the course, its tools and the tests into $(VENV): some minutes, once."
	$(call install,course$(,)tools$(,)data$(,)instructor$(,)cluster$(,)dev)
	@touch $@ $(COURSE)

, := ,
