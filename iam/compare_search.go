package iam

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// compare looks for requests of a group that only one side allows.
func (c *comparer) compare(g actionGroup) {
	if c.alike(g, true) {
		return
	}
	s := &search{comparer: c, group: g, found: map[string]bool{}}
	for _, i := range g.relevant {
		s.about = append(s.about, c.sources[i])
	}
	if !s.contexts() {
		return
	}
	for _, resource := range s.resources() {
		dimensions := s.dimensions(resource)
		size := 1
		for _, d := range dimensions {
			if size *= len(d.choices); size > c.budget {
				c.giveUp("%s has too many conditions to look at each combination of values", s.what())
				return
			}
		}
		for _, principal := range s.principals() {
			if c.budget -= size; c.budget < 0 {
				c.giveUp("%s has too many conditions to look at each combination of values", s.what())
				return
			}
			r := Request{Principal: principal, Action: g.rep, Resource: resource, Context: Context{Values: map[string][]string{}, Complete: true}}
			s.each(dimensions, &r)
		}
	}
	if s.guessed != "" && !s.proven() {
		c.giveUp("%s has values that depend on %s", s.what(), s.guessed)
	}
}

// alike reports whether both sides have the same statements about a group, but
// for their order, and for actions if it is about one only.
func (c *comparer) alike(g actionGroup, one bool) bool {
	if c.old.given != c.new.given {
		return false // what is nowhere named is denied by a boundary, too
	}
	var lines [2][]string
	for _, i := range g.relevant {
		s := c.sources[i]
		st := s.Statement
		if one {
			st.NotActions, st.Actions = false, []string{"*"}
		}
		version := ""
		if s.variables {
			version = "2012-10-17"
		}
		side := 0
		if s.new {
			side = 1
		}
		for _, line := range grants(version, st) {
			lines[side] = append(lines[side], s.kind.String()+line)
		}
	}
	for i := range lines {
		slices.Sort(lines[i])
		lines[i] = slices.Compact(lines[i])
	}
	return slices.Equal(lines[0], lines[1])
}

// proven reports whether, for each direction, a difference was found or there
// surely is none, although not all values were tried.
func (s *search) proven() bool {
	return (s.gained || s.within(true)) && (s.lost || s.within(false))
}

// within reports whether all that one side allows is surely allowed by the other,
// statement by statement: each that allows is covered by one that allows, and
// each that denies on the other side by one that denies.
func (s *search) within(new bool) bool {
	if s.old.given != s.new.given {
		return false
	}
	for _, st := range s.about {
		denies := st.Effect == "Deny"
		if denies == (st.new == new) {
			continue
		}
		if !slices.ContainsFunc(s.about, func(by source) bool {
			return by.new != st.new && by.Effect == st.Effect && by.kind == st.kind && by.variables == st.variables && Covers(by.anyAction(), st.anyAction())
		}) {
			return false
		}
	}
	return true
}

// anyAction is s as it is about any action.
func (s *source) anyAction() Statement {
	st := s.Statement
	st.NotActions, st.Actions = false, []string{"*"}
	return st
}

// search is for the requests of one group.
type search struct {
	*comparer
	group   actionGroup
	about   []source // the statements that are about the group
	keys    []dimension
	guessed string // the policy variables of which not all values matter alike, or ""
	found   map[string]bool
	gained  bool
	lost    bool
}

// what names the group in a reason.
func (s *search) what() string {
	if n := len(s.group.known); n > 1 {
		return fmt.Sprintf("%s and %d more", s.group.known[0], n-1)
	}
	return s.group.rep
}

// dimension is a condition key, with one choice of values for each class of
// values. A choice without values is that the key is absent.
type dimension struct {
	key     string
	choices [][]string
}

// each has both sides decide on a request with each combination of choices,
// those with the fewest keys first.
func (s *search) each(dimensions []dimension, r *Request) {
	if len(dimensions) == 0 {
		s.decide(r)
		return
	}
	d := dimensions[0]
	for _, values := range d.choices {
		delete(r.Context.Values, d.key)
		if len(values) > 0 {
			r.Context.Values[d.key] = values
		}
		s.each(dimensions[1:], r)
	}
	delete(r.Context.Values, d.key)
}

func (s *search) decide(r *Request) {
	old, new := s.old.Evaluate(r), s.new.Evaluate(r)
	if (old.Effect == Allowed) == (new.Effect == Allowed) {
		return
	}
	name := fmt.Sprint(new.Effect == Allowed, old.By(), new.By())
	if s.found[name] {
		return
	}
	s.found[name] = true
	change := Change{Actions: s.group.known, Witness: *r, Old: old, New: new}
	change.Witness.Context.Values = maps.Clone(r.Context.Values)
	s.gained = s.gained || new.Effect == Allowed
	s.lost = s.lost || old.Effect == Allowed
	if new.Effect == Allowed {
		s.out.Gained = append(s.out.Gained, change)
	} else {
		s.out.Lost = append(s.out.Lost, change)
	}
}

// principals are callers of each way to be named.
func (s *search) principals() []string {
	const stranger = "arn:aws:iam::999999999999:role/example"
	out := []string{stranger}
	asked := false
	for _, st := range s.about {
		asked = asked || st.kind == TrustPolicy || st.kind == ResourcePolicy
		for _, p := range st.Principals {
			out = append(out, examplesOfPrincipal(p)...)
		}
	}
	if !asked {
		return []string{""}
	}
	out = append(out, "*", "Service:example.amazonaws.com", "Federated:example.com", "CanonicalUser:example")
	slices.Sort(out)
	return slices.Compact(out)
}

func examplesOfPrincipal(p Principal) []string {
	var out []string
	for _, v := range p.Values {
		if p.Type != "AWS" {
			out = append(out, p.Type+":"+v)
			continue
		}
		arn := callerARN(v)
		if arn.Account == "" {
			continue // "*", or what is no principal any more
		}
		partition := arn.Partition
		if partition == "" {
			partition = "aws"
		}
		account := func(service, resource string) string {
			return ARN{partition, service, "", arn.Account, resource}.String()
		}
		out = append(out, account("iam", "root"), account("iam", "role/example"))
		if arn.Resource != "root" {
			out = append(out, v)
		}
		if path, ok := strings.CutPrefix(arn.Resource, "role/"); ok {
			out = append(out, account("sts", "assumed-role/"+path[strings.LastIndexByte(path, '/')+1:]+"/example"))
		}
	}
	return out
}
