package access_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
)

const wildcards = `version: 1
name: acme
parameters:
  Alias: {type: String, example: corp}
  Prefix: {type: NamePrefix, example: team}
  Bucket: {type: BucketName, example: amzn-s3-demo-data}
roles:
  Job:
    kind: other
    trust:
      - {Sid: Root, Effect: Allow, Principal: {AWS: "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}, Action: "sts:AssumeRole", Condition: {ArnLike: {"aws:PrincipalArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-*"}}}
    policies:
      Data:
        - {Sid: Read, Effect: Allow, Action: ["s3:GetObject", "s3:PutObject", "sts:AssumeRole"], Resource: "*"}
        - {Sid: NotAcme, Effect: Deny, Action: "s3:GetObject", Resource: "*", Condition: {ArnLike: {"aws:PrincipalArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-*"}}}
        - {Sid: NoRole, Effect: Deny, Action: "s3:PutObject", Resource: "*", Condition: {ArnLike: {"aws:PrincipalArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"}}}
        - {Sid: Elsewhere, Effect: Deny, Action: "s3:*", Resource: "*", Condition: {ArnLike: {"aws:PrincipalArn": ["arn:${AWS::Partition}:iam::111122223333:role/other/*", "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/acme-*"]}}}
  Free:
    kind: other
    roleName: "${Alias}-job"
    trust: {service: ec2}
    policies:
      Data:
        - {Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "*"}
        - {Sid: NotAcme, Effect: Deny, Action: "s3:GetObject", Resource: "*", Condition: {ArnLike: {"aws:PrincipalArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-*"}}}
  Passer:
    kind: other
    roleName: passer
    trust: {role: Job}
    managedPolicies: ["${Guard.Arn}"]
    policies:
      Pass:
        - {Sid: Pass, Effect: Allow, Action: "iam:PassRole", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"}
        - {Sid: NoAcme, Effect: Deny, Action: "iam:PassRole", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-*"}
        - {Sid: Team, Effect: Allow, Action: "iam:TagRole", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Prefix}-*"}
        - {Sid: Ours, Effect: Allow, Action: "iam:GetRole", Resource: "${Job.Arn}"}
        - {Sid: Others, Effect: Allow, Action: "iam:UpdateRole", NotResource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme-*"}
        - {Sid: Path, Effect: Allow, Action: "iam:ListRoleTags", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/acme/*"}
        - {Sid: Account, Effect: Allow, Action: "iam:ListRolePolicies", Resource: "arn:${AWS::Partition}:iam::111122223333:role/acme-*"}
        - {Sid: Objects, Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::${Bucket}/*"}
        - {Sid: NoLogs, Effect: Deny, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::*-logs/*"}
        - {Sid: Logs, Effect: Allow, Action: "s3:PutObject", Resource: "arn:${AWS::Partition}:s3:::logs/${Job.Name}/*"}
        - {Sid: NoAcmeLogs, Effect: Deny, Action: "s3:PutObject", Resource: "arn:${AWS::Partition}:s3:::logs/acme-*"}
        - {Sid: Policies, Effect: Allow, Action: "iam:GetPolicy", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/acme-*"}
policies:
  Guard:
    doc: Guards.
    statements: {Effect: Allow, Action: "iam:ListRoles", Resource: "*"}
environments:
  given: {partition: aws, region: us-east-1, account: "111122223333", values: {Alias: corp, Prefix: acme, Bucket: acme-data}, names: {Job: acme-Job-1, Guard: g}}
  open: {partition: aws, region: us-east-1, account: "111122223333", values: {Alias: corp, Prefix: acme, Bucket: acme-data}}
`

