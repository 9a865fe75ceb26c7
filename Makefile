# Every target works from a clean clone with nothing but the .NET SDK. `make help` says what each does.
CONFIG  ?= Release
SPEED   ?= 200
CLI     := artifacts/build/bin/StreamScoring.Cli/$(shell echo $(CONFIG) | tr A-Z a-z)/streamscoring
BENCH   := artifacts/build/bin/StreamScoring.Benchmarks/$(shell echo $(CONFIG) | tr A-Z a-z)/StreamScoring.Benchmarks

.DEFAULT_GOAL := help
.PHONY: help build run test golden bench bench-kafka soak check format publish clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

build: ## Restore and build everything
	dotnet build StreamScoring.sln -c $(CONFIG) -v q -nologo

run: ## Score the sample shop's events live, in one process (SPEED=events/s, or SPEED=max); goes on where it stopped
	@dotnet build src/StreamScoring.Cli -c $(CONFIG) -v q -nologo -clp:NoSummary
	@$(CLI) run --speed $(SPEED)

test: build ## Run all tests; the last line counts them
	@tests/run

golden: build ## Run only the suites over reference vectors (also those in STREAMSCORING_GOLDEN_DIRS)
	@tests/run --golden

bench: ## Run the benchmarks; prints ratios to a baseline of the same run
	dotnet build tests/StreamScoring.Benchmarks -c Release -v q -nologo
	$(BENCH) all

bench-kafka: ## Measure on a real broker (KAFKA_HOME), beside a pass-through and Streamiz; under 15 minutes (QUICK=1: does it work)
	dotnet build tests/StreamScoring.Benchmarks -c Release -v q -nologo
	$(BENCH) cluster $(if $(QUICK),--quick)

soak: build ## Run the tests at the full counts the issues name (hours)
	@STREAMSCORING_SOAK=1 tests/run

check: ## Format, warnings as errors, architecture
	dotnet tool restore
	dotnet csharpier check .
	dotnet build StreamScoring.sln -c $(CONFIG) -v q -nologo
	@tests/run --class 'StreamScoring.Tests.Architecture.*'

format: ## Format the code
	dotnet tool restore
	dotnet csharpier format .

publish: ## Build the executable artifacts/streamscoring/streamscoring
	dotnet publish src/StreamScoring.Cli -c Release -v q -nologo --use-current-runtime --self-contained false -o artifacts/streamscoring
	@echo 'Put it on your PATH:  export PATH="$$PWD/artifacts/streamscoring:$$PATH"'

clean: ## Remove everything built and the run's log
	rm -rf artifacts
