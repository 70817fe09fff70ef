package cloudformation_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/iam/read"
	cfnread "github.com/emriam/emriam/iam/read/cloudformation"
)

// What a template creates, by an evaluator that shares no code with the
// target, is what the spec says: in each partition, for a few choices of
// parameters. Package prove covers all.
func TestCreatesWhatTheSpecSays(t *testing.T) {
	t.Parallel()
	for _, s := range append(own(t), cases(t)...) {
		for _, where := range expected.Places {
			for _, c := range expected.Choices(s, where) {
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

func (d deployment) env() cfnread.Env {
	return cfnread.Env{
		Partition: d.Binding.Partition,
		Region:    d.Binding.Region,
		AccountID: d.Binding.AccountID,
		StackName: d.Stack.Name,
		Params:    d.params(),
	}
}

func evaluated(t *testing.T, d deployment) *read.Account {
	t.Helper()
	env := d.env()
	stack, err := cfnread.Resolve(d.template(), env)
	if err != nil {
		t.Fatal(err)
	}
	account, err := cfnread.Read(stack, env)
	if err != nil {
		t.Fatal(err)
	}
	return account
}
