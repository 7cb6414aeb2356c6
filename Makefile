# The project's two commands are `make demo` and `make test`. They need Python 3.11 or later, make and a package index.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := $(shell find pipeline models -type f -not -name '*.pyc')

.DEFAULT_GOAL := help
.PHONY: help demo test compiled lint soak docs gold gains model clean

help:  ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

# pip itself first: older ones do not know dependency groups.
$(VENV)/.made:
	@echo "setting up $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --upgrade "pip>=25.1"
	@touch $@

# The wheel is installed, not the source folder: what is tested is what users get.
$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt $(SOURCES)
	@echo "installing claimsift"
	@$(PIP) install --quiet --constraint constraints.txt .
	@$(PIP) install --quiet --force-reinstall --no-deps .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@echo "installing the tools for development"
	@$(PIP) install --quiet --constraint constraints.txt --group dev
	@touch $@

demo: $(VENV)/.installed  ## run on corpus/, print a table of claims, say where the files are
	@$(BIN)/claimsift run "corpus/*.txt" "corpus/*.html" "corpus/[a-z]*.md" --out outputs/demo --overwrite
	@echo
	@$(BIN)/claimsift show outputs/demo

# From a copy: the compiler leaves its files beside the sources. `make clean` or a changed source brings the plain build back.
compiled: $(VENV)/.dev  ## install with the stages as machine code, which is faster; wheel in dist/ (C compiler, 5 minutes)
	@echo "compiling the stages"
	@rm -rf build/compiled dist/claimsift-*.whl && mkdir -p build/compiled
	@cp -r pyproject.toml README.md LICENSE CHANGELOG.md pipeline models build/compiled
	@cd build/compiled && HATCH_BUILD_HOOK_ENABLE_MYPYC=1 $(abspath $(BIN))/python -m hatchling build -t wheel -d ../../dist
	@$(PIP) install --quiet --force-reinstall --no-deps dist/claimsift-*.whl

lint: $(VENV)/.dev  ## format, lint, types, layers
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@echo "lint: ok"

test: lint  ## lint, then the whole default suite
	@$(BIN)/python -m pytest -q -n auto

soak: compiled  ## the compiled build; 500 killed runs, 50 killed reviews; 5,000 queries, 2,000 forms; 1,000 damaged files of each kind
	@PYTHONPATH=pipeline $(BIN)/python benchmarks/compiled.py dist/claimsift-*.whl --rounds 1
	@CLAIMSIFT_KILLS=500 $(BIN)/python -m pytest -q tests/scale/test_kill.py
	@CLAIMSIFT_REVIEW_KILLS=50 CLAIMSIFT_REVIEW_EXAMPLES=5000 CLAIMSIFT_REVIEW_FORMS=2000 CLAIMSIFT_REVIEW_VIEWS=1000 \
	  CLAIMSIFT_REVIEW_MOMENTS=5 $(BIN)/python -m pytest -q tests/review
	@CLAIMSIFT_SOAK=1 $(BIN)/python -m pytest -q tests/read/test_mutated_files_guarded.py tests/read/test_bombs.py \
	  tests/scale/test_killed_executor.py

docs: $(VENV)/.dev  ## write the pages that are made from code
	@$(BIN)/python docs/build.py

gold: $(VENV)/.dev  ## anchor the corpus' gold
	@$(BIN)/python corpus/gold/build.py

gains: $(VENV)/.dev  ## claims gained and lost against COMMIT (default HEAD)
	@PYTHONPATH=pipeline $(BIN)/python benchmarks/gains.py $(or $(COMMIT),HEAD)

# The same data give the same bytes. One thread: the matrices are small, and more threads only wait for each other.
model: export OPENBLAS_NUM_THREADS := 1
model: $(VENV)/.dev  ## train claimhood and the treatment model with its tables from ../shared
	$(BIN)/python models/train_claimhood.py $(SHARED) --write
	$(BIN)/python models/build_vocabulary.py $(SHARED)/data/treatment_vocab
	$(BIN)/python models/build_treatment_words.py $(SHARED)/data
	$(BIN)/python models/build_treatment_contexts.py $(SHARED)/data
	$(BIN)/python models/build_conditions.py $(SHARED)/data
	$(BIN)/python models/train_recogniser.py $(SHARED)/data
	$(BIN)/python models/train_treatment_none.py $(SHARED)/data
	$(BIN)/python models/train_treatment_topics.py $(SHARED)
	$(BIN)/python models/train_treatment_links.py $(SHARED)

clean:  ## remove what the targets made
	@rm -rf $(VENV) build dist outputs/demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
