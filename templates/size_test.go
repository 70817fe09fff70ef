package templates_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
)

// IAM counts characters without white space: all inline policies of a role
// together, each customer managed policy by itself.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	inlineQuota  = 10240
	managedQuota = 6144
)

// With everything optional there, and the longest name of a partition, the
// built-in spec is within IAM's quotas.
func TestSizes(t *testing.T) {
	t.Parallel()
	s := builtin(t)
	b := s.Example()
	b.Partition, b.Region = "aws-us-gov", "us-gov-west-1"
	for _, p := range s.Params {
		switch {
		case p.Type == spec.Boolean:
			b.Values[p.Name] = []string{"true"}
		case b.Values[p.Name] == nil:
			b.Values[p.Name] = []string{strings.Repeat("x", 90)}
		}
	}
	for _, r := range s.Roles {
		sum := 0
		for _, p := range r.Policies {
			sum += size(t, p.Document, b)
		}
		if sum > inlineQuota {
			t.Errorf("the inline policies of %s have %d characters, of %d", r.Name, sum, inlineQuota)
		}
		if r.Name == "CustomServiceRole" && sum < managedQuota {
			t.Errorf("CustomServiceRole has %d characters: say no longer that it is too large for a managed policy", sum)
		}
	}
	for _, p := range s.Policies {
		if n := size(t, p.Document, b); n > managedQuota {
			t.Errorf("%s has %d characters, of %d", p.Name, n, managedQuota)
		}
	}
}

// size is the length of a document as IAM counts it. Lists of one are not
// shortened, so it is never too small.
func size(t *testing.T, d *spec.Document, b spec.Binding) int {
	t.Helper()
	doc := map[string]any{"Version": d.Version}
	var sts []any
	for _, st := range d.Statements {
		conditions := map[string]map[string][]string{}
		for _, c := range st.Conditions {
			if conditions[c.Operator] == nil {
				conditions[c.Operator] = map[string][]string{}
			}
			conditions[c.Operator][c.Key] = b.List(c.Values)
		}
		sts = append(sts, map[string]any{"Sid": st.Sid, "Effect": st.Effect, "Action": b.List(st.Actions), "Resource": b.List(st.Resources), "Condition": conditions})
	}
	doc["Statement"] = sts
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return len(strings.Join(strings.Fields(string(text)), ""))
}
