package spec

import "github.com/emriam/emriam/spec/diag"

// change is something that an overlay did to a statement.
type change struct {
	element, verb string
	sc            *scope
	at            diag.Span
}

// Change is something that an overlay did to a statement.
type Change struct {
	Element string // e.g., "Action"
	Verb    string // "replaces", "removes", "adds to" or "takes from"
	Origin
}

// Origin is where st comes from, whatever was changed since.
func (st *Statement) Origin() Origin {
	if st.written == nil {
		return Origin{From: FromEdge, At: st.At.Pos}
	}
	return st.written.sc.origin(st.At)
}

// Changes are what overlays did to st, in order.
func (st *Statement) Changes() []Change {
	if st.written == nil {
		return nil
	}
	var out []Change
	for _, c := range st.written.changes {
		out = append(out, Change{c.element, c.verb, c.sc.origin(c.at)})
	}
	return out
}

// Removed is a statement that a role or policy would have, had an overlay not
// taken it away.
type Removed struct {
	Sid string
	Origin
	By Origin
}

// Removed are the statements that overlays took away from r.
func (r *Role) Removed() []Removed { return r.body.removedStatements() }

// Removed are the statements that overlays took away from p.
func (p *Policy) Removed() []Removed { return p.body.removedStatements() }

type removal struct {
	st *syntaxStatement
	sc *scope
	by diag.Span
}

func (b *syntaxBody) removedStatements() []Removed {
	var out []Removed
	for _, r := range b.removed {
		out = append(out, Removed{r.st.sid, r.st.sc.origin(r.st.at), r.sc.origin(r.by)})
	}
	return out
}
