package denied_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/denied"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// TestTrust offers to trust a caller where the trust policy is what is missing, and
// nowhere else. Each change, written into the spec, allows the request and opens
// nothing else.
func TestTrust(t *testing.T) {
	t.Parallel()
	text := []byte(`version: 1
name: t
roles:
  Node: {kind: instance, roleName: node, trust: {service: ec2}}
  Service: {template: service-v2, roleName: svc}
  Step: {template: runtime-step, roleName: step, with: {DataBucket: data}, trust: {role: Node}}
  Job: {kind: serverless, roleName: job, trust: {service: emr-serverless}}
  Wrong: {kind: serverless, roleName: wrong, trust: {service: glue}}
  Pod:
    kind: eks-job
    roleName: pod
    trust:
      oidc: {provider: oidc.eks.eu-west-1.amazonaws.com/id/AB, subject: "system:serviceaccount:jobs:a"}
  Person: {kind: studio-user, roleName: person, trust: {role: Node}}
`)
	s, found := compile.Load("spec.yaml", text, templates.FS)
	if s == nil {
		t.Fatal(found.Findings())
	}
	x := &denied.Explainer{Spec: s, Templates: templates.FS, Extends: "spec.yaml", Before: found, Load: loadChange(text)}
	const assume = " is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/"
	for name, c := range map[string]struct{ message, want string }{
		"a role of the spec":       {"User: arn:aws:sts::444455556666:assumed-role/node/i-0" + assume + "job", "trust: [{service: emr-serverless}, {role: Node}]"},
		"a trust of the template":  {"User: arn:aws:sts::444455556666:assumed-role/job/x" + assume + "step because no role trust policy allows the sts:AssumeRole action", "trust: [{role: Node}, {role: Job}]"},
		"a role elsewhere":         {"User: arn:aws:sts::777788889999:assumed-role/lake/x" + assume + "job", `{Effect: Allow, Principal: {AWS: "arn:${AWS::Partition}:iam::777788889999:role/lake"}, Action: "sts:AssumeRole"}`},
		"a user":                   {"User: arn:aws:iam::444455556666:user/ana" + assume + "job", `{AWS: "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/ana"}`},
		"another action":           {"User: arn:aws:sts::444455556666:assumed-role/node/i-0 is not authorized to perform: sts:SetSourceIdentity on resource: arn:aws:iam::444455556666:role/step", `{role: Node, actions: ["sts:SetSourceIdentity"]}`},
		"a service":                {"Could not assume runtime role arn:aws:iam::444455556666:role/wrong because it does not exist or isn't setup with the required trust relationship.", "trust: [{service: glue}, {service: emr-serverless}]"},
		"a token":                  {`{"eventVersion":"1.08","userIdentity":{"type":"WebIdentityUser","principalId":"arn:aws:iam::444455556666:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB:sts.amazonaws.com:system:serviceaccount:jobs:b","userName":"system:serviceaccount:jobs:b","identityProvider":"arn:aws:iam::444455556666:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"},"eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","errorCode":"AccessDenied","errorMessage":"Not authorized to perform sts:AssumeRoleWithWebIdentity","requestParameters":{"roleArn":"arn:aws:iam::444455556666:role/pod"},"recipientAccountId":"444455556666"}`, `{oidc: {provider: "oidc.eks.eu-west-1.amazonaws.com/id/AB", subject: "system:serviceaccount:jobs:b"}}`},
		"an assertion":             {`{"eventVersion":"1.08","userIdentity":{"type":"SAMLUser","principalId":"AbC=:ana","userName":"ana","identityProvider":"AbC="},"eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithSAML","errorCode":"AccessDenied","errorMessage":"Not authorized to perform sts:AssumeRoleWithSAML","requestParameters":{"sAMLAssertionID":"_c0","roleSessionName":"ana","roleArn":"arn:aws:iam::444455556666:role/person","principalArn":"arn:aws:iam::444455556666:saml-provider/Okta"},"recipientAccountId":"444455556666"}`, `trust: [{role: Node}, {saml: {provider: "Okta"}}]`},
		"a hidden user":            {"User: arn:aws:iam::444455556666:user/***" + assume + "job", ""},
		"a session of a person":    {"User: arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_0a/ana" + assume + "job", ""},
		"a role that services use": {"User: arn:aws:iam::444455556666:user/ana" + assume + "svc", ""},
		"a condition":              {"User: arn:aws:sts::444455556666:assumed-role/other/x" + assume + "elsewhere", ""},
	} {
		found := &denied.Found{}
		if err := denied.Scan(strings.NewReader(c.message), "log", found); err != nil || len(found.Denials) != 1 {
			t.Fatalf("%s: %v, %d denials", name, err, len(found.Denials))
		}
		e := x.Explain(found.Denials[0])
		if e.Because != denied.Trust {
			t.Errorf("%s: the cause is %s\n%s", name, e.Because, e.Text())
		}
		if c.want == "" {
			if len(e.Changes) > 0 {
				t.Errorf("%s: there is a change\n%s", name, e.Text())
			}
			continue
		}
		if len(e.Changes) != 1 || !strings.Contains(e.Changes[0].Overlay, c.want) {
			t.Errorf("%s: no %s in\n%s", name, c.want, e.Text())
			continue
		}
		ch := e.Changes[0]
		if len(ch.Opens) != 1 || strings.Contains(ch.Opens[0], "123456789012") {
			t.Errorf("%s opens %q", name, ch.Opens)
		}
		fixed, err := denied.Fix("spec.yaml", text, ch)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		after, found2 := compile.Load("spec.yaml", fixed, templates.FS)
		if after == nil {
			t.Errorf("%s: %v\n%s", name, found2.Findings(), fixed)
			continue
		}
		if err := ch.Verify(after); err != nil {
			t.Errorf("%s: %v\n%s", name, err, fixed)
		}
		if err := ch.Verify(s); err == nil {
			t.Errorf("%s: the spec before the change is verified", name)
		}
	}
}

