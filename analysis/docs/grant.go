package docs

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/iam/facts"
)

// AllServices is the service of a pattern that may match actions of any service.
const AllServices = "*"

// Level is an access level of AWS, with what the views call it.
type Level struct {
	Name   string // e.g., "Permissions management"
	Letter string // e.g., "P"
}

// Levels are the access levels by increasing power, then what cannot be classified:
// patterns for actions that AWS does not list.
var Levels = []Level{
	{string(facts.AccessList), "L"},
	{string(facts.AccessRead), "R"},
	{string(facts.AccessTagging), "T"},
	{string(facts.AccessWrite), "W"},
	{string(facts.AccessPermissions), "P"},
	{"Unknown to AWS's list", "U"},
}

// mixed is the level of patterns that match actions of several levels.
var mixed = Level{"Several levels", "M"}

const unknown = 5 // in Levels

func levelOf(a facts.Action) int {
	return slices.IndexFunc(Levels, func(l Level) bool { return l.Name == string(a.Access()) })
}

// Actions are the actions of a statement that have the same access level.
type Actions struct {
	Level
	Values []explain.Value
	Not    bool // every action except these
}

// Grant is what a role or policy may do with a service.
type Grant struct {
	Service string
	Counts  [6]int // how many actions it allows, for each of Levels
	All     bool   // every action of the service, or of all services
	Except  bool   // with exceptions
	Denied  bool   // a statement denies some
}

// Letters are those of the levels that g has, e.g., "LRW".
func (g *Grant) Letters() string {
	out := ""
	for i, n := range g.Counts {
		if n > 0 {
			out += Levels[i].Letter
		}
	}
	return out
}

// Slots are the Letters of g, each in a column of its own.
func (g *Grant) Slots() string {
	out := ""
	for i, n := range g.Counts[:unknown] {
		if n > 0 {
			out += Levels[i].Letter
		} else {
			out += " "
		}
	}
	if g.Counts[unknown] > 0 {
		return strings.TrimRight(out, " ") + Levels[unknown].Letter
	}
	return out
}

// Top is the letter of the most powerful level of g; "" if g only denies.
func (g *Grant) Top() string {
	for i := 4; i >= 0; i-- {
		if g.Counts[i] > 0 {
			return Levels[i].Letter
		}
	}
	return g.Letters()
}

// Title describes g in words.
func (g *Grant) Title() string {
	var out []string
	for i, n := range g.Counts {
		if n > 0 && g.Service != AllServices {
			out = append(out, Levels[i].Name+" "+itoa(n))
		}
	}
	if g.Service == AllServices && g.Letters() != "" {
		out = append(out, "every action"+map[bool]string{true: " with exceptions"}[g.Except])
	}
	if g.Denied {
		out = append(out, "some denied")
	}
	return strings.Join(out, ", ")
}

// Levels are the levels that the views of p show.
func (p *Page) Levels() []Level {
	for _, o := range slices.Concat(p.Roles, p.Policies) {
		for _, g := range o.Grants {
			if g.Counts[unknown] > 0 {
				return Levels
			}
		}
	}
	return Levels[:unknown]
}

// expand returns the actions that AWS has for a pattern.
func (p *Page) expand(pattern string) []facts.Action {
	all, ok := p.patterns[pattern]
	if !ok {
		all = facts.MatchActions(pattern)
		p.patterns[pattern] = all
	}
	return all
}

// serviceOf returns the prefix of a pattern, or AllServices.
func serviceOf(pattern string) string {
	prefix, _, ok := strings.Cut(pattern, ":")
	if !ok || strings.ContainsAny(prefix, "*?") {
		return AllServices
	}
	return strings.ToLower(prefix)
}

// classify groups the actions of a statement by access level, and finds the services.
func (p *Page) classify(st *Statement) {
	for i, e := range st.Elements {
		if e.Name != "Action" && e.Name != "NotAction" {
			continue
		}
		st.Elements = slices.Delete(slices.Clone(st.Elements), i, i+1)
		if e.Name == "NotAction" {
			st.Services = []string{AllServices}
			st.Actions = []Actions{{Level: mixed, Values: e.Values, Not: true}}
			return
		}
		groups := map[Level][]explain.Value{}
		for _, v := range e.Values {
			level := p.level(v.Value)
			groups[level] = append(groups[level], v)
			st.Services = append(st.Services, serviceOf(v.Value))
		}
		for _, level := range append(slices.Clone(Levels), mixed) {
			if groups[level] != nil {
				st.Actions = append(st.Actions, Actions{Level: level, Values: groups[level]})
			}
		}
		slices.Sort(st.Services)
		st.Services = slices.Compact(st.Services)
		return
	}
}

// level returns the level of all actions that a pattern matches.
func (p *Page) level(pattern string) Level {
	if serviceOf(pattern) == AllServices {
		return mixed
	}
	found := unknown
	for i, a := range p.expand(pattern) {
		if l := levelOf(a); i == 0 {
			found = l
		} else if l != found {
			return mixed
		}
	}
	return Levels[found]
}

// grants returns what an owner may do according to its own statements and those of
// its managed policies, by service. Denied actions are marked and not subtracted.
func (p *Page) grants(o *Owner) []*Grant {
	all := map[string]*Grant{}
	allowed := map[string]bool{}
	for st := range statementsOf(o) {
		for _, group := range st.Actions {
			for _, v := range group.Values {
				service := serviceOf(v.Value)
				if group.Not {
					service = AllServices
				}
				if all[service] == nil {
					all[service] = &Grant{Service: service}
				}
				g := all[service]
				switch {
				case st.Effect == "Deny":
					g.Denied = true
				case service == AllServices:
					g.All, g.Except = true, g.Except || group.Not
					g.Counts = [6]int{1, 1, 1, 1, 1, 0}
				case len(p.expand(v.Value)) == 0:
					g.Counts[unknown]++
				}
				if st.Effect == "Deny" || service == AllServices {
					continue
				}
				g.All = g.All || strings.HasSuffix(v.Value, ":*")
				for _, a := range p.expand(v.Value) {
					if name := a.String(); !allowed[name] {
						allowed[name] = true
						g.Counts[levelOf(a)]++
					}
				}
			}
		}
	}
	var out []*Grant
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[name])
	}
	return out
}

// statementsOf yields the statements that decide what an owner may do.
func statementsOf(o *Owner) func(func(*Statement) bool) {
	return func(yield func(*Statement) bool) {
		owners := []*Owner{o}
		for _, a := range o.Attached {
			if a.Owner != nil && !a.Boundary {
				owners = append(owners, a.Owner)
			}
		}
		for _, o := range owners {
			for _, policy := range o.Policies {
				for _, st := range policy.Statements {
					if !policy.Trust && !yield(st) {
						return
					}
				}
			}
		}
	}
}

// columns returns the services of all grants.
func columns(owners []*Owner) []string {
	seen := map[string]bool{}
	for _, o := range owners {
		for _, g := range o.Grants {
			seen[g.Service] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)) // AllServices sorts first
}

// Row returns the grants of an owner in the order of p's columns; nil where it has
// none.
func (p *Page) Row(o *Owner) []*Grant {
	out := make([]*Grant, len(p.Columns))
	for _, g := range o.Grants {
		out[slices.Index(p.Columns, g.Service)] = g
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }
