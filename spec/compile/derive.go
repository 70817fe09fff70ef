package compile

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// derivation copies fields between bodies, according to from.
type derivation struct {
	what   string // "role" or "policy"
	bodies map[string]*syntaxBody
	exists []*syntaxBody // of which the spec says nothing that could be copied
	path   []*syntaxBody // those that are being made
	done   map[*syntaxBody]bool
}

// derive completes all bodies: those with from, and those with each.
func (s *syntaxSpec) derive() {
	derive(s.roles, s.existing, "role")
	derive(s.policies, nil, "policy")
	s.multiply()
}

// derive adds to each body with from the fields of the other body, below its own.
func derive(bodies, exists []*syntaxBody, what string) {
	d := derivation{what: what, exists: exists, bodies: map[string]*syntaxBody{}, done: map[*syntaxBody]bool{}}
	for _, b := range bodies {
		d.bodies[b.name] = b
	}
	for _, b := range bodies {
		d.derive(b)
	}
}

// derive reports whether b could be completed.
func (d *derivation) derive(b *syntaxBody) bool {
	f, ok := b.fields.get("from")
	if ok && f.n.Kind == syntax.Null {
		b.fields = b.fields.without("from")
		ok = false
	}
	if made, seen := d.done[b]; seen || !ok {
		return made || !seen
	}
	d.done[b] = false // until it is made
	base := d.base(b, f)
	if base == nil {
		return false
	}
	d.path = append(d.path, b)
	made := d.derive(base)
	d.path = d.path[:len(d.path)-1]
	if !made {
		return false
	}
	if b.depth = base.depth + 1; b.depth > syntax.MaxFrom {
		f.sc.errorf(f.n.Span(), "too-large", "%s %s inherits through more than %d others by from", d.what, b.name, syntax.MaxFrom)
		return false
	}
	b.fields = b.fields.over(b.copies(base, d.what), joined)
	d.done[b] = true
	return true
}

// base returns the body that b inherits from; nil, after a finding, if there is
// none.
func (d *derivation) base(b *syntaxBody, f field) *syntaxBody {
	what := d.what + " " + b.name
	if t, ok := b.fields.get("template"); ok && t.n.Kind != syntax.Null {
		f.sc.notef(f.key.Span(), "two-origins", "a "+d.what+" has either; from also inherits the other's template", t.key.Span().Pos, "the template is here", "%s has both template and from", what)
		return nil
	}
	name, ok := f.sc.plain(f.n, "from of "+what)
	if !ok {
		return nil
	}
	base := d.bodies[name]
	switch {
	case slices.ContainsFunc(d.exists, func(e *syntaxBody) bool { return e.name == name }):
		f.sc.helpf(f.n.Span(), "unknown-from", "name a role that the spec creates", "from of %s names %s, an existing role whose fields are not in the spec", what, name)
		return nil
	case base == nil:
		f.sc.helpf(f.n.Span(), "unknown-from", diag.DidYouMean(name, sortedKeys(d.bodies)), "from of %s names %q, which is not a %s of the spec", what, name, d.what)
		return nil
	case base == b || slices.Contains(d.path, base):
		f.sc.errorf(f.n.Span(), "from-cycle", "%s inherits from itself%s", what, d.circle(base))
		return nil
	}
	return base
}

// circle lists the bodies through which a body inherits from itself.
func (d *derivation) circle(from *syntaxBody) string {
	out := ""
	for i := slices.Index(d.path, from); 0 <= i && i < len(d.path); i++ {
		sep := ", "
		if out == "" {
			sep = ", through "
		}
		out += sep + d.path[i].name
	}
	return out
}

// identifying are the fields that identify a body in IAM, in a stack and in the spec.
var identifying = []string{"roleName", "policyName", "logicalId", "output", "export", "from"}

// copies returns the fields of base for b: in scopes that record this, and without
// the fields that identify base.
func (b *syntaxBody) copies(base *syntaxBody, what string) fields {
	from := func(sc *scope) {
		sc.via = append(slices.Clone(sc.via), diag.Note{Pos: b.at.Pos, Text: fmt.Sprintf("%s %s inherits from this", what, b.name)})
		sc.from = cmp.Or(sc.from, base.name)
		sc.copied = true
	}
	return base.fields.only(func(key string) bool { return !slices.Contains(identifying, key) }).in(from)
}

// byDepth sorts bodies so that each comes after the one it inherits from. A mistake
// is then reported there first.
func byDepth(bodies []*syntaxBody) []*syntaxBody {
	return slices.SortedStableFunc(slices.Values(bodies), func(a, b *syntaxBody) int { return cmp.Compare(a.depth, b.depth) })
}
