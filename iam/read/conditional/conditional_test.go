package conditional

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/formula"
)

// in are deployments in which A and B are optional, F is a Boolean, and T is x, y
// or z.
var in = Deployments{
	Partition: "aws",
	Values:    map[string][]string{},
	Open: []*formula.Variable{
		{Param: "A", Options: []formula.Option{{Values: []string{"a"}}, {}}},
		{Param: "B", Options: []formula.Option{{Values: []string{"b"}}, {}}},
		{Param: "F", Boolean: true, Options: []formula.Option{{Values: []string{"true"}}, {Values: []string{"false"}}}},
		{Param: "T", Options: []formula.Option{{Values: []string{"x"}}, {Values: []string{"y"}}, {Values: []string{"z"}}}},
	},
}

func words(v Value) string {
	var out []string
	for _, a := range v {
		out = append(out, fmt.Sprintf("%v if %s", a.Of, a.When))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// Only what is asked for is a condition, and what makes no difference is none.
func TestExplore(t *testing.T) {
	t.Parallel()
	var failed []string
	c := in.Choices(func(when formula.Formula, err error) { failed = append(failed, fmt.Sprintf("%v if %s", err, when)) })
	given := func(p *Path, name string) bool { return p.Values(name) != nil }
	isB, _ := c.vars["B"].Is(0)
	for _, tt := range []struct {
		when formula.Formula
		f    func(p *Path) (any, error)
		want string
	}{
		{formula.Always, func(*Path) (any, error) { return "text", nil }, "text if "},
		{formula.Always, func(p *Path) (any, error) { return given(p, "A"), nil }, "false if no A; true if A"},
		{formula.Always, func(p *Path) (any, error) { return given(p, "A") || given(p, "B"), nil }, "false if no A, no B; true if A; or no A, B"},
		{formula.Always, func(p *Path) (any, error) { return p.Values("T")[0] == "y", nil }, "false if T=x or T=z; true if T=y"},
		{formula.Always, func(p *Path) (any, error) { return len(p.Values("T")) + len(p.Values("F")), nil }, "2 if "},
		{formula.Formula{isB}, func(p *Path) (any, error) { return given(p, "B"), nil }, "true if "},
		{formula.Always, func(p *Path) (any, error) {
			if given(p, "A") {
				return nil, errors.New("no")
			}
			return "yes", nil
		}, "yes if no A"},
	} {
		if got := words(c.Explore(tt.when, tt.f)); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
	if got := strings.Join(failed, "; "); got != "no if A" {
		t.Errorf("what cannot be evaluated is %q", got)
	}
}

// The lines of a document are there where their statement and their elements are;
// negated lists are whole.
func TestDocument(t *testing.T) {
	t.Parallel()
	c := in.Choices(nil)
	is := func(name string, option int) formula.Formula {
		term, _ := c.vars[name].Is(option)
		return formula.Formula{term}
	}
	text := func(of any) Value { return Always(of) }
	list := func(of ...Value) Value { return Value{{formula.Always, List(of)}} }
	statement := Map{
		"Effect": text("Allow"), "Action": list(text("s3:GetObject"), text("s3:PutObject").Under(is("A", 0))),
		"NotResource": list(text("x"), text("y").Under(is("B", 0))),
		"Condition":   Value{{formula.Always, Map{"StringEquals": Value{{formula.Always, Map{"k": list(text("v"), text("w").Under(is("F", 1)))}}}}}},
	}
	f := NewFacts()
	f.document(is("T", 1), "it", Value{{formula.Always, Map{"Version": text("2012-10-17"), "Statement": Value{{formula.Always, statement}}}}})
	got := map[string]string{}
	for fact, when := range f.All {
		got[fact] = when.String()
	}
	want := map[string]string{}
	for action, a := range map[string]string{"s3:getobject": "", "s3:putobject": "A, "} {
		for resources, b := range map[string]string{`["x"]`: "no B, ", `["x" "y"]`: "B, "} {
			for value, f := range map[string]string{"v": "", "w": "no F, "} {
				want[fmt.Sprintf("it: Allow do %q not on %s if StringEquals \"k\" [%q]", action, resources, value)] = a + b + f + "T=y"
			}
		}
	}
	for fact, when := range want {
		if got[fact] != when {
			t.Errorf("%s if %q, want %q", fact, got[fact], when)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
}

// Where a value is not there follows from where it is.
func TestAbsent(t *testing.T) {
	t.Parallel()
	c := in.Choices(nil)
	a, _ := c.vars["A"].Is(0)
	x, _ := c.vars["T"].Is(0, 1)
	v := Always("text").Under(formula.Formula{a}.Or(formula.Formula{x}))
	if got := v.Absent().String(); got != "no A, T=z" {
		t.Error(got)
	}
	if got := Always("text").Absent(); got != nil {
		t.Error(got)
	}
}

func TestCatch(t *testing.T) {
	t.Parallel()
	err := Catch(func() { panic(formula.TooManyOf(in.Open)) })
	var tooMany *formula.TooMany
	if !errors.As(err, &tooMany) || len(tooMany.Params) != 4 {
		t.Error(err)
	}
	if err := Catch(func() {}); err != nil {
		t.Error(err)
	}
}
