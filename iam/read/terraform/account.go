package terraform

import (
	"fmt"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/iam/read/conditional"
)

// Resource is a resource as it is created.
type Resource = conditional.Resource

// Apply is what m creates in env.
func (m *Module) Apply(env Env) (*read.Account, error) {
	r, err := m.resolve(env)
	if err != nil {
		return nil, err
	}
	return Account(r.created, env.Partition, env.AccountID)
}

// Account is what is in an account when resources were created.
func Account(created []Resource, partition, accountID string) (*read.Account, error) {
	return conditional.Create(partition, accountID, created, "aws_iam_role", "aws_iam_policy", func(a *conditional.Account, typ string, args map[string]conditional.Value) error {
		return create(a, formula.Always, typ, args)
	})
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
