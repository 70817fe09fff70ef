package importer

import (
	"fmt"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// normalizeSids makes Sids what the language takes: letters and digits, unique in
// a role or policy, and not one that another statement gets. A Sid that has to
// change stands in a comment.
func (d *draft) normalizeSids() {
	all := func(owner string, where diag.Pos, documents ...*spec.RolePolicy) {
		s := sids{draft: d, owner: owner, where: where, taken: map[string]bool{}}
		for _, p := range documents {
			s.reserve(p.Document, p.Name)
		}
		for _, p := range documents {
			s.normalize(p.Document, p.Name)
		}
	}
	for _, p := range d.policies {
		all("policy "+p.Name, p.Pos, &spec.RolePolicy{Name: p.Name, Document: p.Document})
	}
	for _, r := range d.roles {
		all("role "+r.Name, r.Pos, r.Policies...)
		all("the trust policy of role "+r.Name, r.Pos, &spec.RolePolicy{Name: "Trust", Document: r.Trust})
	}
}

// sids are those of one role or policy.
type sids struct {
	*draft
	owner string
	where diag.Pos
	taken map[string]bool
}

// reserve takes the Sids that statements without one will get. Where two would
// get the same, one is written.
func (s *sids) reserve(d *spec.Document, name string) {
	for i, sid := range derived(d, name) {
		st := d.Statements[i]
		if isLost(st) || st.Sid != "" {
			continue
		}
		if s.taken[sid] {
			sid = unique(sid, len(sid)+8, func(x string) bool { return !s.taken[x] })
			st.Sid = sid
			continue // normalize changes it
		}
		s.taken[sid] = true
	}
}

// derived are the Sids that statements of a policy get if they have none.
func derived(d *spec.Document, name string) []string {
	out := make([]string, len(d.Statements))
	n := 0
	for i, st := range d.Statements {
		if !isLost(st) {
			n++
			out[i] = fmt.Sprintf("%s%d", spec.Alphanumeric(name), n)
		}
	}
	return out
}

func (s *sids) normalize(d *spec.Document, name string) {
	auto := derived(d, name)
	for i, st := range d.Statements {
		if st.Sid == "" {
			continue
		}
		sid := spec.Alphanumeric(st.Sid)
		if sid == "" {
			sid = auto[i]
		}
		sid = unique(sid, len(sid)+8, func(x string) bool { return !s.taken[x] })
		s.taken[sid] = true
		if sid != st.Sid {
			s.remarks[st] = append(s.remarks[st], fmt.Sprintf("Its Sid was %q.", st.Sid))
			s.note(s.where, "the Sid %q in %s is %s in the spec, where Sids are letters and digits and unique in a role or policy", st.Sid, s.owner, sid)
			st.Sid = sid
		}
	}
}
