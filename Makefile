# Huan in a few words. On a fresh Debian 12, `make run` and `make test` do everything that is needed first.
.PHONY: help setup build web run dist test check bench crash crowd faults simulate fuzz asan tsan sqlmap slow \
    nightly format generated clean distclean
.DEFAULT_GOAL := help

PRESET ?= release
HUAN_PORT ?= 8080
export HUAN_PORT
export HUAN_PRESET := $(PRESET)

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## System packages, Node 22, chDB
	@tools/setup.sh

build: ## The server, build/release/huan
	@tools/setup.sh --run
	@tools/build.sh $(PRESET) huan

web: ## The web pages, web/dist
	@tools/setup.sh --run
	@tools/web.sh

run: build web ## Build what is needed, fill an empty ./data with a demo, and serve at http://localhost:8080
	@if [ -z "$$(ls -A data 2>/dev/null)" ]; then build/$(PRESET)/huan demo --data ./data; fi
	@exec build/$(PRESET)/huan serve --data ./data --web web/dist

dist: ## A tarball for a bare Debian 12, build/dist/huan-<version>-linux-x86_64.tar.gz
	@tools/setup.sh --run
	@tools/dist.sh

test: setup ## Build and run every test, on SQLite and on PostgreSQL
	@tools/build.sh $(PRESET)
	@tools/test.sh

crash: build ## Kill the server N times (20), STORE=sqlite|postgres (both), SEED=...
	@tools/crash.sh crash

crowd: build ## PEOPLE (3000) claim the last 100 coupons, on both stores
	@tools/crash.sh crowd

faults: build ## Full and failing disk, jumping clock, lost connections, all under load (as root)
	@tools/crash.sh faults

check: setup ## Format, style, clang-tidy, TypeScript, ESLint, generated files
	@tools/check.sh

bench: build ## Measure beside Redis, PostgreSQL and nginx (ONLY="claims events", QUICK=1, LONG=1)
	@tools/setup.sh --bench
	@bench/run.sh $(if $(QUICK),--quick) $(if $(LONG),--long) $(ONLY)

simulate: setup ## Tell N random steps of stories, SEED chooses them, and check every promise
	@tools/build.sh $(PRESET) simulate
	@build/$(PRESET)/simulate $(or $(N),1000000) $(or $(SEED),1)

fuzz: setup ## Throw garbage at every parser for SECONDS each (60), SEED=...
	@tools/fuzz.sh $(or $(SECONDS),60)

asan: setup ## Unit tests (but http's) with address and undefined-behaviour sanitizers
	@tools/sanitize.sh address

tsan: setup ## Unit tests in which threads meet, with the thread sanitizer
	@tools/sanitize.sh thread

sqlmap: build ## Try SQL injection on every parameter of every list
	@tools/garbage.sh sqlmap

slow: build ## Slow headers, bodies and readers, N connections (1000)
	@tools/garbage.sh slow

nightly: setup ## All of the above in their long forms, a night (PARTS="crash simulate", SEED=...)
	@tools/build.sh $(PRESET)
	@tools/nightly.sh $(PARTS)

format: setup ## Put the layout of C++ right
	@find src tests bench -name node_modules -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print 2>/dev/null \
		| xargs -r clang-format-16 -i

generated: setup ## Write docs/openapi.json and the TypeScript client again
	@tools/generated.sh --write

clean: ## Remove what was built, keep what was downloaded
	@rm -rf build/release build/debug build/asan build/tsan build/fuzz build/tidy build/postgres build/web build/dist web/dist

distclean: clean ## Remove that too; ./data stays
	@rm -rf build web/node_modules tests/node_modules
