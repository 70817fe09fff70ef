package deploy_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/templates"
)

func load(t testing.TB, text string) *spec.Spec {
	t.Helper()
	s, found := compile.Load("roles.yaml", []byte(text), templates.FS)
	if s == nil {
		t.Fatalf("%v\n%s", found.Findings(), text)
	}
	return s
}

// all is every deployment of s in the first place of its space.
func all(s *spec.Spec) *deploy.Place {
	space := deploy.New(s)
	return space.All(s, space.Places[0])
}

const role = `
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    policies:
      Data:
`

// TestOwn: parameters that share an example, have none, or whose example stands in
// the text or is matched by a wildcard, have values that no other text meets.
func TestOwn(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: own
parameters:
  Input: {type: BucketName, example: amzn-s3-demo-bucket}
  Secret: {type: BucketName, example: amzn-s3-demo-bucket}
  Wild: {type: BucketName, example: acme-data}
  Written: {type: BucketName, example: the-bucket}
  Key: {type: KMSKeyArn, optional: true}
  Pattern: {type: String, optional: true, pattern: "arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[a-f0-9-]+"}
  Keys: {type: [KMSKeyArn], optional: true}
  Only: {type: String, example: acme-x, pattern: "acme-[xy]"}
`+role+`
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: ["arn:${AWS::Partition}:s3:::${Input}/*", "arn:${AWS::Partition}:s3:::${Secret}/*", "arn:${AWS::Partition}:s3:::${Wild}/*", "arn:${AWS::Partition}:s3:::${Written}/*", "arn:${AWS::Partition}:s3:::${Only}/*"]}
        - {Sid: B, Effect: Allow, Action: "s3:GetObject", Resource: ["arn:aws:s3:::acme-*", "arn:aws:s3:::the-bucket/*", "arn:aws:sqs:us-east-1:123456789012:q"]}
        - {Sid: C, Effect: Allow, Action: "kms:Decrypt", Resource: ["${Key}", "${Pattern}", "${Keys}"], when: [Key, Pattern, Keys]}
