# The memory of the project: every task has a target here. `make` lists them.
# Needs npm (any Node); a Node that is too old is replaced, inside this folder only, by a current one.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.PHONY: help demo test build check fix test-crash test-security test-install soak gen pack screenshots bench-logs bench-run bench-screen clean

# Puts a current Node first on the PATH of every recipe (see scripts/with-node).
RUN := ./scripts/with-node

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 20

demo: build ## build, start Groundcrew with a small shop running under it, say what to try
	@$(RUN) node examples/demo.ts

test: check ## install what is missing and run every test
	@$(RUN) node scripts/test.ts integration

test-crash: build ## kill, cut, fill and slow everything at the full figures of docs/reliability.md (hours)
	@CRASH_FULL=1 $(RUN) node scripts/test.ts integration tests/dist/crash
	@CRASH_FULL=1 $(RUN) node scripts/test.ts integration tests/dist/resilience
	@CRASH_KILLS=200 $(RUN) node scripts/test.ts integration tests/dist/tail/kill
	@RUN_CRASH_KILLS=200 RUN_CRASH_SERVER_KILLS=60 $(RUN) node scripts/test.ts integration tests/dist/run/crash
	@GROUNDCREW_WAL_SEQUENCES=1000000 $(RUN) node scripts/test.ts integration wal/dist
	@$(RUN) node scripts/test.ts integration store/dist/delivery

test-security: build ## attack every door at the full figures of docs/security.md
	@SECURITY_FULL=1 $(RUN) node scripts/test.ts integration tests/dist/security
	@SECURITY_FULL=1 $(RUN) node scripts/test.ts integration api/dist/create-api

soak: build ## two hours of load and queries: memory, files and delays must not grow (SOAK_MINUTES)
	@$(RUN) node tests/dist/soak/soak.js

build: node_modules/.installed ## install what is missing and compile
	@$(RUN) npx tsc -b
	@$(RUN) node scripts/build-ui.ts

test-install: build ## install as a stranger would: tarball on Node 22 and 24, this commit in a clean environment
	@$(RUN) ./scripts/test-install.sh

screenshots: build ## render the screen with data into docs/screenshots
	@$(RUN) node scripts/screenshots.ts

check: build ## types, lint, format, generated files and unit tests
	@$(RUN) npx oxlint --type-aware --deny-warnings
	@$(RUN) npx oxfmt --check packages tests bench scripts examples
	@$(RUN) node scripts/test.ts unit

fix: node_modules/.installed ## format and apply the linter's safe fixes
	@$(RUN) npx oxlint --type-aware --fix || true
	@$(RUN) npx oxfmt packages tests bench scripts examples

gen: build ## write the generated reference pages anew
	@$(RUN) node scripts/gen.ts

pack: build ## make the tarball that users install
	@$(RUN) node scripts/pack.ts

bench-logs: build ## measure intake, disk, memory and queries, beside VictoriaLogs where it is on the PATH
	@$(RUN) node bench/dist/logs.js

bench-run: build ## measure what recording costs a program, beside running it bare
	@$(RUN) node bench/dist/run.js

bench-screen: build ## measure the screen in a browser over two million lines
	@$(RUN) node bench/dist/screen.js

clean: ## remove what was built and installed
	rm -rf node_modules packages/*/node_modules packages/*/dist tests/dist bench/dist .node

node_modules/.installed: package-lock.json package.json $(wildcard packages/*/package.json)
	@$(RUN) npm ci --no-audit --no-fund --loglevel=error
	@touch $@
