# The two commands of the project: `make report` and `make test`. Both set up what is missing.
# What they run stands in README.md, for machines without make.

YEAR ?= 2026
DATA ?= data/eksempel

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

# Kernels start three times as slowly without bytecode; another environment's modules must not mix in.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONHOME
unexport PYTHONPATH

# The first Python that is new enough, whatever it is called here.
FIND_PYTHON = for name in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo "$$name"; exit 0; fi; done; \
	echo "Python 3.11 eller nyere blev ikke fundet. Installér den (fx fra python.org), og kør kommandoen igen." >&2; exit 1
SET_UP = python=$$($(FIND_PYTHON)) && "$$python" tools/set_up.py

.PHONY: help report test set-up check lock environment.yml docs/house.md clean

help:
	@echo "make report [YEAR=2026] [DATA=data/eksempel]   kør evalueringen; siderne lægges i reports/<år>"
	@echo "make test                                      kør alle prøver"
	@echo "make set-up | check | lock | environment.yml | docs/house.md | clean"

report:
	@$(SET_UP) $(if $(filter data/eksempel,$(DATA:/=)),--example)
	@"$(BIN)/evaluering" run "params/$(YEAR).yml" --data "$(DATA)"

# One thread per test process: two that share two processors are many times slower in small matrices.
test: export OPENBLAS_NUM_THREADS = 1
test: export OMP_NUM_THREADS = 1
test: set-up
	"$(BIN)/python" -m pytest -n 2 --dist worksteal --cov --cov-report=term

set-up:
	@$(SET_UP)

check: set-up
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"
	"$(BIN)/lint-imports"

# The lock: versions and hashes for every operating system and Python, no download addresses. Needs uv on the PATH.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--extra dev pyproject.toml tools/build-requirements.in --output-file requirements.lock

environment.yml: set-up
	"$(BIN)/python" tools/environment_yml.py

docs/house.md: set-up
	"$(BIN)/python" tools/house_map.py

clean:
	rm -rf .venv .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache data/interim
