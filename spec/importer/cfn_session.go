package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

const sessionMapping = "AWS::EMR::StudioSessionMapping"

// session reads the mapping of a group or user to a Studio, which in a spec belongs to
// the session policy.
func (t *cfn) session(r resource) {
	t.known(r, []string{"StudioId", "IdentityType", "IdentityName", "SessionPolicyArn"})
	t.attributes(r)
	lost := func(key string, why any) {
		t.lose(r.node.Pos(), "%s could not be carried over: its %s: %v", r.id, key, why)
	}
	arn, err := t.value(r.props.Get("SessionPolicyArn"))
	if err != nil {
		lost("SessionPolicyArn", err)
		return
	}
	ref, _ := spec.LonePolicy(arn)
	of := lists.Find(t.policies, func(p *policy) bool { return p.Policy == ref.Policy })
	if of == nil {
		lost("SessionPolicyArn", show(r.props.Get("SessionPolicyArn"))+" is no policy of the template, and in a spec a mapping belongs to its policy")
		return
	}
	t.owners = []string{of.Name}
	kind, err := t.literal(r.props.Get("IdentityType"))
	if kind = strings.ToLower(kind); err == nil && kind != "group" && kind != "user" {
		err = fmt.Errorf("it is neither USER nor GROUP")
	}
	if err != nil {
		lost("IdentityType", err)
		return
	}
	out := spec.Attachment{To: kind, LogicalID: r.id}
	if out.Studio, err = t.single(r.props.Get("StudioId"), r.id+"StudioId", spec.String, ""); err != nil {
		lost("StudioId", err)
		return
	}
	if out.Name.Value, err = t.single(r.props.Get("IdentityName"), r.id+"IdentityName", spec.String, ""); err != nil {
		lost("IdentityName", err)
		return
	}
	for _, part := range slices.Concat(out.Studio, out.Name.Value) {
		switch part.(type) {
		case spec.Lit, spec.Pseudo, spec.ParamRef:
		default:
			lost("StudioId and IdentityName", "they are not texts with parameters")
			return
		}
	}
	for _, o := range t.resources("AWS::IAM::ManagedPolicy") {
		if t.policyOf[o.id] == of && scalarText(o.node.Get("Condition")) == scalarText(r.node.Get("Condition")) {
			of.Attached = append(of.Attached, out) // it exists where its policy does
			return
		}
	}
	out.Name.When = t.exists(r)
	of.Attached = append(of.Attached, out)
}

// nameSessions leaves out logical IDs that a template has without them.
func (t *cfn) nameSessions() {
	for _, p := range t.policies {
		for i, a := range p.Attached {
			if a.Studio != nil && a.LogicalID == p.Name+p.SessionName(a) {
				p.Attached[i].LogicalID = ""
			}
		}
	}
}
