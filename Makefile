# `make` lists the targets.

GO ?= go
BIN := $(CURDIR)/bin
FUZZTIME ?= 30s
BENCH ?= .
COUNT ?= 6

TORTURE ?= .

.PHONY: help catalog build test torture lint fmt vet fuzz bench screenshots demo ci clean tools

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/lanyard
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN)/lanyard .

test: ## run all tests, with the race detector
	$(GO) test -race ./...

# The hardships that need no long form are run beside the TestTorture… tests, so that one report has all.
HARDSHIPS := edit_parallel|logout_race|clock_future|irregular_files|foreign_folders|file_identity|children

torture: ## fail and kill every system call of every command that writes, and more of the kind (about an hour)
	$(GO) test -count 1 -run '^TestScripts$$/^($(HARDSHIPS))$$' ./internal/cli
	$(GO) test -count 1 -run 'Redirect|Region|Follow|During|Children' ./signer/request ./internal/creds ./internal/run
	LANYARD_TORTURE=1 LANYARD_REQUIRE_SECRET_SERVICE=1 $(GO) test -count 1 -timeout 12h -v -run '^TestTorture.*$(TORTURE)' ./...

vet: ## vet for Linux, macOS and Windows
	GOOS=linux $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	GOOS=windows $(GO) vet ./...

lint: tools ## check the house rules (.golangci.yml)
	GOOS=linux $(BIN)/golangci-lint run
	GOOS=darwin $(BIN)/golangci-lint run
	GOOS=windows $(BIN)/golangci-lint run

catalog: ## remake the catalogue of AWS's operations from the installed botocore
	$(GO) run ./internal/catalogen "$$(python3 -c 'import botocore; print(botocore.__path__[0])')/data" signer/catalog/catalog.bin

words: ## list wording to avoid in comments and messages, with its figures
	$(GO) run ./internal/words .

fmt: tools ## format all Go files
	$(BIN)/golangci-lint fmt

fuzz: ## run each fuzz target for FUZZTIME (30s)
	.ci/fuzz $(FUZZTIME)

bench: build tools ## run the benchmarks matching BENCH, COUNT times, then measure whole processes
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./... | tee $(BIN)/bench.txt
	$(BIN)/benchstat $(BIN)/bench.txt
	$(GO) run ./internal/processbench $(BIN)/lanyard

screenshots: ## update the pictures of the screens and the golden frames of the program
	$(GO) test ./internal/tui -run '^(TestPictures|TestUIJourney)$$' -count 1 -update
	$(GO) test ./ui -run '^TestRequestPictures$$' -count 1 -update

demo: ## try everything against an AWS that runs inside the process
	$(GO) run . demo

ci: ## what is run before a change is accepted
	.ci/run

clean: ## remove what was built
	rm -rf $(BIN) dist

# The tools are built once per change of their pinned versions.
tools: $(BIN)/.tools

$(BIN)/.tools: internal/tools/go.mod internal/tools/go.sum
	mkdir -p $(BIN)
	GOBIN=$(BIN) $(GO) -C internal/tools install tool
	touch $@
