package diff

import (
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// setting is a value of a parameter, or an account, other than its own.
type setting struct {
	param, value string
}

// account is the param of a setting of the account.
const account = string(spec.AccountID)

// maxSettings limits the settings that are compared for one member.
const maxSettings = 256

// meeting returns settings with which a text that names a parameter equals, or is
// matched by, another text: the value of another parameter, or a pattern. A
// parameter's own value never equals another text by chance, so a Deny on it never
// affects what another statement allows; with these settings it does. Each setting
// is compared by itself.
//
// Two texts matter if one is in a statement that only one side has, and the other in
// a statement that restricts. A Deny on both sides can only hide a difference, not
// cause one.
func (w *world) meeting(before, after eval.Policies) []setting {
	all := statementsOf(before, after)
	if !slices.ContainsFunc(all, func(s stated) bool { return s.narrows }) {
		return nil
	}
	values := maps.Clone(w.old.Values)
	maps.Copy(values, w.new.Values)
	if w.kind != environment { // the account may be any
		values[account] = []string{w.new.AccountID}
	}
	var out []setting
	for _, param := range slices.Sorted(maps.Keys(values)) {
		for _, own := range values[param] {
			for _, value := range unified(own, all) {
				if value != own && w.admits(param, value) && !slices.Contains(out, setting{param, value}) {
					out = append(out, setting{param, value})
				}
			}
		}
	}
	return out
}

// stated is a statement of one side or of both, with its texts.
type stated struct {
	key     string
	texts   []string
	differs bool // only one side has it
	narrows bool // it takes away, or what it allows depends on what it does not name
}

// statementsOf returns the statements of two sides, each once, without those that
// can only hide a difference.
func statementsOf(before, after eval.Policies) []stated {
	all := stating{at: map[string]int{}}
	for side, p := range []eval.Policies{before, after} {
		for _, d := range p.Identity {
			all.add(side, d, "identity")
		}
		all.add(side, p.Boundary, "boundary")
		all.add(side, p.Resource, "resource")
		all.add(side, p.Trust, "trust")
	}
	var out []stated
	for i, s := range all.list {
		if s.differs = all.sides[i] != 1|2; s.differs || !all.hides[i] {
			out = append(out, s)
		}
	}
	return out
}

// stating collects statements.
type stating struct {
	list  []stated
	sides []int  // the sides that have each, as bits
	hides []bool // it only takes away what it names
	at    map[string]int
}

func (all *stating) add(side int, d *iam.Document, kind string) {
	if d == nil {
		return
	}
	for _, st := range d.Statements {
		st.Sid = ""
		one := iam.Document{Version: d.Version, Statements: []iam.Statement{st}}
		key := kind + string(one.Compact())
		i, known := all.at[key]
		if !known {
			i = len(all.list)
			all.at[key] = i
			s := stated{key: key, texts: slices.Clone(st.Resources)}
			not := st.NotActions || st.NotResources || st.NotPrincipals
			for _, q := range st.Principals {
				s.texts = slices.Concat(s.texts, q.Values, lists.Map(q.Values, sessionsOf))
			}
			for _, c := range st.Conditions {
				if _, is := formula.IsKey(c.Key); is {
					continue
				}
				s.texts = append(s.texts, c.Values...)
				not = not || strings.Contains(strings.ToLower(c.Operator), "not")
			}
			s.narrows = kind == "boundary" || st.Effect == "Deny" || not
			all.list, all.sides = append(all.list, s), append(all.sides, 0)
			all.hides = append(all.hides, st.Effect == "Deny" && !not)
		}
		all.sides[i] |= 1 << side
	}
}

// unified returns values with which a text that names own equals another text, or is
// matched by it.
func unified(own string, all []stated) []string {
	if len(own) < 3 {
		return nil
	}
	var out []string
	for _, naming := range all {
		for _, text := range naming.texts {
			before, after, ok := strings.Cut(text, own)
			if !ok {
				continue
			}
			for _, other := range all {
				if (naming.narrows || other.narrows) && (naming.differs || other.differs) {
					out = append(out, meets(own, before, after, other.texts)...)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// meets returns values with which one of two texts equals the other, or is matched
// by it.
func meets(own, before, after string, others []string) []string {
	var out []string
	for _, other := range others {
		rest, ok := strings.CutPrefix(other, before)
		if !ok || strings.Contains(other, own) {
			continue
		}
		value, ends := strings.CutSuffix(rest, after)
		if !ends && after != "" {
			value, _, _ = strings.Cut(rest, after[:1])
		}
		out = append(out, strings.ReplaceAll(strings.ReplaceAll(value, "*", own), "?", "x"))
	}
	return out
}

// admits reports whether a parameter allows a value, on each side that has the
// parameter.
func (w *world) admits(name, value string) bool {
	if name == account {
		return (&spec.Param{Type: spec.AccountIDType}).Refuses(value) == ""
	}
	return !slices.ContainsFunc([]*spec.Param{w.params[name], w.oldParams[name]}, func(p *spec.Param) bool {
		return p != nil && (p.Values != nil || p.Type == spec.Boolean || p.Type == spec.Number || p.Refuses(value) != "")
	})
}

// with returns w with another value of a given parameter.
func (w *world) with(s setting) *world {
	out := *w
	if s.param == account {
		out.old, out.new = w.old.At(w.old.Region, s.value), w.new.At(w.new.Region, s.value)
		return &out
	}
	if out.old.Values[s.param] != nil {
		out.old = out.old.With(s.param, []string{s.value})
	}
	if out.new.Values[s.param] != nil {
		out.new = out.new.With(s.param, []string{s.value})
	}
	return &out
}
