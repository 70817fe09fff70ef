package terraform

import (
	"sync"

	"github.com/zclconf/go-cty/cty"
)

// schema is what a type of resource takes, and what AWS makes of it.
type schema struct {
	args     map[string]cty.Type
	required []string
	arn      string // the kind of resource that its ARN names, or ""
}

// schemas are the types of resources that modules of IAM have, as version 6 of
// the AWS provider describes them, but for what nobody here uses.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
var schemas = sync.OnceValue(func() map[string]schema {
	text := cty.String
	return map[string]schema{
		"aws_iam_role": {
			args: map[string]cty.Type{
				"name": text, "path": text, "description": text, "permissions_boundary": text, "assume_role_policy": text,
				"max_session_duration": cty.Number, "tags": cty.Map(text),
			},
			required: []string{"name", "assume_role_policy"}, arn: "role",
		},
		"aws_iam_role_policy":             {args: map[string]cty.Type{"name": text, "role": text, "policy": text}, required: []string{"name", "role", "policy"}},
		"aws_iam_role_policy_attachment":  {args: map[string]cty.Type{"role": text, "policy_arn": text}, required: []string{"role", "policy_arn"}},
		"aws_iam_group_policy_attachment": {args: map[string]cty.Type{"group": text, "policy_arn": text}, required: []string{"group", "policy_arn"}},
		"aws_iam_user_policy_attachment":  {args: map[string]cty.Type{"user": text, "policy_arn": text}, required: []string{"user", "policy_arn"}},
		"aws_iam_policy": {
			args:     map[string]cty.Type{"name": text, "path": text, "description": text, "policy": text, "tags": cty.Map(text)},
			required: []string{"name", "policy"}, arn: "policy",
		},
		"aws_iam_instance_profile": {
			args:     map[string]cty.Type{"name": text, "path": text, "role": text, "tags": cty.Map(text)},
			required: []string{"name", "role"}, arn: "instance-profile",
		},
		"aws_emr_studio_session_mapping": {
			args:     map[string]cty.Type{"studio_id": text, "identity_type": text, "identity_name": text, "session_policy_arn": text},
			required: []string{"studio_id", "identity_type", "session_policy_arn"},
		},
		"aws_emr_security_configuration": {args: map[string]cty.Type{"name": text, "configuration": text}, required: []string{"configuration"}},
	}
})
