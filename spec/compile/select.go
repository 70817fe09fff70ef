package compile

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// selectOperations takes away the statements of a template for operations that the body
// does not select. A statement that names no operation stays, and so does one for several
// of which the body selects one.
func (b *syntaxBody) selectOperations(what string) {
	f, ok := b.fields.get("operations")
	if !ok {
		return
	}
	var declared, selected []string
	declared = append(declared, lists.Map(b.operations, func(op spec.Operation) string { return op.Name })...)
	for _, n := range f.names("operations of " + what) {
		if !slices.Contains(declared, n.Text) {
			f.sc.helpf(n.Span(), "unknown-operation", diag.DidYouMean(n.Text, declared), "%s selects the operation %q, which its template does not declare", what, n.Text)
			return
		}
		selected = append(selected, n.Text)
	}
	if len(selected) == 0 {
		f.sc.helpf(f.n.Span(), "empty-list", "remove it to select all operations", "%s selects no operation", what)
		return
	}
	isSelected := func(name string) bool { return slices.Contains(selected, name) }
	b.operations = slices.DeleteFunc(slices.Clone(b.operations), func(op spec.Operation) bool { return !isSelected(op.Name) })
	unselected := func(st *syntaxStatement) bool {
		of, ok := st.fields.get("operation")
		if !ok {
			return false
		}
		for item := range of.n.List() {
			if isSelected(item.Text) {
				return false
			}
		}
		delete(b.sids, st.sid)
		b.removed = append(b.removed, removal{st, f.sc, f.key.Span()})
		return true
	}
	b.statements = slices.DeleteFunc(b.statements, unselected)
	for _, p := range b.policies {
		p.statements = slices.DeleteFunc(p.statements, unselected)
	}
	b.policies = slices.DeleteFunc(b.policies, func(p *syntaxPolicy) bool { return len(p.statements) == 0 })
}
