package quota

import (
	"maps"
	"slices"
	"testing"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// conditional has a when in every place that takes one.
const conditional = `
version: 1
name: conditional
parameters:
  KeyArn: {type: KMSKeyArn, optional: true}
  Buckets: {type: [Arn], optional: true, example: ["arn:aws:s3:::amzn-s3-demo-a", "arn:aws:s3:::amzn-s3-demo-b"]}
  Team: {type: NamePrefix, optional: true}
  Logs: {type: Boolean, default: false}
  Sessions: {type: Boolean, default: true}
roles:
  Worker:
    kind: other
    roleName: Worker
    trust:
      - {service: ec2}
      - {service: elasticmapreduce, guard: none, when: Logs}
      - Effect: Allow
        Principal: {Service: [glue.amazonaws.com, {value: lambda.amazonaws.com, when: Sessions}]}
        Action: [sts:AssumeRole, {value: sts:TagSession, when: Logs}]
    policies:
      Work:
        - Sid: Key
          Effect: Allow
          Action: kms:Decrypt
          Resource: "${KeyArn}"
          when: [KeyArn, Logs]
        - Sid: Files
          Effect: Allow
          Action: [s3:GetObject, {value: s3:PutObject, when: Logs}]
          Resource: ["arn:${AWS::Partition}:s3:::amzn-s3-demo/*", {value: "${Buckets}", when: Buckets}, {value: "arn:${AWS::Partition}:s3:::${Team}-${Sessions}/*", when: Team}]
`

// With everything conditional given a document is largest: no combination
// beats it, in any partition. The sizes in checkSizes rest on that.
func TestAllGivenIsLargest(t *testing.T) {
	t.Parallel()
	combinations := 0
	for _, text := range []string{string(spec.BuiltIn), conditional} {
		s, l := compile.Load("test.yaml", []byte(text), templates.FS)
		if s == nil {
			t.Fatal(l.Findings())
		}
		c := core.NewChecker(core.NewBasis(s), &diag.List{})
		for sub := range c.Subjects() {
			for _, z := range sizes(sub) {
				long := c.Spec.LongestFor(c.Spec.Longest(), z.docs...)
				most := long.Most(z.size)
				for b := range combine(long, choices(c, z)) {
					combinations++
					if n := b.Most(z.size); n > most {
						t.Errorf("%s: %d characters with %v, %d with all", z.what, n, b.Values, most)
					}
				}
			}
		}
	}
	if combinations < 70 {
		t.Errorf("only %d combinations looked at", combinations)
	}
}

// choices are the parameters that make z another document: those that a when
// names, and Booleans that are texts.
func choices(c *core.Checker, z sized) []*spec.Param {
	out := spec.Conditional(z.docs...)
	for _, d := range z.docs {
		for _, p := range c.Spec.ParamsOfDocument(d) {
			if p.Type == spec.Boolean && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// combine yields b with each choice of the parameters given or not.
func combine(b spec.Binding, params []*spec.Param) func(func(spec.Binding) bool) {
	return func(yield func(spec.Binding) bool) {
		for choice := range 1 << len(params) {
			chosen := b
			chosen.Values = maps.Clone(b.Values)
			for i, p := range params {
				switch {
				case choice>>i&1 == 1 && p.Type == spec.Boolean:
					chosen.Values[p.Name] = []string{"true"}
				case choice>>i&1 == 1:
				case p.Type == spec.Boolean:
					chosen.Values[p.Name] = []string{"false"}
				default:
					delete(chosen.Values, p.Name)
				}
			}
			if !yield(chosen) {
				return
			}
		}
	}
}