`)
	space := deploy.New(s)
	seen := map[string]string{space.Places[0].AccountID: "account", space.Places[0].Region: "Region"}
	if space.Places[0].AccountID == "123456789012" || space.Places[0].Region == "us-east-1" {
		t.Errorf("the account and Region are %v, which stand in the spec", space.Places[0])
	}
	for _, p := range s.Params {
		own := space.Param(p.Name).Own
		if len(own) == 0 || p.List && len(own) != 2 {
			t.Errorf("%s has the values %q", p.Name, own)
		}
		for _, v := range own {
			if why := p.Refuses(v); why != "" {
				t.Errorf("%s has %q, which %s", p.Name, v, why)
			}
			if other := seen[v]; other != "" {
				t.Errorf("%s has the value of %s", p.Name, other)
			}
			seen[v] = p.Name
			if p.Name != "Only" && (strings.HasPrefix(v, "acme-") || v == "the-bucket") {
				t.Errorf("%s has %q, which the spec names", p.Name, v)
			}
		}
	}
	if len(space.Notes) != 1 || space.Notes[0] != `the value "acme-x" of the parameter Only is matched by arn:aws:s3:::acme-*, because its pattern allows no other` {
		t.Errorf("notes: %q", space.Notes)
	}
}

// TestStatements: in each deployment, the statements whose Terms hold grant what
// the document does there.
func TestStatements(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: statements
parameters:
  A: {type: BucketName, optional: true}
  B: {type: BucketName, optional: true}
  F: {type: Boolean, default: true}
  Tier: {type: String, values: [gold, silver, lead], example: gold}
  Tiers: {type: [String], values: [x, y], optional: true}
`+role+`
        - {Sid: S1, Effect: Allow, Action: ["s3:GetObject", {value: "s3:PutObject", when: F}], Resource: ["arn:aws:s3:::data/*", {value: "arn:aws:s3:::${A}/*", when: A}, {value: "arn:aws:s3:::${B}/*", when: [A, B]}]}
        - {Sid: S2, Effect: Deny, NotAction: ["s3:GetObject", {value: "s3:PutObject", when: F}], Resource: "arn:aws:s3:::${Tier}/*"}
        - {Sid: S3, Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::t-${Tiers}/*", when: Tiers}
        - {Sid: S4, Effect: Allow, Action: "s3:DeleteObject", Resource: "*", Condition: {StringNotEquals: {"aws:PrincipalTag/tier": ["${Tier}", {value: extra, when: F}]}}}
        - {Sid: S6, Effect: Allow, NotAction: ["s3:*", {value: "ec2:*", when: F}, {value: "kms:*", when: B}], Resource: "arn:aws:s3:::z/*", when: F}
        - {Sid: S5, Effect: Allow, Action: "s3:DeleteBucket", Resource: "*", Condition: {"ForAllValues:StringEquals": {"aws:TagKeys": ["${Tier}", {value: extra, when: F}]}}}
`)
	doc := s.Roles[0].Policies[0].Document
	place := all(s)
	statements, err := place.Statements(doc)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range place.Open() {
		names = append(names, v.Param)
	}
	places, err := place.Each(names)
	if err != nil || len(places) != 2*2*2*3*4 {
		t.Fatal(len(places), err)
	}
	for _, at := range places {
		want := at.Document(doc)
		got := &iam.Document{Version: want.Version}
		for _, st := range statements {
			if satisfies(at, st.When) {
				got.Statements = append(got.Statements, st.Statement)
			}
		}
		c, err := compare.Compare(eval.Policies{Identity: []*iam.Document{want}}, eval.Policies{Identity: []*iam.Document{got}})
		if err != nil {
			t.Fatal(err)
		}
		if c.Verdict() != compare.Same {
			t.Errorf("%v: %s\n%s", at.Values, c.Verdict(), iam.Diff(want, got))
		}
	}
}

// satisfies reports whether t holds in the one deployment that p is as far as t is
// concerned: what t names must not be open.
func satisfies(p *deploy.Place, t formula.Term) bool {
	for _, l := range t {
		values := p.Values[l.Var.Param]
		if !slices.ContainsFunc(l.Options, func(o int) bool { return slices.Equal(l.Var.Options[o].Values, values) }) {
			return false
		}
	}
	return true
}

