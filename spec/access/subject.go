package access

import (
	"fmt"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// Subject is a role or policy with the documents that decide on its requests,
// as they are in one place of deployment.
type Subject struct {
	Name string // the logical name, e.g., "ServiceRole"
	ARN  string // of the role or policy

	trust      bool
	caller     string // who asks, in a trust
	callerName string // what the spec or the user calls the caller
	known      iam.Context
	documents  map[iam.PolicyKind][]*document
	evaluator  *iam.Evaluator
}

// Names are the names that Of takes.
func Names(s *spec.Spec) []string {
	out := RoleNames(s)
	for _, p := range s.Policies {
		out = appendName(out, p.Name, p.Each)
	}
	return out
}

// RoleNames are the names that Trust takes.
func RoleNames(s *spec.Spec) []string {
	var out []string
	for _, r := range s.Roles {
		out = appendName(out, r.Name, r.Each)
	}
	return out
}

func appendName(out []string, name string, each *spec.Each) []string {
	if each != nil && each.First() {
		out = append(out, each.Group)
	}
	return append(out, name)
}

// named reports whether a name is that of one role or policy, or of all that
// are made by its each, for which the first stands.
func named(name, logical string, each *spec.Each) bool {
	return name == logical || each != nil && each.First() && name == each.Group
}

func findRole(s *spec.Spec, name string) *spec.Role {
	for _, r := range s.Roles {
		if named(name, r.Name, r.Each) {
			return r
		}
	}
	return nil
}

// Of is the role, or customer managed policy, that has a name, as it is under
// b. It is nil if nothing has the name. A document that IAM would refuse is an
// error.
func Of(s *spec.Spec, name string, b spec.Binding) (*Subject, error) {
	if r := findRole(s, name); r != nil {
		c := collector{spec: s, binding: b}
		return finish(c.role(r), c.identity, c.boundary, nil)
	}
	for _, p := range s.Policies {
		if named(name, p.Name, p.Each) {
			return finish(ofPolicy(p, b))
		}
	}
	return nil, nil
}

func ofPolicy(p *spec.Policy, b spec.Binding) (*Subject, []*document, *document, *document) {
	sub := &Subject{Name: p.Name, ARN: b.Text(p.ARN())}
	sub.known.Values = map[string][]string{"aws:PrincipalAccount": {b.AccountID}}
	return sub, []*document{written(p.Own(), b, "policy "+p.Name)}, nil, nil
}

// Trust is the role that has a name, asked who may assume it: the caller is a
// principal as iam.Request takes it, or a role of the spec by its logical name
// or its ARN. The policies of such a role count too.
func Trust(s *spec.Spec, name, caller string, b spec.Binding) (*Subject, error) {
	r := findRole(s, name)
	if r == nil {
		return nil, nil
	}
	trust := written(r.Trust, b, "trust policy")
	sub := &Subject{Name: r.Name, ARN: b.Text(r.ARN()), trust: true, caller: caller, callerName: caller}
	from := callingRole(s, caller, b)
	if from == nil {
		sub.known = knownOf(caller)
		return finish(sub, nil, nil, trust)
	}
	c := collector{spec: s, binding: b}
	sub.known = c.role(from).known
	sub.callerName = from.Name
	sub.caller = "arn:" + b.Partition + ":sts::" + b.AccountID + ":assumed-role/" + b.Text(from.RoleName) + "/session"
	for _, d := range c.identity {
		d.title += " of " + from.Name
	}
	if c.boundary != nil {
		c.boundary.title += " of " + from.Name
	}
	return finish(sub, c.identity, c.boundary, trust)
}

func callingRole(s *spec.Spec, caller string, b spec.Binding) *spec.Role {
	if r := findRole(s, caller); r != nil {
		return r
	}
	for _, r := range s.Roles {
		if b.Text(r.ARN()) == caller {
			return r
		}
	}
	return nil
}

func finish(sub *Subject, identity []*document, boundary, trust *document) (*Subject, error) {
	sub.documents = map[iam.PolicyKind][]*document{iam.IdentityPolicy: identity}
	var p iam.Policies
	if identity != nil {
		p.Identity = []*iam.Document{}
	}
	for _, d := range identity {
		p.Identity = append(p.Identity, d.document)
	}
	if boundary != nil {
		sub.documents[iam.BoundaryPolicy] = []*document{boundary}
		p.Boundary = boundary.document
	}
	if trust != nil {
		sub.documents[iam.TrustPolicy] = []*document{trust}
		p.Trust = trust.document
	}
	var err error
	if sub.evaluator, err = iam.Compile(p); err != nil {
		return nil, fmt.Errorf("the policies of %s: %w", sub.Name, err)
	}
	return sub, nil
}
