package diff_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/templates"
)

// asking is a question about a role in one deployment after the other.
type asking struct {
	*testing.T
	spec       *spec.Spec
	space      *deploy.Space
	at         spec.Binding
	evaluators map[string]*eval.Evaluator
}

var resultOf = map[eval.Effect]access.Result{
	eval.Allowed: access.Allowed, eval.ImplicitDeny: access.Denied, eval.ExplicitDeny: access.Denied, eval.Unknown: access.Unknown,
}

// result is the answer in one deployment.
func (x *asking) result(c choice, q access.Question) access.Result {
	x.Helper()
	b := c.in(x.spec, x.at)
	r := x.spec.Roles[0]
	p := deployed(x.spec, r, b)
	request := eval.Request{Action: q.Action, Resource: b.Text(q.Resource), Context: eval.Context{Values: map[string][]string{}, Absent: q.Absent}}
	for key, values := range q.Context {
		for _, v := range values {
			request.Context.Values[key] = append(request.Context.Values[key], b.Text(v))
		}
	}
	if q.Principal != nil {
		p = eval.Policies{Trust: document(b, r.Trust)}
		request.Principal, request.Resource = b.Text(q.Principal), b.Text(r.ARN())
	}
	key := fmt.Sprint(texts(p))
	if x.evaluators[key] == nil {
		e, err := eval.Compile(p)
		if err != nil {
			x.Fatal(err)
		}
		x.evaluators[key] = e
	}
	return resultOf[x.evaluators[key].Evaluate(&request).Effect]
}

// question is one about a recipe's role.
func (m maker) question(space *deploy.Space) access.Question {
	q := access.Question{Name: "Job", Action: pick(m, []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "elasticmapreduce:ListClusters"})}
	q.Resource = spec.Text(pick(m, []string{"arn:aws:s3:::data/in/x", "arn:aws:s3:::data/x", "arn:aws:s3:::gold/x", "arn:aws:s3:::other/x", "*"}))
	if p := space.Param(pick(m, []string{"A", "B", "L"})); p != nil && m.chance(40) {
		q.Resource = spec.Text("arn:aws:s3:::" + p.Own[0] + "/in/x")
	}
	q.Context = map[string][]spec.Value{}
	for key, values := range map[string][]string{"aws:PrincipalTag/tier": {"gold", "data", "tin"}, "aws:TagKeys": {"gold", "data"}, "sts:ExternalId": {"gold", "other"}} {
		switch n := m.IntN(10); {
		case n < 6:
			q.Context[key] = []spec.Value{spec.Text(pick(m, values))}
		case n < 9:
			q.Absent = append(q.Absent, key)
		}
	}
	if m.chance(25) {
		q.Principal, q.Action = spec.Text(pick(m, []string{"arn:aws:iam::999988887777:role/x", "ec2.amazonaws.com", "emr-serverless.amazonaws.com"})), "sts:AssumeRole"
	}
	return q
}

// TestEveryAnswer asks questions about random specs, and holds the answer, and each
// of its cases, against every deployment by itself.
func TestEveryAnswer(t *testing.T) {
	t.Parallel()
	n, seed := rounds(t, 30)
	counts := map[access.Result]int{}
	for round := range n {
		m := maker{rand.New(rand.NewPCG(seed+1000, uint64(round)))}
		r := m.recipe(8)
		s := loaded(r)
		if s == nil {
			continue
		}
		space := deploy.New(s)
		x := &asking{T: t, spec: s, space: space, at: space.Places[0], evaluators: map[string]*eval.Evaluator{}}
		all := choices(space)
		for range 4 {
			q := m.question(space)
			got, err := access.Everywhere(s, space.All(s, x.at), q)
			if err != nil {
				t.Fatal(err)
			}
			counts[got.Result]++
			x.verdict(got, q, all)
			if t.Failed() {
				t.Fatalf("round %d, %+v:\n%s\n%s", round, q, got.Text(), r.YAML())
			}
		}
	}
	t.Logf("answers: %v", counts)
	if counts[access.Allowed] < n/10 || counts[access.Denied] < n/10 || counts[access.Depends] < n/10 {
		t.Errorf("answers: %v", counts)
	}
}

