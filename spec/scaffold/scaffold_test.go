package scaffold_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/scaffold"
	"github.com/emriam/emriam/templates"
)

// built is the built-in spec.
var built = sync.OnceValue(func() *spec.Spec {
	s, _ := compile.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS)
	return s
})

func compileSpec(t *testing.T, o scaffold.Options) (*spec.Spec, string) {
	t.Helper()
	text, err := scaffold.New(o, built())
	if err != nil {
		t.Fatal(err)
	}
	s, found := lint.Finish(compile.Load("roles.yaml", text, templates.FS))
	if len(found.Findings()) > 0 {
		var w strings.Builder
		if err := found.Write(&w, "text", diag.Tool{}, false, true); err != nil {
			t.Error(err)
		}
		t.Fatalf("%v has findings:\n%s", o.Roles, w.String())
	}
	return s, string(text)
}

// all is everything that can be chosen.
func all(t *testing.T) []string {
	var out []string
	for _, c := range scaffold.Choices() {
		if len(c.Members) == 0 {
			t.Errorf("stack %s has no members", c.Stack)
		}
		out = append(append(out, c.Stack), c.Members...)
	}
	return append(out, compile.TemplateNames(templates.FS)...)
}

// partOf are choices that name no role themselves, with one that they are for.
var partOf = map[string]string{
	"EncryptedConfiguration": "IdentityCenterRole",
	"KerberosConfiguration":  "IdentityCenterRole",
	"StepConfiguration":      "runtime-step", "serverless-job-policy": "serverless-execution", "serverless-log-key-policy": "serverless-execution", "queue-policy": "custom-instance",
	"topic-policy": "custom-instance", "repository-policy": "serverless-execution", "s3-endpoint-policy": "custom-instance",
}

// Whatever is chosen, the spec has no finding, not even a warning.
func TestEachChoice(t *testing.T) {
	for _, name := range all(t) {
		chosen := []string{name}
		if role, ok := partOf[name]; ok {
			if _, err := scaffold.New(scaffold.Options{Roles: chosen}, built()); err == nil || !strings.Contains(err.Error(), "also choose one") {
				t.Errorf("%s by itself: %v", name, err)
			}
			chosen = append(chosen, role)
		}
		compileSpec(t, scaffold.Options{Name: "acme", Roles: chosen})
	}
}

// Two templates may need one thing each, or the same.
func TestEachPairOfTemplates(t *testing.T) {
	names := compile.TemplateNames(templates.FS)
	for i, a := range names {
		for _, b := range names[i+1:] {
			if partOf[a] != "" && partOf[b] != "" {
				continue
			}
			compileSpec(t, scaffold.Options{Roles: []string{a, b}})
		}
	}
}

func TestAllTogether(t *testing.T) {
	s, _ := compileSpec(t, scaffold.Options{Roles: all(t)})
	built := built()
	if len(s.Roles) != len(built.Roles) || len(s.Policies) != len(built.Policies) || len(s.Stacks) != len(built.Stacks) ||
		len(s.Params) != len(built.Params) || len(s.SecurityConfigurations) != len(built.SecurityConfigurations) || len(s.ResourcePolicies) != len(built.ResourcePolicies) {
		t.Errorf("the spec of all choices is not the whole built-in one: it has %d roles of %d, %d policies of %d",
			len(s.Roles), len(built.Roles), len(s.Policies), len(built.Policies))
	}
	for _, r := range s.Roles {
		i := slices.IndexFunc(built.Roles, func(b *spec.Role) bool { return b.Name == r.Name })
		if b := built.Roles[i]; len(b.Policies) != len(r.Policies) || len(b.Managed) != len(r.Managed) {
			t.Errorf("role %s has %d inline and %d managed policies; the built-in one %d and %d", r.Name, len(r.Policies), len(r.Managed), len(b.Policies), len(b.Managed))
		}
	}
}

// What is not chosen is neither there nor named, and what cannot be missed is.
func TestClosure(t *testing.T) {
	s, text := compileSpec(t, scaffold.Options{Name: "acme", Roles: []string{"StudioIntermediateUser"}})
	if len(s.Roles) != 1 || s.Roles[0].Name != "StudioServiceRole" {
		t.Errorf("a policy for users of a Studio needs the Studio's role, and no other; there are %d", len(s.Roles))
	}
	if got, _ := s.Roles[0].RoleName.Literal(); got != "acme-StudioServiceRole" {
		t.Errorf("the role is named %s", got)
	}
	for _, absent := range []string{"ServerlessExecutionRole", "StudioBasicUser", "&studio-user", "*studio-user", "ServiceRoleV1", "terraform"} {
		if strings.Contains(strings.ReplaceAll(text, "StudioServiceRole", ""), absent) {
			t.Errorf("it holds %q:\n%s", absent, text)
		}
	}
	if !strings.Contains(text, "      Collaboration: \"${StudioCollaboration}\"\n") {
		t.Errorf("what the anchor of another policy stands for is not there:\n%s", text)
	}
}

func TestUnknownChoice(t *testing.T) {
	for name, want := range map[string]string{
		"emr-studios":  `did you mean "emr-studio"`,
		"servce-v2":    `did you mean "service-v2"`,
		"InstanceRoll": `did you mean "InstanceRole"`,
		"zzzzzzzzzzzz": "is not a stack, role, policy or template",
	} {
		if _, err := scaffold.New(scaffold.Options{Roles: []string{name}}, built()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	for _, name := range []string{"Acme", "a_b", "1a", strings.Repeat("a", 33), "a\nb"} {
		if _, err := scaffold.New(scaffold.Options{Name: name}, built()); err == nil {
			t.Errorf("the name %q is taken", name)
		}
	}
	compileSpec(t, scaffold.Options{Name: strings.Repeat("a", 32), Roles: all(t)})
}
