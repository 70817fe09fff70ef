package policies

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkNames finds documents that contain a name which the deployment makes and which
// an environment does not give. They have the logical name instead.
func checkNames(s *spec.Spec, l *diag.List) {
	for _, p := range s.MadeNames() {
		lack := slices.DeleteFunc(slices.Clone(s.Environments), func(e *spec.Environment) bool { _, given := e.Values[p.Name]; return given })
		path := firstWith(s, p)
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

// firstWith is the first document that uses p, as its file is called; "" if there is
// none.
func firstWith(s *spec.Spec, p *spec.Param) string {
	uses := func(d *spec.Document) bool { return slices.Contains(s.ParamsOfDocument(d), p) }
	for _, r := range s.Roles {
		if uses(r.Trust) {
			return r.Name + "/trust"
		}
		for _, rp := range r.Policies {
			if uses(rp.Document) {
				return r.Name + "/" + rp.Name
			}
		}
	}
	for _, m := range s.Policies {
		if uses(m.Document) {
			return m.Name
		}
	}
	for _, m := range s.ResourcePolicies {
		if uses(m.Document) {
			return m.Name
		}
	}
	return ""
}
