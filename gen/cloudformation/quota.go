package cloudformation

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkStack checks the template of a stack, which has size bytes and some outputs, against
// CloudFormation's quotas. Package lint checks those on resources and parameters,
// which apply to a stack however it is deployed.
func checkStack(stack *spec.Stack, size, outputs int, l *diag.List) {
	checkSize(stack, size, l)
	checkTags(stack, l)
	if outputs > spec.MaxStackOutputs {
		l.Add(diag.Finding{
			Span: stack.At, Code: "too-many-outputs",
			Message: fmt.Sprintf("the template of stack %s has %d outputs, the ARNs of its roles, instance profiles and policies; CloudFormation allows at most %d", stack.Name, outputs, spec.MaxStackOutputs),
			Help:    "split its roles and policies between several stacks",
		})
	}
}

// checkTags reports tags that a template cannot set. Those that come from defaults
// are for whatever has tags.
func checkTags(stack *spec.Stack, l *diag.List) {
	check := func(what string, tags []spec.Tag) {
		i := slices.IndexFunc(tags, func(t spec.Tag) bool { return !t.Default })
		if i >= 0 && !l.Has(tags[i].Value.At, "tags-not-set") { // all members of an each share a place
			l.Add(diag.Finding{
				Span: tags[i].Value.At, Code: "tags-not-set", Severity: diag.Warning,
				Message: what + " has tags, which CloudFormation and the CDK do not set",
				Help:    "only Terraform sets them; otherwise set them with the AWS CLI after the deployment",
			})
		}
	}
	for _, r := range stack.Roles {
		check("the instance profile of role "+r.Written(), r.ProfileTags)
	}
	for _, p := range stack.Policies {
		if !p.Made() {
			check("policy "+p.Written(), p.Tags)
		}
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
