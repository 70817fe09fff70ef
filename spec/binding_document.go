package spec

import "github.com/emriam/emriam/iam"

// Document returns d under b, or nil if none of its statements is present.
func (b Binding) Document(d *Document) *iam.Document {
	out := &iam.Document{Version: d.Version, ID: d.ID, Statements: make([]iam.Statement, 0, len(d.Statements))}
	for _, st := range d.Statements {
		if b.Holds(st.When) {
			out.Statements = append(out.Statements, b.Statement(st))
		}
	}
	if len(out.Statements) == 0 {
		return nil
	}
	return out
}

// Statement returns st under b, whose When must hold.
func (b Binding) Statement(st *Statement) iam.Statement {
	out := iam.Statement{
		Sid:           st.Sid,
		Effect:        st.Effect,
		NotPrincipals: st.NotPrincipals,
		NotActions:    st.NotActions,
		Actions:       b.List(st.Actions),
		NotResources:  st.NotResources,
		Resources:     b.List(st.Resources),
	}
	for _, p := range st.Principals {
		out.Principals = append(out.Principals, iam.Principal{Type: p.Type, Values: b.List(p.Values)})
	}
	for _, c := range st.Conditions {
		out.Conditions = append(out.Conditions, iam.Condition{Operator: c.Operator, Key: b.Text(c.KeyText()), Values: b.List(c.Values)})
	}
	return out
}
