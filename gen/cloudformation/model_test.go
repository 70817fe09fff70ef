package cloudformation_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/deploy"
	"github.com/emriam/emriam/gen/internal/intrinsics"
)

// What a template creates, by an evaluator that shares no code with the
// target, is what the spec says: in each partition, for a few choices of
// parameters. Package prove covers all.
func TestCreatesWhatTheSpecSays(t *testing.T) {
	t.Parallel()
	for _, s := range append(own(t), cases(t)...) {
		for _, where := range deploy.Places {
			for _, c := range deploy.Choices(s, where) {
				d := deployment{c}
				t.Run(where.Partition+"/"+d.Name, func(t *testing.T) {
					t.Parallel()
					if diff := gocmp.Diff(d.Creates(), evaluated(t, d)); diff != "" {
						t.Errorf("-the spec's, +the template's:\n%s", diff)
					}
				})
			}
		}
	}
}

func (d deployment) env() intrinsics.Env {
	return intrinsics.Env{
		Partition: d.Binding.Partition,
		Region:    d.Binding.Region,
		AccountID: d.Binding.AccountID,
		StackName: d.Stack.Name,
		Params:    d.params(),
	}
}

func evaluated(t *testing.T, d deployment) *deploy.Account {
	t.Helper()
	env := d.env()
	stack, err := intrinsics.Resolve(d.template(), env)
	if err != nil {
		t.Fatal(err)
	}
	account, err := intrinsics.Read(stack, env)
	if err != nil {
		t.Fatal(err)
	}
	return account
}
