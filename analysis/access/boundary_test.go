package access_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestBoundaryOfTwo: a boundary is one of several policies, of which one is in an
// older version of IAM's language, in which ${ is text.
func TestBoundaryOfTwo(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
parameters:
  Which: {type: PolicyArn, example: "arn:aws:iam::123456789012:policy/new", values: ["arn:aws:iam::123456789012:policy/new", "arn:aws:iam::123456789012:policy/old"]}
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    permissionsBoundary: "${Which}"
    policies: {Data: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
policies:
  New: {policyName: new, statements: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/${aws:PrincipalTag/team}/*"}]}
  Old: {policyName: old, statements: {Version: "2008-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/$${aws:PrincipalTag/team}/*"}]}}
`)
	at := deploy.New(s).All(s, s.Example())
	context := map[string][]spec.Value{"aws:PrincipalTag/team": {spec.Text("a")}}
	v, err := access.Everywhere(s, at, access.Question{Name: "Job", Action: "s3:GetObject", Resource: spec.Text("arn:aws:s3:::data/a/x"), Context: context})
	if err != nil {
		t.Fatal(err)
	}
	if v.Result != access.Depends || len(v.Cases) != 2 || v.Cases[0].When != "Which=arn:aws:iam::123456789012:policy/new" || v.Cases[0].Result != access.Allowed {
		t.Errorf("%s", v.Text())
	}
}

// TestBoundaryOfSeveral: a boundary under each of several conditions, and none in the
// other deployments.
func TestBoundaryOfSeveral(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
parameters:
  Stage: {type: String, values: [dev, stage, prod], default: dev}
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    permissionsBoundary: [{value: "${Prod.Arn}", when: {Stage: prod}}, {value: "${Staged.Arn}", when: {Stage: stage}}]
    policies: {Data: [{Effect: Allow, Action: ["s3:*", "glue:GetTable"], Resource: "*"}]}
policies:
  Prod: {policyName: prod, statements: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}
  Staged: {policyName: staged, statements: [{Effect: Allow, Action: ["s3:GetObject", "glue:GetTable"], Resource: "*"}]}
`)
	at := deploy.New(s).All(s, s.Example())
	for action, want := range map[string]string{
		"s3:GetObject":  ": allowed",
		"s3:PutObject":  "Stage=dev: allowed, Stage=stage: denied, the permissions boundary, policy Staged, does not allow it",
		"glue:GetTable": "Stage=dev: allowed, Stage=prod: denied, the permissions boundary, policy Prod, does not allow it",
	} {
		v, err := access.Everywhere(s, at, access.Question{Name: "Job", Action: action})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range v.Cases {
			got = append(got, c.When+": "+string(c.Result))
			if c.Result != access.Allowed {
				got = append(got, c.Why)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s: -want +got\n%s", action, diff)
		}
	}
}

// TestBoundaryOfCaller: where a trust names a role, the role's boundary must allow
// what the trust does, whoever is named: the role, its ARN, or one of its sessions.
func TestBoundaryOfCaller(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
roles:
  Asks: {kind: serverless, roleName: asks, path: /emr/, trust: {service: emr-serverless}, permissionsBoundary: "${Fence.Arn}", policies: {Data: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::acme/*"}]}}
  Free: {kind: serverless, roleName: free, trust: {service: emr-serverless}, policies: {Data: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::acme/*"}]}}
  Target: {kind: other, roleName: target, trust: {role: [Asks, Free]}, policies: {Data: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::acme/*"}]}}
policies:
  Fence: {policyName: fence, statements: [{Sid: Only, Effect: Allow, Action: "s3:*", Resource: "arn:${AWS::Partition}:s3:::acme/*"}]}
`)
	for caller, want := range map[string]string{
		"Asks": "the permissions boundary, policy Fence of Asks, does not allow it",
		"arn:aws:iam::123456789012:role/emr/asks":       "the permissions boundary, policy Fence of Asks, does not allow it",
		"arn:aws:sts::123456789012:assumed-role/asks/x": "the permissions boundary, policy Fence of Asks, does not allow it",
		"arn:aws:sts::111111111111:assumed-role/asks/x": "no statement of the trust policy allows it",
		"Free": "",
		"arn:aws:sts::123456789012:assumed-role/free/x": "",
	} {
		v, err := access.Everywhere(s, deploy.New(s).All(s, s.Example()), access.Question{Name: "Target", Principal: spec.Text(caller), Action: "sts:AssumeRole"})
		if err != nil {
			t.Fatal(err)
		}
		if denied := v.Result == access.Denied; denied != (want != "") || denied && v.Cases[0].Why != want {
			t.Errorf("%s: got %s: %s, want %q", caller, v.Result, v.Cases[0].Why, want)
		}
	}
}

// TestUnlessBoundary: where nothing but an unknown boundary is open, the answer
// says that.
func TestUnlessBoundary(t *testing.T) {
	t.Parallel()
	const fence = "arn:aws:iam::123456789012:policy/fence"
	s := load(t, `version: 1
name: acme
roles:
  Job: {kind: serverless, roleName: job, trust: {service: emr-serverless}, permissionsBoundary: "`+fence+`", policies: {Data: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::acme/*"}, {Effect: Allow, Action: "s3:PutObject", Resource: "arn:${AWS::Partition}:s3:::acme/*", Condition: {StringEquals: {"aws:SourceVpc": vpc-1}}}]}}
  Attached: {kind: serverless, roleName: attached, trust: {service: emr-serverless}, managedPolicies: ["`+fence+`"], policies: {Data: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::acme/*"}]}}
`)
	for _, c := range []struct {
		role, action string
		result       access.Result
		unless       string
	}{
		{"Job", "s3:GetObject", access.Unknown, fence},
		{"Job", "s3:PutObject", access.Unknown, ""}, // which depends on a key, too
		{"Job", "s3:DeleteObject", access.Denied, ""},
		{"Attached", "s3:GetObject", access.Unknown, ""},
	} {
		v, err := access.Everywhere(s, deploy.New(s).All(s, s.Example()), access.Question{Name: c.role, Action: c.action, Resource: spec.Text("arn:aws:s3:::acme/x")})
		if err != nil {
			t.Fatal(err)
		}
		if v.Result != c.result || v.Cases[0].Unless != c.unless {
			t.Errorf("%s %s: got %s unless %q, want %s unless %q", c.role, c.action, v.Result, v.Cases[0].Unless, c.result, c.unless)
		}
	}
}
