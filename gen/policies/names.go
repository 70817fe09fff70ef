package policies

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkNames finds documents that contain a name which the deployment makes and which
// an environment does not give. They have the logical name instead.
func checkNames(s *spec.Spec, l *diag.List) {
	first := firstWith(s)
	for _, p := range s.MadeNames() {
		lack := slices.DeleteFunc(slices.Clone(s.Environments), func(e *spec.Environment) bool { _, given := e.Values[p.Name]; return given })
		path := first[p]
		if path == "" || len(s.Environments) > 0 && len(lack) == 0 {
			continue
		}
		if p.Made.Stack != nil {
			continue
		}
		where, env := "", "prod"
		if len(lack) > 0 {
			env = lack[0].Name
			where = ", in environment " + env
		}
		name := p.Made.String()
		l.Add(diag.Finding{
			Span: diag.Span{Pos: p.Pos, Len: len(name)}, Severity: diag.Warning, Code: "unknown-made-name",
			Message: fmt.Sprintf("policies/%s.json contains the name that the deployment makes for %s, which the spec does not know%s; the file has %q instead", path, name, where, name),
			Help:    fmt.Sprintf("once it is deployed, write environments: {%s: {names: {%s: …}}}; or leave policies out of outputs", env, name),
		})
	}
}

// firstWith is the first document that uses each parameter, as its file is called.
func firstWith(s *spec.Spec) map[*spec.Param]string {
	out := map[*spec.Param]string{}
	uses := func(name string, d *spec.Document) {
		for _, p := range s.ParamsOfDocument(d) {
			out[p] = cmp.Or(out[p], name)
		}
	}
	for _, r := range s.Roles {
		uses(r.Name+"/trust", r.Trust)
		for _, rp := range r.Policies {
			uses(r.Name+"/"+rp.Name, rp.Document)
		}
	}
	for _, m := range s.Policies {
		uses(m.Name, m.Document)
	}
	for _, m := range s.ResourcePolicies {
		uses(m.Name, m.Document)
	}
	return out
}
