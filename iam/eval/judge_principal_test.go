package eval_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/iamtest"
)

const (
	accountARN = "arn:aws:iam::111122223333:root"
	sessionARN = "arn:aws:sts::111122223333:assumed-role/r/s"
	roleARN    = "arn:aws:iam::111122223333:role/p/r"
	service    = "elasticmapreduce.amazonaws.com"
)

// TestSimulatorPrincipals is TestSimulator for policies that say whom they are
// about: of buckets and roles, within one account.
func TestSimulatorPrincipals(t *testing.T) {
	t.Parallel()
	folder := iamtest.Package(t, simulator)
	r := newRandom(3)
	var cases []*judged
	for range 2000 {
		c := &judged{identity: []*iam.Document{}}
		c.request = eval.Request{
			Principal: pick(r, []string{callerARN, callerARN, sessionARN, sessionARN, service}),
			Action:    "s3:GetObject", Resource: "arn:aws:s3:::b/x",
			Context: eval.Context{Complete: true, Values: map[string][]string{}},
		}
		if r.chance(50) {
			c.request.Context.Values["aws:SourceAccount"] = []string{pick(r, []string{"111122223333", "444455556666"})}
		}
		doc := r.aboutPrincipals("s3:*", []string{"*"})
		c.resource = doc
		if r.chance(50) {
			c.request.Action, c.request.Resource = "sts:AssumeRole", "arn:aws:iam::111122223333:role/other"
			c.resource, c.trust = nil, r.aboutPrincipals("sts:AssumeRole", nil)
		}
		if isARN := strings.HasPrefix(c.request.Principal, "arn:"); isARN && r.chance(60) {
			c.identity = append(c.identity, r.plain())
		} else if isARN && r.chance(30) {
			c.boundary = r.plain()
		}
		cases = append(cases, c)
	}
	if judge(t, folder, cases)[notPrincipal.name] == 0 {
		t.Errorf("no request shows any more that %s", notPrincipal.name)
	}
}

// aboutPrincipals is the policy of a bucket or a role.
func (r random) aboutPrincipals(action string, resources []string) *iam.Document {
	doc := &iam.Document{Version: "2012-10-17"}
	for range 1 + r.IntN(2) {
		st := iam.Statement{Effect: "Allow", Actions: []string{action}, Resources: resources}
		if r.chance(30) {
			st.Effect, st.NotPrincipals = "Deny", r.chance(50)
		}
		for range 1 + r.IntN(2) {
			st.Principals = append(st.Principals, pick(r, []iam.Principal{
				{Type: "AWS", Values: []string{pick(r, []string{callerARN, sessionARN, roleARN, accountARN})}},
				{Type: "AWS", Values: []string{"444455556666", "arn:aws:iam::111122223333:user/bob"}},
				{Type: "Service", Values: []string{service}},
				{Type: "Service", Values: []string{"ec2.amazonaws.com"}},
			}))
		}
		if r.chance(10) {
			st.Principals, st.NotPrincipals = []iam.Principal{{Type: "*"}}, false
		}
		if r.chance(30) {
			st.Conditions = []iam.Condition{{Operator: pick(r, []string{"StringEquals", "StringNotEquals", "StringEqualsIfExists"}), Key: "aws:SourceAccount", Values: []string{"111122223333"}}}
		}
		doc.Statements = append(doc.Statements, st)
	}
	return doc
}

// plain is a policy that allows, or denies, all or something else.
func (r random) plain() *iam.Document {
	return &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{{
		Effect:  pick(r, []string{"Allow", "Allow", "Allow", "Deny"}),
		Actions: []string{pick(r, []string{"*", "s3:*", "sts:AssumeRole", "ec2:*"})}, Resources: []string{"*"},
	}}}
}
