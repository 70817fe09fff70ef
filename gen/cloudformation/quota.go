package cloudformation

import (
	"fmt"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkStack checks the template of a stack, which has size bytes, against
// CloudFormation's quotas. Package lint checks those on resources and parameters,
// which apply to a stack however it is deployed.
func checkStack(stack *spec.Stack, size int, l *diag.List) {
	checkSize(stack, size, l)
	if n := countOutputs(stack); n > spec.MaxStackOutputs {
		l.Add(diag.Finding{
			Span: stack.At, Code: "too-many-outputs",
			Message: fmt.Sprintf("the template of stack %s has %d outputs, the ARNs of its roles, instance profiles and policies; CloudFormation allows at most %d", stack.Name, n, spec.MaxStackOutputs),
			Help:    "split its roles and policies between several stacks",
		})
	}
}

func checkSize(stack *spec.Stack, size int, l *diag.List) {
	f := diag.Finding{Span: stack.At, Message: fmt.Sprintf("the template of stack %s has %d bytes", stack.Name, size)}
	switch {
	case size > spec.MaxStackSize:
		f.Code = "stack-too-large"
		f.Message += fmt.Sprintf("; CloudFormation allows at most %d", spec.MaxStackSize)
		f.Help = "split its roles and policies between several stacks"
	case size > spec.MaxDirectSize:
		f.Code, f.Severity = "stack-over-direct", diag.Warning
		f.Message += fmt.Sprintf("; over %d it must be uploaded to a bucket", spec.MaxDirectSize)
		f.Help = "deploy it with --s3-bucket, or split its roles and policies between several stacks"
	default:
		return
	}
	l.Add(f)
}
