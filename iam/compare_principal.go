package iam

import (
	"slices"
	"strings"
)

// callers are principals of each way to be named by some statement.
type callers struct {
	texts []string
	named []*[itself + 1]bitset // by source: of texts, by how it names them, and those that it names anyway
}

func (c *comparer) newCallers() callers {
	out := []string{
		"arn:aws:iam::999999999999:role/example", // a stranger
		"*", "Service:example.amazonaws.com", "Federated:example.com", "CanonicalUser:example",
	}
	for _, s := range c.sources {
		for _, p := range s.Principals {
			out = append(out, examplesOfPrincipal(p)...)
		}
	}
	slices.Sort(out)
	all := callers{texts: slices.Compact(out), named: make([]*[itself + 1]bitset, len(c.sources))}
	parsed := make([]caller, len(all.texts))
	for i, text := range all.texts {
		parsed[i] = newCaller(text)
	}
	for i, s := range c.sources {
		if s.Principals != nil {
			all.named[i] = c.naming(s, parsed)
		}
	}
	return all
}

// naming is how a statement names callers. Each is held against those of its
// principals only that may name it.
func (c *comparer) naming(s source, by []caller) *[itself + 1]bitset {
	out := &[itself + 1]bitset{}
	for i := range out {
		out[i] = newBitset(len(by))
	}
	e := c.old
	if s.new {
		e = c.new
	}
	few := map[string][]principal{}
	for _, p := range s.compiled.principals {
		name := p.value
		if path, ok := strings.CutPrefix(p.arn.Resource, "role/"); ok { // its sessions, and itself
			session := sessionOf(p.arn.Account, path[strings.LastIndexByte(path, '/')+1:])
			few[session] = append(few[session], p)
		} else if p.arn.Resource == "root" {
			name = p.arn.Account
		}
		few[name] = append(few[name], p)
	}
	for i := range by {
		st := *s.compiled
		session, _ := strings.CutPrefix(by[i].arn.Resource, "assumed-role/")
		session, _, _ = strings.Cut(session, "/")
		st.principals = slices.Concat(few[""], few[by[i].text], few[by[i].arn.Account], few[sessionOf(by[i].arn.Account, session)])
		c.spend(1 + len(st.principals))
		if as, t := st.namesCaller(&query{evaluator: e, caller: by[i]}); t == Yes {
			out[as].add(i)
			out[anyway].add(i)
		}
	}
	return out
}

func sessionOf(account, role string) string { return "session " + account + " " + role }

// asker is who may make a request, and one who is looked at. Its atoms are sets
// of callers.
type asker struct {
	sets    *[]bitset
	allowed bitset
}

func (a *asker) holds(atom int) bool { return (*a.sets)[atom].has(a.allowed.first()) }

func (a *asker) may(atom int, want bool) bool {
	_, ok := a.assert(atom, want)
	return ok
}

func (a *asker) assert(atom int, want bool) (constraint, bool) {
	out := &asker{a.sets, a.allowed.and((*a.sets)[atom], want)}
	return out, out.allowed.first() >= 0
}

func examplesOfPrincipal(p Principal) []string {
	var out []string
	for _, v := range p.Values {
		if p.Type != "AWS" {
			out = append(out, p.Type+":"+v)
			continue
		}
		arn := callerARN(v)
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
