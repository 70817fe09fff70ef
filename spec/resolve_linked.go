package spec

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

var linkedKeys = []string{"name", "when"}

// linkedRoles resolves the statements by which service-linked roles may be
// created: one for each.
func (b *syntaxBody) linkedRoles(what string) []*Statement {
	f, ok := b.fields.get("serviceLinkedRoles")
	if !ok {
		return nil
	}
	what = "serviceLinkedRoles of " + what
	var out []*Statement
	first := map[string]diag.Span{}
	for n := range f.n.list() {
		name, when, keep := f.sc.linkedRole(n, what)
		if name == nil || !keep {
			continue
		}
		i := slices.IndexFunc(LinkedRoles, func(r LinkedRole) bool { return r.Name == name.text })
		if i < 0 {
			f.sc.helpf(name.span(), "unknown-linked-role", diag.DidYouMean(name.text, linkedRoleNames()), "%s has the service-linked role %q, which is not in the table", what, name.text)
			continue
		}
		st := LinkedRoles[i].statement(name.span(), when)
		if before, ok := first[st.Sid]; ok {
			f.sc.add(diag.Finding{
				Span: name.span(), Code: "duplicate-sid", Message: what + " has " + name.text + " twice",
				Notes: []diag.Note{{Pos: before.Pos, Text: "first here"}},
			})
			continue
		}
		first[st.Sid] = name.span()
		b.checkFree(f, st.Sid)
		out = append(out, st)
	}
	return out
}

// linkedRole takes the name and the when of one item apart; the name is nil
// after a finding.
func (sc *scope) linkedRole(n *node, what string) (name *node, when When, keep bool) {
	keep = true
	if n.kind == mappingNode {
		fs := sc.fields(n, what, linkedKeys...)
		sc.required(n.span(), fs, what, "name")
		if f, ok := fs.get("when"); ok {
			when, keep = sc.when(f.n, what)
		}
		if n = fs.at("name").n; n == nil {
			return nil, nil, false
		}
	}
	if _, ok := sc.plain(n, what); !ok {
		return nil, nil, false
	}
	return n, when, keep
}

func (r LinkedRole) statement(at diag.Span, when When) *Statement {
	items := func(texts ...string) []Item {
		var out []Item
		for _, text := range texts {
			out = append(out, Item{Value: Text(text), At: at})
		}
		return out
	}
	services := r.services
	if services == nil {
		services = []string{r.Service}
	}
	return &Statement{
		Sid: "CreateServiceLinkedRoleFor" + r.Name, Effect: "Allow", At: at, Origin: fromEdge(at), When: when,
		Doc: "Creates the service-linked role " + r.When + ".", Source: r.Source,
		Actions:    items(append([]string{"iam:CreateServiceLinkedRole"}, r.also...)...),
		Resources:  []Item{{Value: r.Resource(), At: at}},
		Conditions: []Condition{{Operator: cmp.Or(r.operator, "StringLike"), Key: "iam:AWSServiceName", Values: items(services...), At: at, OpAt: at}},
	}
}
