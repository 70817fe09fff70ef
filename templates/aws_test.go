package templates_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/spec"
)

// awsPolicy is an AWS managed policy as moto carries it.
type awsPolicy struct {
	Path     string
	Document struct{ Statement []awsStatement }
}

type awsStatement struct {
	Sid, Effect      string
	Principal        principals
	Action, Resource texts
	Condition        map[string]map[string]texts
}

// principals are those of a statement, by type; "*" is of the type "*".
type principals map[string]texts

func (ps *principals) UnmarshalJSON(b []byte) error {
	if string(b) == `"*"` {
		*ps = principals{"*": nil}
		return nil
	}
	return json.Unmarshal(b, (*map[string]texts)(ps))
}

// texts is one text or a list of them.
type texts []string

func (ts *texts) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*ts = texts{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(ts))
}

func (st awsStatement) grant() grant {
	g := grant{st.Effect, lowered(st.Action), sorted(st.Resource), map[string][]string{}}
	for kind, values := range st.Principal {
		g.Conditions["principal "+kind] = sorted(values)
	}
	for op, keys := range st.Condition {
		for key, values := range keys {
			g.Conditions[op+" "+key] = sorted(values)
		}
	}
	return g
}

// fromAWS is an AWS managed policy; ok is false if AWS has none of that name.
func fromAWS(t *testing.T, name string) (p awsPolicy, ok bool) {
	t.Helper()
	src, ok := iamtest.ManagedPolicies(t)[name]
	if !ok {
		return p, false
	}
	p.Path = src.Path
	if err := json.Unmarshal(src.Document, &p.Document); err != nil {
		t.Fatalf("AWS's policy %s: %v", name, err)
	}
	return p, true
}

// statementsFromAWS are those of a managed policy that AWS must have.
func statementsFromAWS(t *testing.T, name string) []awsStatement {
	t.Helper()
	p, ok := fromAWS(t, name)
	if !ok {
		t.Fatalf("moto has no policy %s", name)
	}
	return p.Document.Statement
}

// The managed policies that templates attach exist, at the path they name.
func TestManagedPolicies(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, name := range names(t) {
		s := load(t, alone(t, name, false))
		for _, r := range s.Roles {
			for _, arn := range s.Example().List(r.Managed) {
				_, full, _ := strings.Cut(arn, ":policy/")
				i := strings.LastIndexByte(full, '/') + 1
				p, ok := fromAWS(t, full[i:])
				if !ok || p.Path != "/"+full[:i] {
					t.Errorf("%s: AWS has no managed policy %s", name, arn)
				}
				seen++
			}
		}
	}
	if seen < 4 {
		t.Errorf("only %d managed policies seen", seen)
	}
}

// custom-service is AmazonEMRServicePolicy_v2 with its PassRole for the
// default names replaced by PassRole for ours, and Spot's service-linked role.
func TestCustomService(t *testing.T) {
	t.Parallel()
	want := map[string]grant{}
	for _, st := range statementsFromAWS(t, "AmazonEMRServicePolicy_v2") {
		if !slices.Contains(st.Action, "iam:PassRole") {
			want[st.Sid] = st.grant()
		}
	}
	if len(want) < 20 {
		t.Fatalf("only %d statements in AmazonEMRServicePolicy_v2", len(want))
	}
	for _, st := range statementsFromAWS(t, "AmazonElasticMapReduceRole") {
		if slices.Contains(st.Action, "iam:CreateServiceLinkedRole") {
			want["CreateSpotServiceLinkedRole"] = st.grant()
		}
	}
	want["PassInstance"] = passed("MyCustomServiceRoleForClusterEC2Instances", "ec2.amazonaws.com*")
	want["PassAutoScaling"] = passed("EMR_AutoScaling_DefaultRole", "application-autoscaling.amazonaws.com*")

	s := builtin(t)
	r := s.Roles[slices.IndexFunc(s.Roles, func(r *spec.Role) bool { return r.Name == "CustomServiceRole" })]
	if diff := cmp.Diff(want, grants(t, r, s.Example())); diff != "" {
		t.Errorf("CustomServiceRole without a key (-AWS +ours):\n%s", diff)
	}
}

func passed(name, service string) grant {
	return grant{"Allow", []string{"iam:passrole"}, []string{"arn:aws:iam::123456789012:role/" + name}, map[string][]string{"StringLike iam:PassedToService": {service}}}
}

// custom-instance is AmazonElasticMapReduceforEC2Role with S3 limited to
// buckets, and KMS only with a key.
func TestCustomInstance(t *testing.T) {
	t.Parallel()
	aws := map[string]bool{}
	for _, st := range statementsFromAWS(t, "AmazonElasticMapReduceforEC2Role") {
		for _, a := range lowered(st.Action) {
			aws[a] = true
		}
	}
	if !aws["s3:*"] {
		t.Fatalf("AmazonElasticMapReduceforEC2Role allows no s3:*: %v", aws)
	}
	delete(aws, "s3:*")

	r, b := role(t, alone(t, "custom-instance", false))
	ours := map[string]bool{}
	for sid, g := range grants(t, r, b) {
		if sid == "WriteAheadLog" {
			t.Error("the role may use EMR WAL without WAL: true")
		}
		for _, a := range g.Actions {
			if !strings.HasPrefix(a, "s3:") {
				ours[a] = true
			}
		}
		for _, res := range g.Resources {
			if s3 := strings.HasPrefix(sid, "S3"); s3 != strings.HasPrefix(res, "arn:aws:s3:::") || !s3 && res != "*" {
				t.Errorf("statement %s is about %s", sid, res)
			}
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(aws)), slices.Sorted(maps.Keys(ours))); diff != "" {
		t.Errorf("actions beside S3, without a key (-AWS +ours):\n%s", diff)
	}
}