// TestNamesThatWildcardsMatch: a name that the deployment makes, or that contains a
// parameter, is every name that it may be. What holds for each of them is decided.
func TestNamesThatWildcardsMatch(t *testing.T) {
	t.Parallel()
	s := load(t, wildcards)
	const iam = "arn:aws:iam::123456789012:"
	for _, tt := range []struct {
		question string // role, action, resource, principal
		env      string
		want     access.Result
		depends  string
	}{
		{"Job s3:GetObject arn:aws:s3:::x/y", "", access.Depends, "Job.Name"},
		{"Job s3:PutObject arn:aws:s3:::x/y", "", access.Denied, ""},
		{"Free s3:GetObject arn:aws:s3:::x/y", "", access.Depends, "Alias"},
		{"Passer iam:PassRole " + iam + "role/${Job.Name}", "", access.Depends, "Job.Name"},
		{"Passer iam:TagRole " + iam + "role/${Job.Name}", "", access.Depends, "Job.Name Prefix"},
		{"Passer iam:GetRole " + iam + "role/${Job.Name}", "", access.Allowed, ""},
		{"Passer iam:GetRole " + iam + "role/acme-Job-1ABC2DEF3GHI", "", access.Depends, "Job.Name"},
		{"Passer iam:GetRole " + iam + "role/other", "", access.Denied, ""},
		{"Passer iam:UpdateRole " + iam + "role/${Job.Name}", "", access.Depends, "Job.Name"},
		{"Passer iam:ListRoleTags " + iam + "role/${Job.Name}", "", access.Denied, ""},
		{"Passer iam:ListRolePolicies " + iam + "role/${Job.Name}", "", access.Denied, ""},
		{"Passer iam:GetPolicy " + iam + "role/${Job.Name}", "", access.Denied, ""},
		{"Passer iam:GetPolicy " + iam + "policy/${Guard.Name}", "", access.Depends, "Guard.Name"},
		{"Passer iam:ListRoles *", "", access.Allowed, ""}, // by a policy whose name is open
		{"Passer s3:PutObject arn:aws:s3:::logs/${Job.Name}/x", "", access.Depends, "Job.Name"},
		{"Passer s3:GetObject arn:aws:s3:::my-logs/x", "", access.Denied, ""},
		{"Passer s3:PutObject arn:aws:s3:::logs/$${Job.Name}/x", "", access.Denied, ""}, // a text, not the name
		{"Passer sts:AssumeRole * Job", "", access.Allowed, ""},
		{"Job sts:AssumeRole * Job", "", access.Depends, "Job.Name"},
		{"Passer sts:AssumeRole * " + iam + "role/acme-Job-1ABC2DEF3GHI", "", access.Depends, "Job.Name"},

		{"Passer iam:PassRole arn:aws:iam::111122223333:role/${Job.Name}", "given", access.Denied, ""},
		{"Passer iam:TagRole arn:aws:iam::111122223333:role/${Job.Name}", "given", access.Allowed, ""},
		{"Passer iam:PassRole arn:aws:iam::111122223333:role/${Job.Name}", "open", access.Depends, "Job.Name"},
		{"Passer iam:TagRole arn:aws:iam::111122223333:role/${Job.Name}", "open", access.Depends, "Job.Name"},
		{"Passer iam:ListRolePolicies arn:aws:iam::111122223333:role/${Job.Name}", "open", access.Depends, "Job.Name"},
		{"Passer iam:ListRoleTags arn:aws:iam::111122223333:role/${Job.Name}", "open", access.Denied, ""},
		{"Job s3:GetObject arn:aws:s3:::x/y", "open", access.Depends, "Job.Name"},
		{"Job s3:GetObject arn:aws:s3:::x/y", "given", access.Denied, ""},
		{"Free s3:GetObject arn:aws:s3:::x/y", "open", access.Allowed, ""},
	} {
		words := append(strings.Fields(tt.question), "")
		v, err := access.Ask(s, func(space *deploy.Space) *deploy.Place {
			for _, e := range s.Environments {
				if e.Name == tt.env {
					return space.Environment(s, e)
				}
			}
			return space.All(s, spec.Binding{Partition: "aws", Region: "us-east-1", AccountID: "123456789012"})
		}, access.Question{Name: words[0], Action: words[1], Resource: request(t, s, words[2]), Principal: request(t, s, words[3])})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(v.Depends, " "); v.Result != tt.want || got != tt.depends {
			t.Errorf("%s in %q: %s %s, want %s %s\n%s", tt.question, tt.env, v.Result, got, tt.want, tt.depends, v.Text())
		}
	}
}

// TestTooManyValues: an answer that all values have which were tried is not one for all
// if wildcards tell further values apart.
func TestTooManyValues(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
roles:
  Job:
    kind: other
    trust: {service: lambda}
    policies:
      Data:
        - {Sid: Read, Effect: Allow, Action: "iam:GetRole", Resource: "${Job.Arn}"}
        - {Sid: Write, Effect: Allow, Action: "iam:TagRole", Resource: ["arn:aws:iam::*:role/*a1*", "arn:aws:iam::*:role/*b2*", "arn:aws:iam::*:role/*c3*", "arn:aws:iam::*:role/*d4*", "arn:aws:iam::*:role/*e5*", "arn:aws:iam::*:role/*f6*"]}
`)
	all := func(space *deploy.Space) *deploy.Place {
		return space.All(s, spec.Binding{Partition: "aws", Region: "us-east-1", AccountID: "123456789012"})
	}
	role := request(t, s, "arn:aws:iam::123456789012:role/${Job.Name}")
	_, err := access.Ask(s, all, access.Question{Name: "Job", Action: "iam:GetRole", Resource: role})
	if tooMany := new(formula.TooMany); !errors.As(err, &tooMany) || len(tooMany.Params) != 1 || tooMany.Params[0] != "Job.Name" {
		t.Error(err)
	}
	v, err := access.Ask(s, all, access.Question{Name: "Job", Action: "iam:TagRole", Resource: role})
	if err != nil || v.Result != access.Depends {
		t.Errorf("%+v, %v", v, err)
	}
}

func request(t *testing.T, s *spec.Spec, text string) spec.Value {
	t.Helper()
	v, err := compile.Request(s, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
