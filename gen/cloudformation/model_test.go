package cloudformation_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/iam/read"
	cfnread "github.com/emriam/emriam/iam/read/cloudformation"
)

// What a template creates, by a reader that shares no code with the
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
		StackName: d.stackName(),
		Params:    d.params(),
		Names:     d.made(),

		References: d.References(),
	}
}

// stackName is what the stack is deployed as.
func (d deployment) stackName() string {
	if p := d.Stack.NameParam; p != nil {
		return d.Binding.Values[p.Name][0]
	}
	return d.Stack.Name
}

// made are the names that the deployment makes, by logical ID.
func (d deployment) made() map[string]string {
	out := map[string]string{}
	for id, name := range d.MadeNames() {
		out[id] = d.Binding.Text(name)
	}
	return out
}

func evaluated(t *testing.T, d deployment) *read.Account {
	t.Helper()
	got, err := cfnread.Read(d.template(), d.env())
	if err != nil {
		t.Fatal(err)
	}
	return &got.Account
}
