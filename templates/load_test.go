package templates_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
	"github.com/goccy/go-yaml"
)

// names are the templates, e.g., "service-v2".
func names(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(templates.FS, "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("templates: %v, %v", files, err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".yaml")
	}
	return files
}

// written is a template as far as using it alone needs to know it.
type written struct {
	Parameters map[string]struct {
		Type      any
		Doc       string
		Wildcards bool
		Default   any `yaml:"default,omitempty"`
		Example   any `yaml:"example,omitempty"`
		Optional  bool
	}
	Role           *struct{ Trust any }
	Policy         any
	ResourcePolicy any `yaml:"resourcePolicy,omitempty"`
	Tests          []map[string]any
}

// passesTo are the templates that allow what does not work without passing a
// role, or nothing else, and the services that roles go to.
var passesTo = map[string]string{
	"pass-roles":           "ec2",
	"serverless-submitter": "emr-serverless",
	"emr-admin":            "elasticmapreduce ec2",
	"studio-admin":         "elasticmapreduce",
	"cluster-starter":      "elasticmapreduce ec2",

	"custom-service-v1":       "ec2",
	"session-user":            "elasticmapreduce",
	"serverless-session-user": "emr-serverless",

	"step-functions-emr":        "elasticmapreduce ec2",
	"step-functions-serverless": "emr-serverless",
	"scheduler-caller":          "emr-serverless",

	"serverless-owner":         "emr-serverless",
	"serverless-power-user":    "emr-serverless",
	"serverless-data-engineer": "emr-serverless",
	"studio-user-intermediate": "emr-serverless",
	"studio-user-advanced":     "emr-serverless",
	"studio-user-serverless":   "emr-serverless",
}

// trustsRole reports whether the template leaves it to the spec which role may
// assume its own.
func (w written) trustsRole() bool { return w.Role != nil && w.Role.Trust == nil }

func read(t *testing.T, name string) written {
	t.Helper()
	src, err := fs.ReadFile(templates.FS, name+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var w written
	if err := yaml.Unmarshal(src, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// alone is a spec that uses nothing but one template and gives each of the
// template's parameters a parameter of its own, or, if bare is set, only those
// that the template requires.
func alone(t *testing.T, name string, bare bool) string {
	t.Helper()
	return asText(t, aloneTree(t, name, read(t, name), bare))
}

func asText(t *testing.T, tree map[string]any) string {
	t.Helper()
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func aloneTree(t *testing.T, name string, w written, bare bool) map[string]any {
	t.Helper()
	params, with := map[string]any{}, map[string]string{}
	for p, decl := range w.Parameters {
		if bare && (decl.Optional || decl.Default != nil) {
			continue
		}
		d := map[string]any{"type": decl.Type, "doc": decl.Doc}
		if decl.Optional {
			d["optional"] = true
		}
		if decl.Wildcards {
			d["wildcards"] = true
		}
		if decl.Default != nil {
			d["default"] = decl.Default
		}
		if decl.Example != nil {
			d["example"] = decl.Example
		}
		params[p], with[p] = d, "${"+p+"}"
	}
	out := map[string]any{"version": 1, "name": "alone", "parameters": params}
	switch {
	case w.ResourcePolicy != nil:
		out["roles"] = map[string]any{"Trusted": map[string]any{"template": "instance", "roleName": "Trusted"}}
		out["resourcePolicies"] = map[string]any{"Alone": map[string]any{"template": name, "with": with}}
	case w.Policy == nil:
		body := map[string]any{"template": name, "roleName": "Alone", "with": with}
		roles := map[string]any{"Alone": body}
		if w.trustsRole() {
			body["trust"] = map[string]any{"role": "Trusted"}
			roles["Trusted"] = map[string]any{"template": "instance", "roleName": "Trusted"}
		}
		passRoles(name, body)
		out["roles"] = roles
	default:
		body := map[string]any{"template": name, "policyName": "Alone", "with": with}
		passRoles(name, body)
		if name == "studio-user-advanced" { // more than one managed policy takes
			body["place"] = "auto"
		}
		out["policies"] = map[string]any{"Alone": body}
	}
	return out
}

// passRoles lets a role or policy pass roles to the services without which its
// template is of no use.
func passRoles(name string, body map[string]any) {
	var passes []any
	for _, service := range strings.Fields(passesTo[name]) {
		passes = append(passes, map[string]string{"arn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/Passed", "to": service})
	}
	if passes != nil {
		body["passes"] = passes
	}
}

// load compiles a spec in which nothing is found wrong.
func load(t *testing.T, src string) *spec.Spec {
	t.Helper()
	s, diags := compile.Load("spec.yaml", []byte(src), templates.FS)
	for _, f := range diags.Findings() {
		t.Errorf("%s: %s: %s [%s]", f.Pos, f.Severity, f.Message, f.Code)
	}
	if s == nil || t.Failed() {
		t.Fatalf("the spec does not load:\n%s", src)
	}
	return s
}

// role loads a spec of one role and returns it, with a binding of examples.
func role(t *testing.T, src string) (*spec.Role, spec.Binding) {
	t.Helper()
	s := load(t, src)
	i := slices.IndexFunc(s.Roles, func(r *spec.Role) bool { return r.Name == "Alone" })
	if i < 0 {
		t.Fatalf("no role Alone in\n%s", src)
	}
	return s.Roles[i], s.Example()
}

// statements are all statements of a spec's policies.
func statements(s *spec.Spec) []*spec.Statement {
	var out []*spec.Statement
	for _, r := range s.Roles {
		for _, p := range r.Policies {
			out = append(out, p.Document.Statements...)
		}
	}
	for _, p := range s.Policies {
		out = append(out, p.Document.Statements...)
	}
	for _, p := range s.ResourcePolicies {
		out = append(out, p.Document.Statements...)
	}
	return out
}

// grant is what a statement says, in a form that two spellings of the same
// share: lists are sorted, actions are in lower case.
type grant struct {
	Effect             string
	Actions, Resources []string
	Conditions         map[string][]string // by "operator key"
}

// grants are those of a role under a binding, by Sid.
func grants(t *testing.T, r *spec.Role, b spec.Binding) map[string]grant {
	t.Helper()
	out := map[string]grant{}
	for _, p := range r.Policies {
		for _, st := range p.Document.Statements {
			if !b.Holds(st.When) {
				continue
			}
			if st.NotActions || st.NotResources {
				t.Fatalf("statement %s has NotAction or NotResource", st.Sid)
			}
			g := grant{st.Effect, lowered(b.List(st.Actions)), sorted(b.List(st.Resources)), map[string][]string{}}
			for _, c := range st.Conditions {
				g.Conditions[c.Operator+" "+c.Key] = sorted(b.List(c.Values))
			}
			out[st.Sid] = g
		}
	}
	return out
}

func lowered(list []string) []string {
	out := slices.Clone(list)
	for i, s := range out {
		out[i] = strings.ToLower(s)
	}
	return sorted(out)
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
