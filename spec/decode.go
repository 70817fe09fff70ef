package spec

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// syntaxSpec is a spec as it was written: sections and names are known, what
// is below them is still YAML.
type syntaxSpec struct {
	sc           *scope
	name, doc    string
	nameAt       diag.Span
	params       []*Param
	defaults     map[string]field
	roles        []*syntaxBody
	existing     []*syntaxBody // roles
	policies     []*syntaxBody
	stacks       []entry
	environments []entry
	outputs      []entry
	statements   int // that expand made so far

	configurations []*syntaxBody // security configurations
}

// syntaxBody is a role or a policy as it was written, or, after expand, as
// templates and overlays made it.
type syntaxBody struct {
	name   string
	at     diag.Span // of the name
	sc     *scope
	fields map[string]field

	member *member // of a group; nil for a body without each

	// Set by expand.
	depth      int // how many bodies it is made from, one from another
	template   string
	declined   []string           // Booleans of the template that with says false to
	source     string             // of the template
	doc        string             // of the template
	operations []Operation        // of the template
	policies   []*syntaxPolicy    // of a role
	statements []*syntaxStatement // of a policy
	version    string             // of the document that a policy was written as, or ""
	id         string
	sids       map[string]diag.Span // where each Sid was first used
}

// syntaxPolicy is an inline policy of a role.
type syntaxPolicy struct {
	name       string
	at         diag.Span
	sc         *scope
	version    string
	id         string
	statements []*syntaxStatement
}

// syntaxStatement is a statement whose fields may come from several places.
type syntaxStatement struct {
	sid    string
	at     diag.Span
	sc     *scope
	fields map[string]field
}

var (
	specKeys       = []string{"version", "name", "doc", "parameters", "defaults", "roles", "policies", "securityConfigurations", "stacks", "environments", "outputs", "rules"}
	defaultsKeys   = []string{"path", "permissionsBoundary", "tags", "maxSessionDuration"}
	roleBodyKeys   = []string{"kind", "doc", "source", "path", "maxSessionDuration", "permissionsBoundary", "tags", "trust", "managedPolicies", "policies", "instanceProfile"}
	roleKeys       = append([]string{"each", "template", "from", "existing", "with", "roleName", "passes", "assumes", "place", "statements"}, roleBodyKeys...)
	policyKeys     = append([]string{"each", "template", "from", "with", "policyName", "passes", "assumes", "place"}, policyBodyKeys...)
	policyBodyKeys = []string{"doc", "source", "path", "statements"}
	documentKeys   = []string{"Version", "Id", "Statement"}
	statementKeys  = []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition", "when", "doc", "source", "operation"}
)

// isLogicalName reports whether s matches [A-Z][A-Za-z0-9]{0,63}.
func isLogicalName(s string) bool {
	return s != "" && len(s) <= 64 && 'A' <= s[0] && s[0] <= 'Z' && alnum(s) == s
}

// isPlainName reports whether s matches [A-Za-z][A-Za-z0-9-]{0,127}.
func isPlainName(s string) bool {
	return s != "" && len(s) <= 128 && alnum(s[:1]) == s[:1] && (s[0] < '0' || '9' < s[0]) &&
		alnum(s) == strings.ReplaceAll(s, "-", "")
}

// decode reads the sections of a spec and the names in them.
func decode(sc *scope, root *node) *syntaxSpec {
	fs := sc.fields(root, "the spec", specKeys...)
	sc.required(root.span, fs, "the spec", "version", "name")
	if v, ok := fs["version"]; ok && (v.n.kind != scalarNode || v.n.text != "1") {
		sc.errorf(v.n.span, "bad-version", "the version of the spec language must be 1, not %q", v.n.text)
	}
	out := &syntaxSpec{sc: sc, name: sc.text(fs, "name", "the spec"), doc: sc.text(fs, "doc", "the spec")}
	if f, ok := fs["name"]; ok {
		out.nameAt = f.n.span
	}
	if f, ok := fs["name"]; ok && f.n.kind == scalarNode && !isPlainName(out.name) {
		sc.errorf(f.n.span, "bad-name", "the name of the spec must be letters, digits and hyphens, not %q", out.name)
	}
	out.params = decodeParams(sc, fs)
	for _, p := range out.params {
		sc.params[p.Name] = p
	}
	if f, ok := fs["defaults"]; ok {
		out.defaults = sc.fields(f.n, "defaults", defaultsKeys...)
	}
	out.roles = decodeBodies(sc, fs, "roles", "role", roleKeys)
	out.policies = decodeBodies(sc, fs, "policies", "policy", policyKeys)
	out.configurations = decodeBodies(sc, fs, "securityConfigurations", "security configuration", configurationKeys)
	out.checkNames()
	out.partExisting()
	if len(out.roles)+len(out.policies) == 0 && !sc.diags.HasErrors() {
		sc.errorf(root.span, "empty-spec", "the spec has no role and no policy")
	}
	out.stacks = section(sc, fs, "stacks")
	out.environments = section(sc, fs, "environments")
	out.outputs = section(sc, fs, "outputs")
	decodeSeverities(sc, fs)
	return out
}

func section(sc *scope, fs map[string]field, key string) []entry {
	f, ok := fs[key]
	if !ok {
		return nil
	}
	return sc.entries(f.n, key)
}

func decodeBodies(sc *scope, fs map[string]field, key, what string, keys []string) []*syntaxBody {
	var out []*syntaxBody
	for _, e := range section(sc, fs, key) {
		name := what + " " + e.key.text
		if !checkLogicalName(sc, e.key, what) {
			continue
		}
		out = append(out, &syntaxBody{name: e.key.text, at: e.key.span, sc: sc, fields: sc.fields(e.value, name, keys...)})
	}
	return out
}

func checkLogicalName(sc *scope, key *node, what string) bool {
	if isLogicalName(key.text) {
		return true
	}
	sc.helpf(key.span, "bad-name", "begin with a capital letter and use letters and digits only, e.g., StudioServiceRole", "%q is no name for a %s", key.text, what)
	return false
}

// bodies are all that has a logical name, but for parameters.
func (s *syntaxSpec) bodies() []*syntaxBody {
	return slices.Concat(s.roles, s.policies, s.configurations)
}

// checkNames holds the names of all that has a logical name apart, also
// once identifiers were derived from them: letter case does not tell two
// names apart, nor may a role be named as the profile of another.
func (s *syntaxSpec) checkNames() {
	first := map[string]diag.Span{}
	names := map[string]string{}
	add := func(name, written string, at diag.Span) {
		k := foldName(name)
		if before, ok := first[k]; ok {
			s.sc.add(diag.Finding{
				Span: at, Code: "name-collision",
				Message: "the name " + written + " cannot be told from " + names[k],
				Help:    "parameters, roles, policies and security configurations share one namespace, in which letter case does not count",
				Notes:   []diag.Note{{Pos: before.Pos, Text: names[k] + " is here"}},
			})
			return
		}
		first[k], names[k] = at, written
	}
	for _, p := range s.params {
		add(p.Name, p.Name, p.span())
	}
	for _, b := range s.bodies() {
		add(b.name, b.name, b.at)
	}
	for _, b := range s.roles {
		if before, ok := first[foldName(b.name+"Profile")]; ok {
			s.sc.errorf(before, "name-collision", "the name %sProfile is taken by the instance profile of role %s", b.name, b.name)
		}
	}
}

func foldName(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
