package review

import (
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// setting is a value of a parameter other than its own.
type setting struct {
	param, value string
}

// maxSettings is how many settings of one member are looked at.
const maxSettings = 64

// meeting are values with which a text that names a parameter becomes, or comes to be
// matched by, another text: the value of another parameter, or one that a wildcard
// takes in. A parameter's own value meets nothing by chance, so that a Deny on it
// never takes away what another statement allows; with these it does. They matter
// only where something denies or narrows. Each is looked at by itself.
func (w *world) meeting(before, after iam.Policies) []setting {
	old, new := statementsOf(before), statementsOf(after)
	if !slices.ContainsFunc(slices.Concat(old, new), func(s stated) bool { return s.narrows }) {
		return nil
	}
	var naming, all []string
	for i, side := range [][]stated{old, new} {
		other := [][]stated{new, old}[i]
		for _, s := range side {
			all = append(all, s.texts...)
			if s.narrows || !slices.ContainsFunc(other, func(o stated) bool { return o.key == s.key }) {
				naming = append(naming, s.texts...)
			}
		}
	}
	values := maps.Clone(w.old.Values)
	maps.Copy(values, w.new.Values)
	var out []setting
	for _, param := range slices.Sorted(maps.Keys(values)) {
		for _, own := range values[param] {
			for _, value := range unified(own, naming, all) {
				if value != own && w.admits(param, value) && !slices.Contains(out, setting{param, value}) {
					out = append(out, setting{param, value})
				}
			}
		}
	}
	return out
}

// stated is a statement with its texts.
type stated struct {
	key     string
	texts   []string
	narrows bool // it takes away, or what it allows depends on what it does not name
}

func statementsOf(p iam.Policies) []stated {
	var out []stated
	add := func(d *iam.Document, boundary bool) {
		if d == nil {
			return
		}
		for _, st := range d.Statements {
			one := iam.Document{Version: d.Version, Statements: []iam.Statement{st}}
			s := stated{key: string(one.JSON()), texts: slices.Clone(st.Resources)}
			s.narrows = boundary || st.Effect == "Deny" || st.NotActions || st.NotResources || st.NotPrincipals
			for _, q := range st.Principals {
				s.texts = append(s.texts, q.Values...)
			}
			for _, c := range st.Conditions {
				s.texts = append(s.texts, c.Values...)
				s.narrows = s.narrows || strings.Contains(strings.ToLower(c.Operator), "not")
			}
			out = append(out, s)
		}
	}
	for _, d := range p.Identity {
		add(d, false)
	}
	add(p.Boundary, true)
	add(p.Resource, false)
	add(p.Trust, false)
	return out
}

// unified are values that make a text that names own into another text, or into one
// that it matches.
func unified(own string, naming, all []string) []string {
	var out []string
	for _, text := range naming {
		before, after, ok := strings.Cut(text, own)
		if !ok || len(own) < 3 {
			continue
		}
		for _, other := range all {
			rest, ok := strings.CutPrefix(other, before)
			if !ok || strings.Contains(other, own) {
				continue
			}
			value, ends := strings.CutSuffix(rest, after)
			if !ends && after != "" {
				value, _, _ = strings.Cut(rest, after[:1])
			}
			value = strings.ReplaceAll(strings.ReplaceAll(value, "*", own), "?", "x")
			out = append(out, value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// admits reports whether a value is one of a parameter, on each side that has it.
func (w *world) admits(name, value string) bool {
	return !slices.ContainsFunc([]*spec.Param{w.params[name], w.oldParams[name]}, func(p *spec.Param) bool {
		return p != nil && (p.Values != nil || p.Type == spec.Boolean || p.Type == spec.Number || p.Refuses(value) != "")
	})
}

// with is w where a parameter that is given has another value.
func (w *world) with(s setting) *world {
	out := *w
	if out.old.Values[s.param] != nil {
		out.old = out.old.With(s.param, []string{s.value})
	}
	if out.new.Values[s.param] != nil {
		out.new = out.new.With(s.param, []string{s.value})
	}
	return &out
}
