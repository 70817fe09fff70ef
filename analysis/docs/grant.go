package docs

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
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

// IsAll reports whether g is about every service.
func (g *Grant) IsAll() bool { return g.Service == AllServices }

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
			out = append(out, Levels[i].Name+" "+strconv.Itoa(n))
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
	all := lists.Flat(slices.Concat(p.Roles, p.Policies), func(o *Owner) []*Grant { return o.Grants })
	return levelsOf(all)
}

func levelsOf(grants []*Grant) []Level {
	if slices.ContainsFunc(grants, func(g *Grant) bool { return g.Counts[unknown] > 0 }) {
		return Levels
	}
	return Levels[:unknown]
}

// patterns are what patterns match, those used so far.
type patterns map[string][]facts.Action

// expand returns the actions that AWS has for a pattern.
func (ps patterns) expand(pattern string) []facts.Action {
	all, ok := ps[pattern]
	if !ok {
		all = facts.MatchActions(pattern)
		ps[pattern] = all
	}
	return all
}

// index returns what the patterns of all statements match, with the letters of their
// levels. A pattern for all services is not in it: it matches everything.
func (ps patterns) index() map[string][][2]string {
	out := map[string][][2]string{}
	for pattern, actions := range ps {
		if strings.ContainsAny(pattern, "*?") && serviceOf(pattern) != AllServices {
			for _, a := range actions {
				out[pattern] = append(out[pattern], [2]string{a.String(), Levels[levelOf(a)].Letter})
			}
		}
	}
	return out
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
		st.Actions, st.Services = p.patterns.group(e.Values)
		return
	}
}

// group groups actions by access level, and finds their services.
func (ps patterns) group(values []explain.Value) (actions []Actions, services []string) {
	groups := map[Level][]explain.Value{}
	for _, v := range values {
		level := ps.level(v.Value)
		groups[level] = append(groups[level], v)
		services = append(services, serviceOf(v.Value))
	}
	for _, level := range append(slices.Clone(Levels), mixed) {
		if groups[level] != nil {
			actions = append(actions, Actions{Level: level, Values: groups[level]})
		}
	}
	slices.Sort(services)
	return actions, slices.Compact(services)
}

// level returns the level of all actions that a pattern matches.
func (ps patterns) level(pattern string) Level {
	if serviceOf(pattern) == AllServices {
		return mixed
	}
	found := unknown
	for i, a := range ps.expand(pattern) {
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
	all := collected{patterns: p.patterns}
	for st := range statementsOf(o) {
		for _, group := range st.Actions {
			for _, v := range group.Values {
				all.add(v.Value, group.Not, st.Effect == "Deny")
			}
		}
	}
	return all.grants()
}

// collected are grants that are being collected, by service.
type collected struct {
	patterns patterns
	all      map[string]*Grant
	allowed  map[string]bool
}

// add adds what a pattern matches, or with not what it does not match.
func (c *collected) add(pattern string, not, deny bool) {
	if c.all == nil {
		c.all, c.allowed = map[string]*Grant{}, map[string]bool{}
	}
	service := serviceOf(pattern)
	if not {
		service = AllServices
	}
	if c.all[service] == nil {
		c.all[service] = &Grant{Service: service}
	}
	g := c.all[service]
	switch {
	case deny:
		g.Denied = true
		return
	case service == AllServices:
		g.All, g.Except = true, g.Except || not
		g.Counts = [6]int{1, 1, 1, 1, 1, 0}
		return
	case len(c.patterns.expand(pattern)) == 0:
		g.Counts[unknown]++
	}
	g.All = g.All || strings.HasSuffix(pattern, ":*")
	for _, a := range c.patterns.expand(pattern) {
		if name := a.String(); !c.allowed[name] {
			c.allowed[name] = true
			g.Counts[levelOf(a)]++
		}
	}
}

func (c *collected) grants() []*Grant {
	return lists.Map(slices.Sorted(maps.Keys(c.all)), func(name string) *Grant { return c.all[name] })
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
func columns(grants []*Grant) []string {
	seen := lists.Set(lists.Map(grants, func(g *Grant) string { return g.Service }))
	return slices.Sorted(maps.Keys(seen)) // AllServices sorts first
}

// Heat is a table of who may do what by service, in groups of rows.
type Heat struct {
	Columns []string // services, AllServices first
	Groups  [][]HeatRow
}

// HeatRow is what the owner with an ID may do.
type HeatRow struct {
	ID, Name string
	Cells    []*Grant // in the order of the columns; nil where there is none
}

// row returns the row of some grants.
func (h *Heat) row(id, name string, grants []*Grant) HeatRow {
	cells := make([]*Grant, len(h.Columns))
	for _, g := range grants {
		cells[slices.Index(h.Columns, g.Service)] = g
	}
	return HeatRow{id, name, cells}
}

// Heat is the table of the roles, and of the policies.
func (p *Page) Heat() *Heat {
	h := &Heat{Columns: p.Columns}
	for _, owners := range [][]*Owner{p.Roles, p.Policies} {
		rows := lists.Map(owners, func(o *Owner) HeatRow { return h.row(o.ID, o.Name, o.Grants) })
		if rows != nil {
			h.Groups = append(h.Groups, rows)
		}
	}
	return h
}
