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
	before := len(c.out.Gained) + len(c.out.Lost)
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
	if s.guessed != "" && before == len(c.out.Gained)+len(c.out.Lost) {
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

// search is for the requests of one group.
type search struct {
	*comparer
	group   actionGroup
	about   []source // the statements that are about the group
	keys    []dimension
	guessed string // the policy variables of which not all values matter alike, or ""
	found   map[string]bool
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
	if new.Effect == Allowed {
		s.out.Gained = append(s.out.Gained, change)
	} else {
		s.out.Lost = append(s.out.Lost, change)
	}
}

// resources are one of each class of resources. Those that look like what the
// actions are about come first, and stand for their classes.
func (s *search) resources() []string {
	t := texts{within: compileText("arn:*:*:*:*:*")}
	var seeds []string
	for _, name := range s.group.known {
		seeds = append(seeds, examplesOf(name)...)
		if len(seeds) > 20 {
			break
		}
	}
	if len(seeds) == 0 {
		seeds = []string{"*"}
	}
	named := false
	for _, st := range s.about {
		for _, r := range st.Resources {
			named = true
			if r != "*" {
				t.add(st.resource(r), false)
				seeds = append(seeds, exampleResource(r))
			}
		}
	}
	seeds = append(seeds, "*")
	if !named {
		return []string{"arn:aws:iam::123456789012:role/example"}
	}
	made, ok := t.classes()
	if !ok { // a * that runs on over colons makes a class of each set of patterns
		t.colons = arnParts - 1
		for _, p := range t.patterns {
			t.colons = max(t.colons, p.count(':'))
		}
		made, ok = t.classes()
	}
	if !ok {
		s.giveUp("%s has too many patterns of resources", s.what())
	}
	classes := map[string]bool{}
	var out []string
	for i, text := range slices.Concat(seeds, made) {
		if i < len(seeds) && text != "*" && !t.within.match(text) {
			continue
		}
		class := make([]byte, len(t.patterns))
		for i, p := range t.patterns {
			if p.match(text) {
				class[i] = 1
			}
		}
		if !classes[string(class)] {
			classes[string(class)] = true
			out = append(out, text)
		}
	}
	return out
}

// resource is a pattern of a Resource element, in which a policy variable may
// have any value.
func (s *source) resource(text string) pattern {
	if !s.variables {
		text = strings.ReplaceAll(text, "${", "${$}{")
	}
	return compileResource(text)
}

// examplesOf are ARNs of the resources that an action of AWS takes.
func examplesOf(action string) []string {
	a, ok := FindAction(action)
	if !ok {
		return nil
	}
	var out []string
	for _, t := range a.ResourceTypes {
		for _, format := range t.ARNs {
			for {
				before, after, ok := cutPlaceholder(format)
				if !ok {
					break
				}
				format = before + "*" + after
			}
			out = append(out, exampleResource(format))
		}
	}
	return out
}

// exampleResource is an ARN that a pattern matches.
func exampleResource(text string) string {
	parts := splitARN(text)
	for i, p := range parts {
		fill := "example"
		switch {
		case i < arnParts-1 && (p == "*" || strings.HasPrefix(p, "${")):
			p, fill = "*", [...]string{"arn", "aws", "example", "us-east-1", "123456789012"}[i]
		case i < arnParts-1:
			fill = ""
		}
		for {
			start := strings.Index(p, "${")
			if start < 0 || !strings.Contains(p[start:], "}") {
				break
			}
			p = p[:start] + fill + p[start+strings.Index(p[start:], "}")+1:]
		}
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "*", fill), "?", "x")
	}
	for i := len(parts); i < arnParts; i++ {
		parts = append(parts, "example")
	}
	return strings.Join(parts, ":")
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
