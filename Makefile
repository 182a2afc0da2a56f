# Everything from nothing: `make demo` sets up and runs a whole session, `make test` sets up and checks.
# Needs Python 3.11 or newer and make; system packages are installed through apt where that is allowed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

DEMO_PACKAGES := libportaudio2 espeak-ng
TEST_EXTRAS := offline,dev
TEST_PACKAGES := $(DEMO_PACKAGES) pulseaudio pulseaudio-utils libasound2-plugins

.PHONY: help demo open test quick test-long coverage audit man screenshots lint check bare-wheel setup-demo setup-test setup-firefox clean

help:
	@echo "make demo        set up, then a whole session with a made-up candidate"
	@echo "make open        set up, then the page in your browser: practise, look back, read"
	@echo "make test        set up, then format, lint, types, layers, tests, and the wheel on its own"
	@echo "make quick       format, lint, types, layers, and the tests that need no real part"
	@echo "make test-long   the checks that need many minutes, besides"
	@echo "make coverage    which branches of coach/ the tests of make test take"
	@echo "make audit       whether any installed package has a known weakness"
	@echo "make man         the manual page docs/coach.1, from the help of every command"
	@echo "make clean       remove what the above made, but no recordings"

demo: setup-demo
	@$(BIN)/coach demo

open: setup-demo
	@$(BIN)/coach open

test: setup-test lint check bare-wheel

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet -ll --recursive coach

# Three at a time, on two cores: many tests speak and listen at the pace of real time, and mostly
# wait. Many start the program, which would be compiled each time where Python is told to write no
# bytecode. The slowest files come first (tests/conftest.py), which xdist must not sort anew.
check:
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

# What a change breaks is mostly seen here, within a minute: no program is started, no engine, no voice,
# no sound card and no browser.
quick: lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not long and not real'

# What needs many minutes: every combination where `make test` tries a few.
test-long: setup-test setup-firefox
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -m long -n 2 --dist loadfile --no-loadscope-reorder

# The program is started by many tests: what it does there counts, too.
coverage: setup-test
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder \
	  --cov --cov-report=
	$(BIN)/coverage report --skip-covered --sort=cover

# Whether any installed package has a known weakness, where the database of them can be reached.
audit: setup-test
	@$(BIN)/pip install --quiet 'pip-audit>=2.10'
	@$(BIN)/python tests/audit.py

# The manual page, made from the help of every command.
man: setup-demo
	@$(BIN)/python -m coach.cli.man > docs/coach.1
	@echo "Read it: man docs/coach.1"

# The pictures in README and docs.
screenshots: setup-test
	$(BIN)/python tests/screenshots.py

# The wheel, installed without extras in a fresh environment, must work outside of the checkout.
bare-wheel:
	rm -rf build/bare dist
	$(BIN)/python -m build --wheel --installer pip --outdir dist . >/dev/null
	$(PYTHON) -m venv build/bare
	build/bare/bin/pip install --quiet --no-compile --constraint constraints.txt dist/*.whl
	cd / && "$(CURDIR)/build/bare/bin/coach" --help >/dev/null
	cd / && "$(CURDIR)/build/bare/bin/coach" questions list
	rm -rf build/bare

setup-demo:
	@$(call system_packages,$(DEMO_PACKAGES))
	@$(call installed,offline)

setup-test:
	@$(call system_packages,$(TEST_PACKAGES))
	@( command -v chromium || command -v chromium-browser || command -v google-chrome ) >/dev/null || \
	  ( $(call system_packages,chromium) ) || \
	  echo "Without Chromium the tests of the page in a browser are left out." >&2
	@$(call installed,$(TEST_EXTRAS))

setup-firefox:
	@( command -v firefox-esr || command -v firefox ) >/dev/null || ( $(call system_packages,firefox-esr) ) || \
	  echo "Without Firefox the tests of the page in it are left out." >&2

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Install what is missing; where that is not allowed, say what to type and stop.
define system_packages
	if [ "$$(uname)" = Linux ] && command -v dpkg >/dev/null; then \
	  missing=""; \
	  for package in $(1); do \
	    dpkg -s $$package 2>/dev/null | grep -q '^Status:.* installed' || missing="$$missing $$package"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ]; then as_root=""; \
	    elif sudo -n true 2>/dev/null; then as_root="sudo"; \
	    else echo "Please type:  sudo apt-get install$$missing" >&2; \
	      echo "and then the same make command again." >&2; exit 1; fi; \
	    echo "Installing$$missing"; \
	    { $$as_root apt-get update -qq && \
	      DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $$missing; \
	    } >/dev/null || { echo "Please type:  sudo apt-get install$$missing" >&2; exit 1; }; \
	  fi; \
	elif [ "$$(uname)" = Linux ]; then \
	  echo "Not Debian or Ubuntu: please see that PortAudio and espeak-ng are installed." >&2; \
	fi
endef

# The virtual environment with the extras $(1); done again only when the requirements changed.
define installed
	stamp="$(VENV)/installed-$$(echo $(1) | tr , -)"; \
	wanted="$$(cat pyproject.toml constraints.txt | cksum)"; \
	if [ "$$(cat $$stamp 2>/dev/null)" != "$$wanted" ]; then \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …" >&2; exit 1; }; \
	  [ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV) || \
	    { echo "Please type:  sudo apt-get install python3-venv" >&2; exit 1; }; \
	  echo "Installing into $(VENV); the first time this takes a few minutes"; \
	  $(BIN)/pip install --quiet --constraint constraints.txt --editable '.[$(1)]' && \
	  echo "$$wanted" > $$stamp; \
	fi
endef