// TestSubsets: a list of few values may be any of them together, one of many values
// each alone, or all.
func TestSubsets(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: subsets
parameters:
  Few: {type: [String], values: [a, b, c], optional: true}
  Many: {type: [String], values: [a, b, c, d, e], example: [a]}
`+role+`
        - {Effect: Allow, Action: "s3:GetObject", Resource: ["arn:aws:s3:::m-${Many}", {value: "arn:aws:s3:::f-${Few}", when: Few}]}
`)
	space := deploy.New(s)
	few, many := space.Param("Few").Var.Options, space.Param("Many").Var.Options
	if len(few) != 8 || few[7].Values != nil || len(many) != 6 || len(many[5].Values) != 5 || len(many[0].Values) != 1 || len(space.Notes) != 1 {
		t.Errorf("options are %v and %v; notes %q", few, many, space.Notes)
	}
}

// TestPrincipals: principals keep their types.
func TestPrincipals(t *testing.T) {
	t.Parallel()
	s := load(t, strings.Replace("version: 1\nname: p\n"+role, "{service: emr-serverless}", `{Statement: [{Effect: Allow, Principal: {Service: [a.amazonaws.com, b.amazonaws.com], AWS: "arn:aws:iam::111122223333:root"}, Action: "sts:AssumeRole"}]}`, 1)+
		"        - {Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}\nresourcePolicies: {Bucket: {for: s3-bucket, statements: [{Effect: Deny, Principal: \"*\", Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::b/*\"}]}}\n")
	place := all(s)
	anyone, err := place.Statements(s.ResourcePolicies[0].Document)
	if err != nil || len(anyone[0].Principals) != 1 || anyone[0].Principals[0].Type != "*" || anyone[0].Principals[0].Values != nil {
		t.Errorf("%v, %v, want anyone", anyone, err)
	}
	got, err := place.Statements(s.Roles[0].Trust)
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	want := place.Document(s.Roles[0].Trust).Statements[0].Principals
	if len(got[0].Principals) != 2 || !slices.EqualFunc(got[0].Principals, want, func(a, b iam.Principal) bool { return a.Type == b.Type && slices.Equal(a.Values, b.Values) }) {
		t.Errorf("principals are %v, want %v", got[0].Principals, want)
	}
}

// TestMixed: a parameter that is of another type on each side has a value of its own
// on each, and no choice that both make.
func TestMixed(t *testing.T) {
	t.Parallel()
	side := func(p, text string) *spec.Spec {
		return load(t, "version: 1\nname: f\nparameters:\n  P: "+p+"\n"+role+"        - {Effect: Allow, Action: \"s3:GetObject\", Resource: \""+text+"\", when: P}\n        - {Effect: Allow, Action: \"s3:PutObject\", Resource: \"*\"}\n")
	}
	a, b := side("{type: String, optional: true}", "arn:aws:s3:::${P}/*"), side("{type: Boolean, default: true}", "*")
	for _, specs := range [][]*spec.Spec{{a, b}, {b, a}} {
		space := deploy.New(specs...)
		if space.Param("P").Var != nil || len(space.Notes) == 0 {
			t.Errorf("%+v, %q", space.Param("P"), space.Notes)
		}
		for _, s := range specs {
			at := space.In(s, "aws")
			if got, err := at.Statements(s.Roles[0].Policies[0].Document); err != nil || len(got) != 2 || at.Values["P"] == nil {
				t.Errorf("%v, %v, %v", got, err, at.Values)
			}
		}
	}
}

// TestPlace: what is asked of a place, and of the choices that it leaves open.
func TestPlace(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: place
parameters:
  B: {type: BucketName, optional: true}
  F: {type: Boolean, default: false}
  L: {type: [String], values: [x1, y1], optional: true}
  N: {type: Number, default: 5}
  R: {type: BucketName, example: long-name}
  T: {type: String, values: [gold, tin], default: tin}
roles:
  Job:
    kind: serverless
    roleName: "job-${T}"
    trust: {service: emr-serverless}
    policies:
      Data:
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: ["arn:aws:s3:::${B}/*", "arn:aws:s3:::${R}/*"], when: [B, F]}
        - {Sid: B, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${L}/*", Condition: {NumericEquals: {"s3:max-keys": "${N}"}}, when: L}
policies:
  Own: {policyName: own, statements: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${T}/*"}]}
`)
	at := all(s)
	var open []string
	for _, v := range at.Open() {
		for i := range v.Options {
			values := map[string][]string{v.Key(): {"other"}}
			if v.Choose(values, i); v.Chosen(values) != i || v.Option(v.Options[i].Values) != i {
				t.Errorf("option %d of %s is not chosen: %v", i, v.Param, values)
			}
			open = append(open, v.Describe(i))
			chosen := at.Choose(v, i)
			is, _ := v.Is(i)
			if chosen.IsOpen(v.Param) || !at.IsOpen(v.Param) || !slices.Equal(chosen.Values[v.Param], v.Options[i].Values) || !satisfies(chosen, is) || at.Chosen(chosen).String() != v.Describe(i) || chosen.Key() == at.Key() {
				t.Errorf("%s is chosen, and %s holds: %v", v.Describe(i), at.Chosen(chosen), chosen.Values)
			}
			if param, ok := formula.IsKey(v.Key()); !ok || param != strings.ToLower(v.Param) {
				t.Errorf("%s is a key of %s: %v", v.Key(), param, ok)
			}
		}
		if _, ok := v.Is(); ok {
			t.Errorf("%s has an option of none", v.Param)
		}
	}
	named := func(p *deploy.Place) string {
		return strings.Join(p.NamedAll([]string{"b-0/long-name", "tin 5"}), " ")
	}
	presence := func(whens ...spec.When) string { return at.Presence(whens).String() }
	b, f, l := spec.When{spec.Given(s.Params[0])}, spec.When{spec.Given(s.Params[1])}, spec.When{spec.Given(s.Params[2])}
	for i, tt := range []struct{ got, want string }{
		{strings.Join(open, "; "), "B; no B; F; no F; L=x1; L=y1; L=x1,y1; no L; T=gold; T=tin"},
		{at.Chosen(at.With("T", []string{"none"})).String(), "T=tin"},
		{named(at), "${B}/${R} tin 5"},
		{named(at.With("B", nil)), "b-0/${R} tin 5"},
		{named(at.With("B", []string{"b-0"})), "b-0/${R} tin 5"},
		{named(at.Choose(at.Open()[0], 0)), "${B}/${R} tin 5"},
		{named(at.Choose(at.Open()[0], 1)), "b-0/${R} tin 5"},
		{presence(b, append(b, f...)), "B"},
		{presence(b, l), "B; or L=x1 or L=y1 or L=x1,y1"},
		{presence(append(b, f...)), "B, F"},
		{presence(), ""},
		{at.With("B", nil).Presence([]spec.When{b, f}).String(), "F"},
		{at.With("F", []string{"true"}).Presence([]spec.When{f}).String(), ""},
		{strings.Join(deploy.Names(s), " "), "T"},
		{decided(at, true), "B=b-0 F=true L=x1 N=5 R=long-name T=gold"},
		{decided(at, false), "F=false N=5 R=long-name T=tin"},
		{decided(deploy.New(s).Default(s, s.Example()), true), "F=false N=5 R=long-name T=tin"},
	} {
		if tt.got != tt.want {
			t.Errorf("%d: %q, want %q", i, tt.got, tt.want)
		}
	}
	singles := deploy.New(s).Singles().Param("L")
	if len(singles.Own) != 1 || len(singles.Var.Options) != 4 || len(singles.Var.Options[2].Values) != 2 {
		t.Errorf("single values are %q of %v", singles.Own, singles.Var.Options)
	}
}

