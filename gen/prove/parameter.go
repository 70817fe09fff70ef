package prove

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// parameters compares what each parameter is without a value, and which values it takes:
// those that it lists, and others that a pattern, an end of it or a limit tell apart.
func (a artefact) parameters(r *Report, space *deploy.Space) {
	for _, p := range a.params {
		var c Comparison
		want := fmt.Sprintf("%q", p.Default)
		if p.Default == nil && !p.Optional {
			want = "an error"
		}
		values, err := a.given(p, nil)
		got := fmt.Sprintf("%q", values)
		if err != nil {
			got = "an error"
		}
		c.Text("parameter "+p.Name+": without a value", want, got)
		for _, v := range probes(p, space.Param(p.Name).Own) {
			_, err := a.given(p, []string{v})
			switch refused := p.Refuses(v) != ""; {
			case refused && err == nil:
				c.Add("parameter %s takes %q, which the spec refuses", p.Name, v)
			case !refused && err != nil:
				c.Add("parameter %s refuses %q, which the spec takes", p.Name, v)
			}
		}
		r.Add(a.file, "", c)
	}
}

// probes are values that a parameter takes, and some that it may not take. They have no
// comma, which separates the values of lists, and no space around those, which CloudFormation
// takes away.
func probes(p *spec.Param, own []string) []string {
	out := slices.Concat(p.Values, p.Default, p.Example, own, []string{p.Sample(), p.Longest()})
	for _, v := range slices.Clone(out) {
		for _, other := range []string{"a", "A", "7", "-", "*", "|", "/", "\n", "x x", "\u00e9"} {
			out = append(out, v+other, other+v)
		}
		out = append(out, v+v, strings.ToUpper(v), v[:len(v)/2])
	}
	out = append(out, "a", "Z", "7", "-7", "1.5", "true", "none", "*")
	return slices.DeleteFunc(out, func(v string) bool { return v == "" || strings.Contains(v, ",") || p.List && strings.TrimSpace(v) != v })
}
