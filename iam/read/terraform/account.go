package terraform

import (
	"fmt"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/iam/read/conditional"
)

// Resource is a resource as Terraform plans it.
type Resource struct {
	Address string // e.g., "aws_iam_policy.shared[0]"
	Type    string
	Args    map[string]any // as encoding/json decodes them; null, or not there, if not given
}

// Account is what is in an account when resources were created.
func Account(created []Resource, partition, accountID string) (*read.Account, error) {
	a := conditional.NewAccount(conditional.Deployments{Partition: partition, AccountID: accountID})
	for _, r := range created {
		args := map[string]conditional.Value{}
		for name, v := range r.Args {
			args[name] = conditional.Always(v)
		}
		if err := create(a, formula.Always, r.Type, args); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Address, err)
		}
	}
	return &a.Account, a.Done()
}

// create says what a resource with some arguments creates.
func create(to conditional.Maker, when formula.Formula, typ string, args map[string]conditional.Value) error {
	switch typ {
	case "aws_iam_role":
		to.Role(when, args["name"], conditional.Role{
			Path: args["path"], Description: args["description"], MaxSession: args["max_session_duration"],
			Boundary: args["permissions_boundary"], Trust: args["assume_role_policy"], Tags: args["tags"],
		})
	case "aws_iam_policy":
		to.Policy(when, args["name"], args["path"], args["description"], args["tags"], args["policy"])
	case "aws_emr_security_configuration":
		to.Configuration(when, args["name"], args["configuration"])
	case "aws_iam_role_policy":
		to.Inline(when, args["role"], args["name"], args["policy"])
	case "aws_iam_role_policy_attachment":
		to.Attach(when, "role", args["role"], args["policy_arn"])
	case "aws_iam_group_policy_attachment":
		to.Attach(when, "group", args["group"], args["policy_arn"])
	case "aws_iam_user_policy_attachment":
		to.Attach(when, "user", args["user"], args["policy_arn"])
	case "aws_emr_studio_session_mapping":
		to.Session(when, args["studio_id"], args["identity_type"], args["identity_name"], args["session_policy_arn"])
	case "aws_iam_instance_profile":
		to.Profile(when, args["role"], args["name"], args["path"], args["tags"])
	default:
		return fmt.Errorf("the type %s is not known", typ)
	}
	return nil
}