// verdict holds an answer against every deployment.
func (x *asking) verdict(got *access.Verdict, q access.Question, all []choice) {
	x.Helper()
	results := map[string]access.Result{}
	var want []access.Result
	for _, c := range all {
		r := x.result(c, q)
		results[fmt.Sprint(c.options)] = r
		if !slices.Contains(want, r) {
			want = append(want, r)
		}
	}
	if len(got.Cases) != len(want) || len(want) == 1 && got.Result != want[0] || len(want) > 1 && got.Result != access.Depends {
		x.Errorf("it is %s in %d cases, and by itself %v", got.Result, len(got.Cases), want)
	}
	for _, c := range got.Cases {
		found := false
		for _, d := range all {
			if c.When == "" || d.agrees(x, x.space, strings.Split(c.When, ", ")) {
				if found = true; results[fmt.Sprint(d.options)] != c.Result {
					x.Errorf("with %v it is %s, not %s", d.values, results[fmt.Sprint(d.options)], c.Result)
					return
				}
			}
		}
		if !found {
			x.Errorf("no deployment is with %s", c.When)
		}
	}
	if depends := dependsOn(x.space, all, results); !slices.Equal(depends, got.Depends) {
		x.Errorf("it depends on %v, not %v", depends, got.Depends)
	}
}

// dependsOn are the parameters of which another option, with all others as they are,
// has another result somewhere.
func dependsOn(space *deploy.Space, all []choice, results map[string]access.Result) []string {
	var out []string
	for _, p := range space.Params {
		if p.Var == nil {
			continue
		}
		if slices.ContainsFunc(all, func(c choice) bool {
			for o := range p.Var.Options {
				other := c.with(p.Name, o, nil)
				if results[fmt.Sprint(other.options)] != results[fmt.Sprint(c.options)] {
					return true
				}
			}
			return false
		}) {
			out = append(out, p.Name)
		}
	}
	slices.Sort(out)
	return out
}

// test is a test of a recipe: its line, and what it asks.
type recipeTest struct {
	name, action, resource string
	can                    bool
	tier                   string
	when                   []string
}

// String is the test as YAML.
func (x recipeTest) String() string {
	verb := "cannot"
	if x.can {
		verb = "can"
	}
	return fmt.Sprintf("{name: %s, role: Job, %s: %q, resources: %q, context: {\"aws:PrincipalTag/tier\": %q, \"aws:TagKeys\": null, \"sts:ExternalId\": null}%s}", x.name, verb, x.action, x.resource, x.tier, whenText(x.when))
}

