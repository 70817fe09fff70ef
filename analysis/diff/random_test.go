package diff_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/templates"
)

// rounds is how many random specs a test takes: some, or as many as EMRIAM_ROUNDS
// says, beginning with the seed EMRIAM_SEED.
func rounds(t testing.TB, some int) (n int, seed uint64) {
	t.Helper()
	number := func(name string, or int) int {
		if text := os.Getenv(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		return or
	}
	return number("EMRIAM_ROUNDS", some), uint64(number("EMRIAM_SEED", 1))
}

// loaded is a recipe as a spec; nil if the language refuses it.
func loaded(r *recipe) *spec.Spec {
	s, _ := compile.Load("roles.yaml", []byte(r.YAML()), templates.FS)
	return s
}

// TestEveryDeployment compares random specs with eight parameters or fewer, and
// holds the verdict, and each change, against every deployment by itself.
func TestEveryDeployment(t *testing.T) {
	t.Parallel()
	n, seed := rounds(t, 40)
	counts := map[string]int{}
	refused := 0
	for round := range n {
		m := maker{rand.New(rand.NewPCG(seed, uint64(round)))}
		first := m.recipe(8)
		second := m.mutant(first)
		old, new := loaded(first), loaded(second)
		if old == nil || new == nil {
			refused++
			continue
		}
		got := compareSpecs(t, old, new)
		x := &everyDeployment{T: t, old: old, new: new, comparer: comparer{}, report: got}
		x.compare()
		counts[string(got.Verdict)]++
		if met := x.met(); x.want.String() != string(got.Verdict) && !(met && (got.Verdict == "both" || x.want == verdict{})) {
			t.Errorf("it is %s, and with every deployment by itself %s:\n%s", got.Verdict, x.want, got.Text())
		}
		if all := x.shared; all.gained && !got.Wider() || all.lost && got.Verdict != "both" && got.Verdict != "narrower" {
			t.Errorf("it is %s, and where a parameter has the value of another %+v:\n%s", got.Verdict, all, got.Text())
		}
		if t.Failed() {
			t.Fatalf("round %d:\n%s\n%s", round, first.YAML(), second.YAML())
		}
	}
	t.Logf("verdicts of %d pairs: %v; refused: %d", n-refused, counts, refused)
	if refused > n/5 || counts["wider"] < n/20 || counts["narrower"] < n/20 || counts["same"] < n/20 || counts["both"] < n/20 {
		t.Errorf("%v, and %d refused", counts, refused)
	}
}

// everyDeployment compares two specs in one deployment after the other.
type everyDeployment struct {
	*testing.T
	comparer
	old, new *spec.Spec
	report   *diff.Report
	space    *deploy.Space
	want     verdict
	shared   verdict // where a parameter has a value that something else has
}

func (x *everyDeployment) compare() {
	x.space = deploy.New(x.new, x.old)
	all := choices(x.space)
	roles := [2]*spec.Role{x.old.Roles[0], x.new.Roles[0]}
	at := x.space.Places[0]
	for _, c := range all {
		x.pair(&x.want, roles, c.in(x.old, at), c.in(x.new, at))
		x.pair(&x.want, roles, c.defaults(x.old).in(x.old, at), c.defaults(x.new).in(x.new, at))
		if len(all) > maxShared {
			continue
		}
		for _, other := range c.sharing(x.space) {
			x.pair(&x.shared, roles, other.in(x.old, at), other.in(x.new, at))
		}
	}
	for _, m := range x.report.Members {
		for _, ch := range m.Gained {
			x.change(m, &ch, all, true)
		}
		for _, ch := range m.Lost {
			x.change(m, &ch, all, false)
		}
	}
}

// maxShared is up to how many deployments those are looked at in which a parameter
// has a value that something else has.
const maxShared = 32

// sharing are the deployments in which one of the parameters that may have any value
// has one that another has, or that recipes name.
func (c choice) sharing(space *deploy.Space) []choice {
	var out []choice
	others := []string{"data", "gold"}
	for _, p := range space.Params {
		if p.Name == "A" || p.Name == "B" {
			others = append(others, p.Own[0])
		}
	}
	for _, name := range []string{"A", "B"} {
		for _, value := range others {
			if c.values[name] != nil && c.values[name][0] != value {
				out = append(out, c.with(name, c.options[name], []string{value}))
			}
		}
	}
	return out
}

func (x *everyDeployment) pair(to *verdict, roles [2]*spec.Role, before, after spec.Binding) {
	to.join(x.comparer.compare(x, deployed(x.old, roles[0], before), deployed(x.new, roles[1], after)))
	to.join(x.comparer.compare(x, eval.Policies{Trust: document(before, roles[0].Trust)}, eval.Policies{Trust: document(after, roles[1].Trust)}))
	if p, q := x.old.Policies, x.new.Policies; len(p) == 1 && len(q) == 1 {
		of := func(s *spec.Spec, b spec.Binding) eval.Policies {
			return eval.Policies{Identity: []*iam.Document{document(b, s.Policies[0].Own())}}
		}
		to.join(x.comparer.compare(x, of(x.old, before), of(x.new, after)))
	}
}

// met reports whether something was found with a value that meets another text,
// which no parameter has by itself.
func (x *everyDeployment) met() bool {
	for _, m := range x.report.Members {
		for _, list := range [][]diff.Change{m.Gained, m.Lost} {
			for _, ch := range list {
				if met(x.space, ch.Given) != "" {
					return true
				}
			}
		}
	}
	return false
}

// met is the word of a Given that is about another value than a parameter's own.
func met(space *deploy.Space, given []string) string {
	for _, word := range given {
		name, value, valued := strings.Cut(word, "=")
		if p := space.Param(name); valued && p != nil && (p.Var == nil || p.Own != nil && p.Var.Describe(0) == name) {
			return name + "=" + value
		}
	}
	return ""
}

// change holds that the witness of a change is one in each deployment that the
// change names, and that it names one.
func (x *everyDeployment) change(m *diff.Member, ch *diff.Change, all []choice, gained bool) {
	other, given := met(x.space, ch.Given), []string{}
	for _, word := range ch.Given {
		if word != other {
			given = append(given, word)
		}
	}
	found := false
	for _, c := range all {
		if !c.agrees(x, x.space, given) {
			continue
		}
		if name, value, ok := strings.Cut(other, "="); ok {
			if c.values[name] == nil {
				continue
			}
			c = c.with(name, c.options[name], []string{value})
		}
		found = true
		before, after := c, c
		if ch.Where == "by default" {
			before, after = c.defaults(x.old), c.defaults(x.new)
		}
		at := x.space.Places[0]
		was, is := x.allows(m, ch, x.old, before.in(x.old, at)), x.allows(m, ch, x.new, after.in(x.new, at))
		if was == gained || is != gained {
			x.Errorf("%s %s: with %v the old side allows it: %v, the new one: %v\n%s", m.What, m.Name, c.values, was, is, x.report.Text())
			return
		}
	}
	if !found {
		x.Errorf("%s: no deployment is with %v", m.Name, ch.Given)
	}
}

// allows reports whether one side allows the witness of a change.
func (x *everyDeployment) allows(m *diff.Member, ch *diff.Change, s *spec.Spec, b spec.Binding) bool {
	var p eval.Policies
	r := eval.Request{Principal: ch.Witness.Principal, Action: ch.Witness.Action, Resource: ch.Witness.Resource}
	r.Context = eval.Context{Values: ch.Witness.Context, Complete: true}
	switch {
	case ch.Part == "trust":
		p.Trust = document(b, s.Roles[0].Trust)
		r.Resource = b.Text(s.Roles[0].ARN())
	case m.What == "policy":
		p.Identity = []*iam.Document{document(b, s.Policies[0].Own())}
	default:
		p = deployed(s, s.Roles[0], b)
	}
	e, err := eval.Compile(p)
	if err != nil {
		x.Fatal(err)
	}
	return e.Evaluate(&r).Effect == eval.Allowed
}

// diffText are the lines that only one of two texts has.
func diffText(old, new string) string {
	var b strings.Builder
	for _, line := range strings.Split(old, "\n") {
		if !strings.Contains(new, line+"\n") {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range strings.Split(new, "\n") {
		if !strings.Contains(old, line+"\n") {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}
