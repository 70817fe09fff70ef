package templates_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// given are values for optional parameters, by type.
var given = map[string]string{
	"KMSKeyArn":    "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
	"KeyId":        "1234abcd-12ab-34cd-56ef-1234567890ab",
	"LogGroupName": "/aws/emr-serverless",
	"Arn":          "arn:aws:sqs:us-east-1:123456789012:failed",
	"BucketName":   "amzn-s3-demo-given",
	"[Arn]":        "arn:aws:secretsmanager:us-east-1:123456789012:secret:given",
	"[RoleArn]":    "arn:aws:iam::123456789012:role/Given",
}

// TestScenarios asks what the tests in templates ask, of a role that takes the
// template as it is: with and without all optional parameters, and in China.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, name := range names(t) {
		w := read(t, name)
		if w.Tests == nil {
			t.Errorf("%s has no tests", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range run(t, name, w, nil) {
				t.Error(f)
			}
		})
		t.Run(name+" without permissions", func(t *testing.T) {
			t.Parallel()
			can := slices.ContainsFunc(w.Tests, func(test map[string]any) bool { return test["can"] != nil && (test["principal"] == nil) })
			if !can || w.ResourcePolicy != nil {
				return // its tests are of who assumes the role, or of a resource policy
			}
			if len(run(t, name, w, nothing(w))) == 0 {
				t.Error("its tests pass for a role that may do nothing")
			}
		})
	}
}

// narrowed is roles that say with which objects of a bucket a template is.
const narrowed = `
version: 1
name: narrowed
roles:
  NodeRole: {template: instance, roleName: node}
  TeamRole: {template: emrfs, roleName: team, with: {Bucket: data, Objects: team/*}, trust: {role: NodeRole}}
  ReadRole: {template: emrfs, roleName: read, with: {Bucket: data, Objects: team/*, Write: false}, trust: {role: NodeRole}}
  StepRole: {template: runtime-step, roleName: step, with: {DataBucket: data, Objects: team/*}, trust: {role: NodeRole}}
tests:
  - {name: inside, role: TeamRole, can: [s3:GetObject, s3:PutObject], resources: "arn:aws:s3:::data/team/x"}
  - {name: outside, role: TeamRole, cannot: [s3:GetObject, s3:PutObject], resources: ["arn:aws:s3:::data/x", "arn:aws:s3:::data/teams/x", "arn:aws:s3:::other/team/x"]}
  - {name: reads, role: ReadRole, can: s3:GetObject, cannot: [s3:PutObject, s3:DeleteObject], resources: "arn:aws:s3:::data/team/x"}
  - {name: a step inside, role: StepRole, can: s3:GetObject, resources: "arn:aws:s3:::data/team/x"}
  - {name: a step outside, role: StepRole, cannot: s3:GetObject, resources: "arn:aws:s3:::data/x"}
  - {name: EMRFS takes the role, role: TeamRole, can: sts:AssumeRole, principal: NodeRole}
  - {name: a step takes its role, role: StepRole, can: [sts:AssumeRole, sts:TagSession], principal: NodeRole}
  - {name: no role takes another, role: StepRole, cannot: sts:AssumeRole, principal: TeamRole}
`

// TestNarrowed asks roles that reach a part of a bucket.
func TestNarrowed(t *testing.T) {
	t.Parallel()
	s, l := lint.Finish(compile.Load("spec.yaml", []byte(narrowed), templates.FS))
	if s == nil || len(s.Tests) == 0 {
		t.Fatalf("%v", l.Findings())
	}
	for _, f := range l.Findings() {
		if strings.HasPrefix(f.Code, "test-") {
			t.Errorf("%s; %s", f.Message, f.Help)
		}
	}
}

// nothing takes the permissions of a role or policy away.
func nothing(w written) map[string]any {
	deny := map[string]any{"Effect": "Deny", "Action": "*", "Resource": "*"}
	if w.Policy != nil {
		return map[string]any{"statements": map[string]any{"Nothing": deny}}
	}
	deny["Sid"] = "Nothing"
	return map[string]any{"policies": map[string]any{"Nothing": []any{deny}}}
}

// run is what is found about the tests of a template, whose role or policy
// says more.
func run(t *testing.T, name string, w written, more map[string]any) []string {
	t.Helper()
	var out []string
	for _, f := range tested(t, name, w, more) {
		if f.Severity == diag.Error && !strings.HasPrefix(f.Code, "test-") {
			t.Fatal(f.Message)
		}
		if strings.HasPrefix(f.Code, "test-") {
			out = append(out, f.Message+"; "+f.Help)
		}
	}
	return out
}

// tested is everything that is found in the spec that run is about.
func tested(t *testing.T, name string, w written, more map[string]any) []diag.Finding {
	t.Helper()
	tree := aloneTree(t, name, w, false)
	section, key := "roles", "role"
	switch {
	case w.Policy != nil:
		section, key = "policies", "policy"
	case w.ResourcePolicy != nil:
		section, key = "resourcePolicies", "resourcePolicy"
		w = onePrincipal(w, tree)
	}
	body := tree[section].(map[string]any)["Alone"].(map[string]any)
	for k, v := range more {
		body[k] = v
	}
	for _, test := range w.Tests {
		test = withSubject(test, key)
		tests, _ := tree["tests"].([]any)
		tree["tests"] = append(tests, test)
	}
	tree["environments"] = environments(t, w)
	_, l := lint.Finish(compile.Load("spec.yaml", []byte(asText(t, tree)), templates.FS))
	return l.Findings()
}

// onePrincipal makes parameters that are lists of principals parameters of one role, so
// that a test can have one as its principal.
func onePrincipal(w written, tree map[string]any) written {
	params := tree["parameters"].(map[string]any)
	w.Parameters = maps.Clone(w.Parameters)
	for _, test := range w.Tests {
		name, _ := test["principal"].(string)
		name = strings.TrimSuffix(strings.TrimPrefix(name, "${"), "}")
		p, ok := w.Parameters[name]
		if !ok {
			continue
		}
		p.Type, p.Example = "RoleArn", "arn:aws:iam::123456789012:role/"+name
		w.Parameters[name] = p
		d := params[name].(map[string]any)
		d["type"], d["example"] = p.Type, p.Example
		if p.Optional {
			delete(d, "example")
		}
	}
	return w
}

func withSubject(test map[string]any, key string) map[string]any {
	out := map[string]any{key: "Alone"}
	for k, v := range test {
		out[k] = v
	}
	return out
}

// environments give all parameters, in two partitions.
func environments(t *testing.T, w written) map[string]any {
	t.Helper()
	values := map[string]any{}
	for name, p := range w.Parameters {
		typ, ok := p.Type.(string)
		if !ok {
			typ = fmt.Sprint(p.Type)
		}
		switch {
		case typ == "Boolean":
			values[name] = true
		case p.Default != nil:
			values[name] = p.Default
		case p.Example != nil:
			values[name] = p.Example
		case given[typ] != "":
			values[name] = given[typ]
		default:
			t.Fatalf("no value for %s, a %v", name, p.Type)
		}
	}
	return map[string]any{
		"full":  map[string]any{"region": "eu-central-1", "account": "111122223333", "values": values},
		"china": map[string]any{"partition": "aws-cn", "region": "cn-north-1", "account": "111122223333", "values": values},
	}
}