// decided are the values where all that a place leaves open is decided.
func decided(p *deploy.Place, all bool) string {
	values := p.Decided(all).Values
	var out []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, name+"="+strings.Join(values[name], ","))
	}
	return strings.Join(out, " ")
}

// TestTooMany: as many as 1,024 combinations are looked at, and no more.
func TestTooMany(t *testing.T) {
	t.Parallel()
	var params, text strings.Builder
	for i := range 11 {
		fmt.Fprintf(&params, "  P%02d: {type: Boolean, default: false}\n", i)
		fmt.Fprintf(&text, ", {value: \"s3:Get%d\", when: P%02d}", i, i)
	}
	s := load(t, "version: 1\nname: many\nparameters:\n"+params.String()+role+"        - {Effect: Allow, NotAction: [\"s3:Put\""+text.String()+"], Resource: \"*\"}\n")
	at := all(s)
	var names []string
	for _, v := range at.Open() {
		names = append(names, v.Param)
	}
	if got, err := at.Each(append(names[:10:10], names[0])); err != nil || len(got) != 1024 {
		t.Errorf("%d places, %v", len(got), err)
	}
	_, err := at.Each(names)
	_, too := at.Statements(s.Roles[0].Policies[0].Document)
	for _, err := range []error{err, too} {
		if tooMany := new(formula.TooMany); !errors.As(err, &tooMany) || !slices.Equal(tooMany.Params, names) || !strings.Contains(err.Error(), "P00, P01") {
			t.Errorf("it is no error: %v", err)
		}
	}
	if got, err := at.With("P10", []string{"true"}).Statements(s.Roles[0].Policies[0].Document); err != nil || len(got) != 1024 {
		t.Errorf("%d statements, %v", len(got), err)
	}
}
