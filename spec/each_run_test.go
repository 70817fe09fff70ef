package spec

import (
	"strings"
	"testing"
)

// TestRuns names all roles of an each, some of them, and all in another order
// or with something else about them.
func TestRuns(t *testing.T) {
	t.Parallel()
	names := &NameList{Names: []string{"acme", "globex"}}
	var arns, others []Value
	for _, n := range names.Names {
		r := &Role{Header: Header{Name: "Tenant" + n, Each: &Each{Group: "Tenant", Name: n, List: names}}}
		arns = append(arns, Value{RoleRef{Role: r, Attr: AttrARN}})
		p := &Policy{Header: Header{Name: "Submit" + n, Each: &Each{Group: "Submit", Name: n, List: names}}}
		others = append(others, Value{PolicyRef{Policy: p}})
	}
	w := When{Given(&Param{Name: "P"})}
	items := func(vs ...Value) []Item {
		var out []Item
		for _, v := range vs {
			out = append(out, Item{Value: v})
		}
		return out
	}
	own := Value{RoleRef{Role: arns[0][0].(RoleRef).Role, Attr: AttrARN, Same: true}}
	for _, tt := range []struct {
		items []Item
		want  string // an item with + stands for all
	}{
		{items(arns...), "${Tenantacme.Arn}+"},
		{items(Text("a"), arns[0], arns[1], others[0], others[1], Text("b")), "a ${Tenantacme.Arn}+ ${Submitacme.Arn}+ b"},
		{items(arns[0], arns[1], arns[0]), "${Tenantacme.Arn}+ ${Tenantacme.Arn}"},
		{items(arns[0]), "${Tenantacme.Arn}"},
		{items(arns[1], arns[0]), "${Tenantglobex.Arn} ${Tenantacme.Arn}"},
		{items(arns[0], others[1]), "${Tenantacme.Arn} ${Submitglobex.Arn}"},
		{items(arns[0].Append(Lit("/a")), arns[1].Append(Lit("/a"))), "${Tenantacme.Arn}/a+"},
		{items(arns[0].Append(Lit("/a")), arns[1].Append(Lit("/b"))), "${Tenantacme.Arn}/a ${Tenantglobex.Arn}/b"},
		{[]Item{{Value: arns[0], When: w}, {Value: arns[1], When: w}}, "${Tenantacme.Arn}+"},
		{[]Item{{Value: arns[0], When: w}, {Value: arns[1]}}, "${Tenantacme.Arn} ${Tenantglobex.Arn}"},
		{items(own, arns[1]), "${Tenantacme.Arn} ${Tenantglobex.Arn}"},
	} {
		var got []string
		for _, run := range Runs(tt.items) {
			text := run.Value.String()
			if run.Each != nil {
				text += "+"
				for _, p := range run.Value {
					if ref, ok := p.(RoleRef); ok && !ref.Same {
						t.Errorf("%s: the reference is not Same", tt.want)
					}
				}
			}
			got = append(got, text)
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("got %s, want %s", text, tt.want)
		}
	}
}
