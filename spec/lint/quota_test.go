package lint

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

func TestPatternLength(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]int{
		`[a-z]{1,20}`:                        20,
		`team-(a|bcd)?`:                      8,
		`[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]`:   63,
		`(ab){2,3}`:                          6,
		`^x$`:                                1,
		`a*`:                                 unbounded,
		`x+y`:                                unbounded,
		`a{2,}`:                              unbounded,
		`(a*){0}`:                            0,
		`true|false`:                         5,
		`é{3}`:                               3,
		spec.LogGroupName.Pattern():          512,
		spec.SecurityGroupID.Pattern():       20,
		`(?i)abc`:                            3,
		`[`:                                  unbounded,
		spec.BucketName.Pattern() + `(/x)??`: 65,
	} {
		if got := patternLength(pattern); got != want {
			t.Errorf("patternLength(%s) = %d, want %d", pattern, got, want)
		}
	}
}

func TestLongest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		param spec.Param
		want  int
	}{
		{spec.Param{Type: spec.BucketName, Example: []string{"b"}}, 63},
		{spec.Param{Type: spec.NamePrefix, Pattern: "[a-z]{1,9}"}, 9},
		{spec.Param{Type: spec.NamePrefix, Pattern: "[a-z]*"}, 64},
		{spec.Param{Type: spec.String}, 64},
		{spec.Param{Type: spec.String, Example: []string{strings.Repeat("e", 90)}}, 90},
		{spec.Param{Type: spec.String, Values: []string{"dev", "staging"}}, 7},
		{spec.Param{Type: spec.String, Pattern: ".{3}"}, 3},
		{spec.Param{Type: spec.KMSKeyARN}, 86},
		{spec.Param{Type: spec.String, Pattern: strings.Repeat("a{1000}", 5)}, 4096},
	} {
		if got := len(longest(&c.param)); got != c.want {
			t.Errorf("the longest %s with pattern %q, values %q and example %q has %d characters, want %d", c.param.Type, c.param.Pattern, c.param.Values, c.param.Example, got, c.want)
		}
	}
}

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
		s, l := spec.Load("test.yaml", []byte(text), templates.FS)
		if s == nil {
			t.Fatal(l.Findings())
		}
		c := newChecker(s, &diag.List{})
		for sub := range c.subjects() {
			for _, z := range sizes(sub) {
				long := c.longestFor(z, c.longestBinding())
				most := largest(long, z.size)
				for b := range combine(long, c.choices(z)) {
					combinations++
					if n := largest(b, z.size); n > most {
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
func (c *checker) choices(z sized) []*spec.Param {
	out := z.conditional()
	for _, d := range z.docs {
		for _, p := range c.spec.ParamsOfDocument(d) {
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
