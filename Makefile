# `make` lists what can be made. Go, Node and a shell are enough for all of it.

.PHONY: help generate check format dist test update bench fuzz mutants

help: ## list these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

generate: ## compile the built-in spec to out/
	go run ./cmd/emriam generate built-in

check: ## all that a change must pass: format, vet, staticcheck, tests, fresh out/
	@CI= .ci/run

format: ## format the code
	go tool -modfile=tools/go.mod gofumpt -w .

dist: ## make a release in dist/: archives, checksums, SBOM, notices, formula, Dockerfile
	go run ./cmd/emriam/internal/dist

test: ## run the tests; the last line names judges that are not installed
	@GOGC=400 go test ./...; code=$$?; .ci/judges; exit $$code

update: ## rewrite the goldens, and fail if one changed: read the diff before you commit it
	UPDATE=1 go test ./...

bench: ## measure 10 to 1,000 roles and 1,000 tenants, each COUNT times, 1, and write docs/performance.md
	go run ./gen/targets/internal/performance -measure -count $${COUNT:-1}

fuzz: ## run each fuzz target for FUZZTIME, 60s, then all pairs of small documents and 10,000,000 requests
	.ci/fuzz
	go test -run 'TestNaive$$' -timeout 0 ./iam/eval -v -requests 10000000 -seed $$(date +%s)
	go test -run 'TestCompare(EveryPair|Naive|Variables)|TestCoversAgreesWithNaive' -timeout 0 ./iam/compare -v -every -seed $$(date +%s)

mutants: ## break the evaluator and the comparison in 100 small ways each, and count which their tests see
	go run ./iam/internal/mutants -dir iam/eval -n 100
	go run ./iam/internal/mutants -dir iam/compare -n 100
