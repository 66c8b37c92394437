# Each target is the npm script of the same name (`make run` is `npm start`).
node := sh deploy/local/bootstrap.sh

.DEFAULT_GOAL := help
.PHONY: help run test check demo bench prove up down doctor backup restore clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: ## start everything and print where it is; Ctrl-C stops it
	@$(node) deploy/local/run.ts

test: ## run all tests, or those that match: make test ARGS=services/booking
	@$(node) deploy/verify/run-tests.ts $(ARGS)

check: ## format, lint, types, boundaries and dead code
	@$(node) deploy/verify/check.ts $(ARGS)

demo: ## walk through every journey on the running stack
	@$(node) deploy/verify/demo/run.ts

bench: ## measure a hold over HTTP beside the monolith that people would write
	@$(node) --min-semi-space-size=16 --no-parallel-scavenge deploy/verify/load/bench.ts $(ARGS)

prove: ## thousands of schedules, planted bugs, faults: SEEDS=2000, or SEED=1234 for one
	@$(node) deploy/verify/prove.ts

up: ## the composed system with Docker: build, start, wait (NATS=cluster for three servers)
	@$(node) deploy/docker/up.ts up $(ARGS)

down: ## stop the composed system; its data stays (ARGS=--volumes removes it)
	@$(node) deploy/docker/up.ts down $(ARGS)

backup: ## copy all data of this folder's stack, running or not: make backup TO=/safe/monday
	@$(node) deploy/backup/backup.ts

restore: ## put a backup back: make restore FROM=/safe/monday (FORCE=yes moves aside what is there)
	@$(node) deploy/backup/restore.ts

doctor: ## look at a running system from outside and say what helps
	@$(node) deploy/doctor/main.ts

clean: ## remove the installed packages and the data folder .karcis
	rm -rf node_modules coverage .karcis*
