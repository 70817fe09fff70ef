package compile

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// linkedRoles resolves the statements that allow creating service-linked roles, one
// for each role.
func (b *syntaxBody) linkedRoles(what string) []*spec.Statement {
	f := b.fields.at("serviceLinkedRoles")
	what = "serviceLinkedRoles of " + what
	var out []*spec.Statement
	first := map[string]diag.Span{}
	for n := range f.n.List() {
		name, when, keep := f.sc.linkedRole(n, what)
		if name == nil || !keep {
			continue
		}
		i := slices.IndexFunc(spec.LinkedRoles, func(r spec.LinkedRole) bool { return r.Name == name.Text })
		if i < 0 {
			f.sc.helpf(name.Span(), "unknown-linked-role", diag.DidYouMean(name.Text, spec.LinkedRoleNames()), "%s names the service-linked role %q, which emriam does not know", what, name.Text)
			continue
		}
		st := linkedStatement(spec.LinkedRoles[i], name.Span(), when)
		if before, ok := first[st.Sid]; ok {
			f.sc.notef(name.Span(), "duplicate-sid", "", before.Pos, "first here", "%s has %s twice", what, name.Text)
			continue
		}
		first[st.Sid] = name.Span()
		b.checkFree(f, st.Sid)
		out = append(out, st)
	}
	return out
}

// linkedRole returns the name and the when of one item; the name is nil after a
// finding.
func (sc *scope) linkedRole(n *syntax.Node, what string) (name *syntax.Node, when spec.When, keep bool) {
	keep = true
	if n.Kind == syntax.Mapping {
		fs := sc.fields(n, what, language.LinkedRole)
		sc.required(n.Span(), fs, what, "name")
		when, keep = fs.when(what)
		if n = fs.at("name").n; n == nil {
			return nil, nil, false
		}
	}
	if _, ok := sc.plain(n, what); !ok {
		return nil, nil, false
	}
	return n, when, keep
}

func linkedStatement(r spec.LinkedRole, at diag.Span, when spec.When) *spec.Statement {
	items := func(texts ...string) []spec.Item {
		return lists.Map(texts, func(text string) spec.Item { return spec.Item{Value: spec.Text(text), At: at} })
	}
	services := r.Services
	if services == nil {
		services = []string{r.Service}
	}
	return &spec.Statement{
		Sid: "CreateServiceLinkedRoleFor" + r.Name, Effect: "Allow", At: at, Origin: fromEdge(at), When: when,
		Doc: "Creates the service-linked role " + r.When + ".", Source: r.Source,
		Actions:    items(append([]string{"iam:CreateServiceLinkedRole"}, r.Also...)...),
		Resources:  []spec.Item{{Value: r.Resource(), At: at}},
		Conditions: []spec.Condition{{Operator: cmp.Or(r.Operator, "StringLike"), Key: "iam:AWSServiceName", Values: items(services...), At: at, OpAt: at}},
	}
}
