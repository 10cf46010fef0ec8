# Everything a developer does. Each target prepares what it needs; a second run prepares nothing.

BIN := .venv/bin
WORKERS ?= $(shell nproc | awk '{print ($$1 > 4) ? 4 : ($$1 < 2) ? 2 : $$1}')
SECONDS ?= 60
SCANS ?= 10000
KILLS ?= 60
SAMPLE := .cache/sample.db
SAMPLE_CODE := $(shell find models services resources/sample* desktop/sample* -name '*.py' 2>/dev/null)

.PHONY: run test lint rules bench soak fuzz screenshots windows test-windows setup lock clean
.DELETE_ON_ERROR:

run: setup
ifeq ($(DISPLAY)$(WAYLAND_DISPLAY),)
	@echo "There is no display here, so this runs the demonstration; its papers and pictures go to demo-out/."
	$(BIN)/packdesk demo --out demo-out
else
	$(BIN)/packdesk
endif

test: rules
	$(BIN)/python -m pytest -n $(WORKERS)

lint: rules
	$(BIN)/mypy

rules: setup
	$(BIN)/ruff check
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks

# A scanner at the running program, through an X server of its own: 10,000 scans (make soak SCANS=500); then programs that
# are killed while they work and print.
soak: setup
	$(BIN)/python -m tests.scanner.soak --scans $(SCANS)
	SOAK=1 $(BIN)/python -m pytest -q tests/journeys/test_scanner.py
	TEST_KILLS=$(KILLS) $(BIN)/python -m pytest -q tests/services/test_kill.py tests/services/test_print_kill.py

# Atheris is no part of the program's environment; where it can't be had, the readers are fuzzed without it.
fuzz: setup
	$(BIN)/pip install -q --target .cache/fuzz atheris || true
	PYTHONPATH=.cache/fuzz $(BIN)/python -m tests.services.importing.fuzz --seconds $(SECONDS)

screenshots: setup
	$(BIN)/python -m desktop.demo.pictures docs/screenshots

# The Windows program and its installer, made under Wine; docs/windows.md says more.
windows: setup
	$(BIN)/python -m installer.make

test-windows: setup
	$(BIN)/python -m installer.trial

setup: .venv/.packages .venv/.catalogues $(SAMPLE)

# The stamp names the checkout: an environment that was copied along must be made anew.
ifneq ($(shell cat .venv/.packages 2>/dev/null),$(CURDIR))
.PHONY: .venv/.packages
endif
.venv/.packages: setup.sh setup.py pyproject.toml requirements.lock requirements-dev.lock
	sh setup.sh
	@echo "$(CURDIR)" > $@

.venv/.catalogues: .venv/.packages resources/build_locale.py $(wildcard resources/locale/*/*.po)
	$(BIN)/python -m resources.build_locale
	@touch $@

$(SAMPLE): .venv/.packages $(SAMPLE_CODE) | .venv/.catalogues
	@mkdir -p $(@D)
	@rm -f $@*
	@if $(BIN)/packdesk sample --help >/dev/null 2>&1; then $(BIN)/packdesk sample --out $@; fi

WINDOWS_LOCK := uv pip compile -q --python-platform x86_64-pc-windows-msvc --python-version 3.11 --no-annotate \
	--generate-hashes --only-binary :all: --upgrade --custom-compile-command "make lock"

# Exact versions for every supported system and Python, from the ranges in pyproject.toml.
lock:
	python3 -m venv .cache/lock
	.cache/lock/bin/pip install -q uv
	.cache/lock/bin/uv pip compile -q --universal --python-version 3.11 --no-annotate --upgrade \
		--custom-compile-command "make lock" -o requirements.lock pyproject.toml
	.cache/lock/bin/uv pip compile -q --universal --python-version 3.11 --no-annotate --upgrade \
		--custom-compile-command "make lock" -c requirements.lock --extra dev -o requirements-dev.lock pyproject.toml
	.cache/lock/bin/$(WINDOWS_LOCK) -c requirements.lock \
		-o installer/requirements-windows.lock pyproject.toml installer/requirements.in
	.cache/lock/bin/$(WINDOWS_LOCK) -c requirements-dev.lock -o installer/requirements-test.lock installer/requirements-test.in
	.cache/lock/bin/$(WINDOWS_LOCK) --no-deps -o installer/requirements-wine.lock installer/requirements-wine.in

clean:
	rm -rf .venv .cache build dist *.egg-info demo-out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf resources/locale/*/LC_MESSAGES
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