// TestTrustElsewhere: the items of trust that a change keeps are those of the file
// that writes them, an extended spec or a role with each.
func TestTrustElsewhere(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"base.yaml": "version: 1\nname: base\nroles:\n  Node: {kind: instance, roleName: node, trust: {service: ec2}}\n  Job:\n    kind: serverless\n    roleName: job\n    trust: {service: emr-serverless}\n",
		"own.yaml":  "version: 1\nname: own\nextends: base.yaml\nroles:\n  Tenant:\n    each: [a, b]\n    kind: serverless\n    roleName: tenant-${each}\n    trust: {service: emr-serverless}\n",
	}
	ld := compile.Loader{Templates: templates.FS, ReadFile: func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}}
	s, found := ld.Load("own.yaml", []byte(files["own.yaml"]))
	if s == nil {
		t.Fatal(found.Findings())
	}
	x := &denied.Explainer{Spec: s, Templates: templates.FS, Extends: "own.yaml", Before: found, Load: func(text []byte) (*spec.Spec, *diag.List) {
		return lint.Finish(ld.Load("overlay.yaml", text))
	}}
	for role, want := range map[string]string{
		"job":      "  Job:\n    trust: [{service: emr-serverless}, {role: Node}]\n",
		"tenant-a": "  Tenant:\n    trust: [{service: emr-serverless}, {role: Node}]\n",
	} {
		d := denied.Parse("User: arn:aws:sts::444455556666:assumed-role/node/i-0 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/" + role)
		e := x.Explain(d[0])
		if len(e.Changes) != 1 || !strings.Contains(e.Changes[0].Overlay, want) {
			t.Errorf("%s:\n%s", role, e.Text())
			continue
		}
		if opens := e.Changes[0].Opens; role == "tenant-a" && (len(opens) != 1 || !strings.HasPrefix(opens[0], "role Tenant of a, b: ")) {
			t.Errorf("%s: it opens %q, not all roles of each", role, opens)
		}
		fixed, err := denied.Fix("own.yaml", []byte(files["own.yaml"]), e.Changes[0])
		if err != nil || !strings.Contains(string(fixed), "{role: Node}]") {
			t.Errorf("%s: %v\n%s", role, err, fixed)
		}
	}
}
