package spec

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/internal/lists"
)

// StackName is a pseudo parameter that only the Export of a StackOutput has.
const StackName Pseudo = "AWS::StackName"

// Deployed is the identity, in CloudFormation and the CDK, of something that a
// stack has: what keeps a stack that is already deployed from replacing it. Zero
// says that the artefacts choose.
type Deployed struct {
	LogicalID string // e.g., "EMRJobFlowRole"; "" for the name in the spec
	Outputs   []StackOutput
	Retain    bool // it is never deleted: neither with its stack nor when it is replaced
}

// StackOutput is an output that the spec names. It exists where When holds and what
// it is an attribute of exists.
type StackOutput struct {
	Attr   Attr   // AttrARN or AttrName
	Name   string // e.g., "JobRoleArn"; "" if only the export has a name
	Export Value  // literal text, parameters and pseudo parameters; nil if only the output has a name
	When   When

	Otherwise Value // of the output where what it is an attribute of does not exist; nil for no output there
}

// ID is the logical ID of what the spec calls by a name.
func (d Deployed) ID(name string) string { return cmp.Or(d.LogicalID, name) }

// Named are the outputs that the spec names of an attribute.
func (d Deployed) Named(attr Attr) []StackOutput {
	return lists.Filter(d.Outputs, func(o StackOutput) bool { return o.Attr == attr })
}

// ID is the name of p in CloudFormation.
func (p *Param) ID() string { return cmp.Or(p.LogicalID, p.Name) }

// Imported returns the export by which st gets what a part names, as a parameter that
// is looked up:
//
//	${JobRole.Arn}
//
// is the export of JobRole's output, if another stack creates JobRole without a name,
// and the output has an export of its own wherever the role exists. Otherwise, it
// returns nil.
func (st *Stack) Imported(part Part) *Param {
	var of *Stack
	var d Deployed
	var when When
	var name string
	attr := AttrARN
	switch part := part.(type) {
	case RoleRef:
		r := part.Role
		of, d, when, name = r.Stack, r.Deployed, r.When, r.Name
		switch {
		case part.Attr == AttrProfileARN && (!r.Named() || !r.ProfileNamed()):
			d, name = r.OfProfile, r.Name+"Profile"
		case part.Attr == AttrProfileARN || r.Named():
			return nil
		case part.Attr == AttrName:
			attr = AttrName
		}
	case PolicyRef:
		p := part.Policy
		of, d, when, name = p.Stack, p.Deployed, p.When, p.Name
		if p.Named() {
			return nil
		}
	}
	if of == nil || of == st {
		return nil
	}
	i := slices.IndexFunc(d.Outputs, func(o StackOutput) bool { return o.Attr == attr && o.Export != nil && when.Implies(o.When) })
	if i < 0 {
		return nil
	}
	export := Value{Lit("export:")}
	for _, p := range d.Outputs[i].Export {
		if p == Part(StackName) {
			p = ParamRef{of.NameParam}
		}
		export = export.Append(p)
	}
	return &Param{Name: name + string(attr), Type: String, Resolve: export}
}

// A Found is what a deployment looks up: a parameter, or what a stack imports from
// another one.
type Found struct {
	Reference Value // see Param.Reference
	Value     Value
}

// Found returns everything that deployments of s look up, each once.
func (s *Spec) Found() []Found {
	var out []Found
	for _, p := range s.Params {
		if p.Resolve != nil {
			out = append(out, Found{p.Reference(), Value{ParamRef{p}}})
		}
	}
	elsewhere := &Stack{}
	add := func(part Part) {
		if p := elsewhere.Imported(part); p != nil {
			out = append(out, Found{p.Reference(), Value{part}.Expand()})
		}
	}
	for _, r := range s.Roles {
		for _, attr := range []Attr{AttrARN, AttrName} {
			add(RoleRef{Role: r, Attr: attr})
		}
		if r.Profile != nil {
			add(RoleRef{Role: r, Attr: AttrProfileARN})
		}
	}
	for _, p := range s.Policies {
		add(PolicyRef{Policy: p})
	}
	return out
}
