package spec

import (
	"cmp"

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
