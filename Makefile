# The two commands are `make publish` and `make test`; `make` alone lists them all.
FIRST := keras-and-the-mnist-dataset
ARTICLE ?= $(FIRST)
BIN := .venv/bin
# Each command installs what it needs, and leaves what is there.
READY := .venv/.publish
.venv/.first: EXTRAS := articles
.venv/.publish: EXTRAS := articles mermaid citations
.venv/.notebook: EXTRAS := articles mermaid citations lab text
.venv/.test: EXTRAS := articles mermaid lab text citations dask test
# EPOCHS=5 and PARAMS="num_epochs=5 batch_size=50" are for one article; without them every article is published.
GIVEN := $(if $(EPOCHS),num_epochs=$(EPOCHS)) $(PARAMS)
ONE := $(if $(strip $(GIVEN))$(filter command line environment,$(origin ARTICLE)),notebooks/$(ARTICLE).ipynb)
$(foreach pair,$(GIVEN),$(if $(and $(findstring =,$(pair)),$(filter-out =%,$(pair))),,$(error PARAMS takes pairs such as PARAMS="num_epochs=5 batch_size=50"; "$(pair)" is none)))
WITH := $(foreach pair,$(GIVEN),-p $(firstword $(subst =, ,$(pair))) '$(subst $(firstword $(subst =, ,$(pair)))=,,$(pair))')

# Modules are compiled at their first import (tools/environment.sh), not by each of the processes that follow.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help publish test lint notebook serve site bench lock

help:  ## list what make can do
	@sed -n 's/^\([a-z]*\):.*##/make \1\t/p' Makefile | expand -t 16

# The first article alone needs neither diagrams nor citations, whose programs are a tenth of all.
publish: $(or $(wildcard $(READY)),$(if $(filter notebooks/$(FIRST).ipynb,$(ONE)),.venv/.first,$(READY)))  ## run the notebooks and write the articles into site/ (EPOCHS=5, PARAMS="batch_size=50", ARTICLE=name)
	$(BIN)/nbpress publish --run-missing $(ONE) $(WITH) $(FLAGS)

test: lint  ## check everything: types, style, real kernels, real Jekyll, a real browser
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(FLAGS)

lint: .venv/.test  ## check types and style only
	$(BIN)/ruff check .
	$(BIN)/mypy

notebook: .venv/.notebook  ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks $(FLAGS)

serve: $(READY)  ## show the blog in a browser while its articles are written, each saved change at once
	$(BIN)/nbpress preview $(FLAGS)

site:  ## build the blog into site/_site with Jekyll
	@command -v jekyll > /dev/null || { echo "make: Jekyll is missing; on Debian: apt install $$(grep jekyll .ci/packages | tr '\n' ' ')" >&2; exit 1; }
	cd site && JEKYLL_NO_BUNDLER_REQUIRE=true jekyll build $(FLAGS)

bench: $(READY)  ## measure against other tools
	$(BIN)/python -m tools.bench

lock: $(READY)  ## write requirements.lock anew from pyproject.toml
	$(BIN)/python tools/lock.py

.venv/.%: requirements.lock pyproject.toml tools/environment.sh
	sh tools/environment.sh $(EXTRAS)
	@touch $@