func (m maker) test(r *recipe, name string) recipeTest {
	x := recipeTest{name: name, can: m.chance(50), tier: pick(m, []string{"gold", "data", "${T}"})}
	x.action = pick(m, []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject"})
	if !slices.Contains(r.params, "T") {
		x.tier = "gold"
	}
	x.resource = pick(m, []string{"arn:aws:s3:::data/in/x", "arn:aws:s3:::gold/x", "arn:aws:s3:::other/x", "arn:aws:s3:::${A}/x", "arn:aws:s3:::${T}/x", "arn:aws:s3:::${M}/x", "arn:aws:s3:::${B}/in/x"})
	x.when = m.when(r)
	needs, ok := r.needs(x.resource, x.when)
	if !ok {
		x.resource = "arn:aws:s3:::data/in/x"
	}
	x.when = append(x.when, needs...)
	return x
}

var failsWith = regexp.MustCompile(`^test "(\w+)"(?: fails|: it is not known)(?: with (.*?))?(?: whether|: Job )`)

// TestEveryTest runs tests of random specs, and holds what is found against every
// deployment by itself.
func TestEveryTest(t *testing.T) {
	t.Parallel()
	n, seed := rounds(t, 30)
	failed, passed := 0, 0
	for round := range n {
		m := maker{rand.New(rand.NewPCG(seed+2000, uint64(round)))}
		r := m.recipe(8)
		var tests []recipeTest
		for i := range 4 {
			one := m.test(r, fmt.Sprint("t", i))
			tests = append(tests, one)
			r.tests = append(r.tests, one.String())
		}
		s, found := lint.Finish(compile.Load("roles.yaml", []byte(r.YAML()), templates.FS))
		if s == nil {
			t.Fatalf("%+v\n%s", messages(found.Findings()), r.YAML())
		}
		with := map[string]string{}
		for _, f := range found.Findings() {
			if f.Code == "test-failed" || f.Code == "test-unknown" {
				got := failsWith.FindStringSubmatch(f.Message)
				if got == nil {
					t.Fatalf("%s", f.Message)
				}
				with[got[1]] = got[2] + " "
			}
		}
		space := deploy.New(s).Singles()
		x := &asking{T: t, spec: s, space: space, at: s.InUse()[0], evaluators: map[string]*eval.Evaluator{}}
		all := choices(space)
		for _, test := range tests {
			where, fails := with[test.name]
			x.test(test, where, fails, all)
			if fails {
				failed++
			} else {
				passed++
			}
		}
		if t.Failed() {
			t.Fatalf("round %d:\n%v\n%s", round, messages(found.Findings()), r.YAML())
		}
	}
	t.Logf("%d tests pass, %d fail", passed, failed)
	if passed < n/2 || failed < n/2 {
		t.Errorf("%d tests pass, %d fail", passed, failed)
	}
}

// TestNameInTest: a test may name the parameter that the name of its role has.
func TestNameInTest(t *testing.T) {
	t.Parallel()
	const text = `
version: 1
name: stages
parameters:
  Stage: {type: String, values: [dev, prod], default: dev}
roles:
  Job:
    kind: other
    roleName: "job-${Stage}"
    trust: {service: ec2}
    policies: {Data: {Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::${Stage}-data/*"}}
tests:
  - {name: its own, role: Job, can: "s3:GetObject", resources: "arn:${AWS::Partition}:s3:::${Stage}-data/x"}
  - {name: that of prod, role: Job, cannot: "s3:GetObject", resources: "arn:${AWS::Partition}:s3:::prod-data/x"}
`
	_, found := lint.Finish(compile.Load("roles.yaml", []byte(text), templates.FS))
	all := messages(found.Findings())
	if len(all) != 1 || !strings.HasPrefix(all[0], `test-failed: test "that of prod" fails with Stage=prod: `) {
		t.Errorf("%q", all)
	}
}

// test holds that a test fails where it fails in some deployment, and in each that is
// named.
func (x *asking) test(test recipeTest, where string, fails bool, all []choice) {
	x.Helper()
	want := access.Denied
	if test.can {
		want = access.Allowed
	}
	on := x.spec.Tests[slices.IndexFunc(x.spec.Tests, func(t *spec.Test) bool { return t.Name == test.name })]
	var words []string
	if w := strings.TrimSpace(where); w != "" {
		words = strings.Split(w, ", ")
	}
	anywhere, there := false, false
	for _, c := range all {
		b := c.in(x.spec, x.at)
		if !b.Holds(on.When) {
			continue
		}
		wrong := false
		for _, resource := range b.List(on.Resources) {
			q := access.Question{Action: test.action, Resource: spec.Text(resource)}
			q.Context = map[string][]spec.Value{"aws:PrincipalTag/tier": {on.Context[0].Values[0].Value}}
			q.Absent = []string{"aws:TagKeys", "sts:ExternalId"}
			wrong = wrong || x.result(c, q) != want
		}
		anywhere = anywhere || wrong
		if fails && c.agrees(x, x.space, words) {
			if there = true; !wrong {
				x.Errorf("%s does not fail with %v, as %q has it", test.name, c.values, where)
				return
			}
		}
	}
	if anywhere != fails || fails && !there {
		x.Errorf("%s fails: %v; in some deployment by itself: %v; %q is one: %v", test.name, fails, anywhere, where, there)
	}
}
