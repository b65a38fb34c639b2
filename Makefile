# Everything runs in a virtual environment, which is made at the first call and kept up to date with the requirements.
#   make run                        another Python: PYTHON=python3.12 make run
#   make test
PYTHON ?= python3
VENV ?= .venv
# So many files of tests run side by side: first those without a browser, then those with one.
WORKERS ?= 2
IN_VENV := $(VENV)/bin/python
APP_READY := $(VENV)/.requirements
DEV_READY := $(VENV)/.requirements-dev

.DEFAULT_GOAL := help
.PHONY: help run test bench weights supernet handwriting screenshots clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | \
		awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: $(APP_READY) ## start the app; more options for streamlit: make run ARGS="--server.port 8600"
	OMP_NUM_THREADS=1 $(IN_VENV) -m streamlit run app.py $(ARGS)

test: $(DEV_READY) ## linters, types and all tests; a selection for pytest: make test ARGS="-k shapes"
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	@mkdir -p build; $(IN_VENV) -m mypy >build/types.txt 2>&1 & types=$$!; \
		echo "$(IN_VENV) -m mypy, and beside it pytest with $(WORKERS) workers"; \
		$(IN_VENV) -m pytest -n $(WORKERS) --dist worksteal -m "not browser" $(ARGS); quick=$$?; \
		wait $$types; types=$$?; cat build/types.txt; \
		$(IN_VENV) -m pytest -n $(WORKERS) --dist worksteal -m browser $(ARGS); browser=$$?; \
		case "$$types $$quick $$browser" in "0 0 0" | "0 0 5" | "0 5 0") ;; *) exit 1 ;; esac # 5: none was selected

bench: $(DEV_READY) ## how long everything takes, from the bare forward pass to the browser
	PYTHONPATH=. $(IN_VENV) tests/bench.py $(ARGS)

weights: $(APP_READY) ## train the textbook network's weights that the app ships
	$(IN_VENV) -m cnn.offline.textbook $(ARGS)

supernet: $(APP_READY) ## train the weights that all other settings share
	$(IN_VENV) -m cnn.offline.train_supernet $(ARGS)

handwriting: $(APP_READY) ## fit the pen strokes that generated digits are made of
	$(IN_VENV) -m cnn.offline.letterforms_fit $(ARGS)

screenshots: $(DEV_READY) ## take the README's pictures again
	PYTHONPATH=. $(IN_VENV) tests/browser/screenshots.py $(ARGS)

clean: ## remove the virtual environment and all caches
	rm -rf $(VENV) build .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each mark is as new as the last installation: pip runs again only when a requirements file has changed.
$(APP_READY): requirements.txt | $(IN_VENV)
	$(IN_VENV) -m cnn.install requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt $(APP_READY)
	$(IN_VENV) -m cnn.install requirements-dev.txt
	@touch $@

$(IN_VENV):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Python 3.10 to 3.13 is needed; choose one with: PYTHON=python3.12 make run"; exit 1; }
	$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "On Debian and Ubuntu, install the package python3-venv first."; exit 1; }
