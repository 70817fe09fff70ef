package compare

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// callers has principals for each way in which statements can name one.
type callers struct {
	texts []string
	named []*[eval.Itself + 1]bitset // by source: the texts that it names in each way, and in any way
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
	all := callers{texts: slices.Compact(out), named: make([]*[eval.Itself + 1]bitset, len(c.sources))}
	parsed := make([]eval.Caller, len(all.texts))
	for i, text := range all.texts {
		parsed[i] = eval.NewCaller(text)
	}
	for i, s := range c.sources {
		if s.Principals != nil {
			all.named[i] = c.naming(s, parsed)
		}
	}
	return all
}

// naming returns how a statement names each caller. Only principals that may name
// a caller are compared with it.
func (c *comparer) naming(s source, by []eval.Caller) *[eval.Itself + 1]bitset {
	out := &[eval.Itself + 1]bitset{}
	for i := range out {
		out[i] = newBitset(len(by))
	}
	e := c.old
	if s.new {
		e = c.new
	}
	few := map[string][]eval.Principal{}
	for _, p := range s.compiled.Principals {
		name := p.Value
		if path, ok := strings.CutPrefix(p.Arn.Resource, "role/"); ok { // the sessions of the role, and the role
			session := sessionOf(p.Arn.Account, path[strings.LastIndexByte(path, '/')+1:])
			few[session] = append(few[session], p)
		} else if p.Arn.Resource == "root" {
			name = p.Arn.Account
		}
		few[name] = append(few[name], p)
	}
	for i := range by {
		st := *s.compiled
		session, _ := strings.CutPrefix(by[i].Arn.Resource, "assumed-role/")
		session, _, _ = strings.Cut(session, "/")
		st.Principals = slices.Concat(few[""], few[by[i].Text], few[by[i].Arn.Account], few[sessionOf(by[i].Arn.Account, session)])
		c.spend(len(st.Principals))
		if as, t := st.NamesCaller(&eval.Query{Evaluator: e, Caller: by[i]}); t == eval.Yes {
			out[as].add(i)
			out[anyway].add(i)
		}
	}
	return out
}

func sessionOf(account, role string) string { return "session " + account + " " + role }

// asker is the constraint on the caller: the callers that are still possible, the
// first of which is the current one. Its atoms are sets of callers.
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

func examplesOfPrincipal(p iam.Principal) []string {
	var out []string
	for _, v := range p.Values {
		if p.Type != "AWS" {
			out = append(out, p.Type+":"+v)
			continue
		}
		arn := eval.CallerARN(v)
		partition := arn.Partition
		if partition == "" {
			partition = "aws"
		}
		account := func(service, resource string) string {
			return iam.ARN{Partition: partition, Service: service, Region: "", Account: arn.Account, Resource: resource}.String()
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
