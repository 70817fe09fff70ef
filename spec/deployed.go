package spec

import "cmp"

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

// StackOutput is an output that the spec names.
type StackOutput struct {
	Attr   Attr   // AttrARN or AttrName
	Name   string // e.g., "JobRoleArn"; "" if only the export has a name
	Export Value  // literal text, parameters and pseudo parameters; nil if only the output has a name
}

// ID is the logical ID of what the spec calls by a name.
func (d Deployed) ID(name string) string { return cmp.Or(d.LogicalID, name) }

// Output is the output that the spec names of an attribute; its parts are zero if
// the spec names none.
func (d Deployed) Output(attr Attr) StackOutput {
	for _, o := range d.Outputs {
		if o.Attr == attr {
			return o
		}
	}
	return StackOutput{Attr: attr}
}

// ID is the name of p in CloudFormation.
func (p *Param) ID() string { return cmp.Or(p.LogicalID, p.Name) }
