package cloudformation

import (
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/internal/lists"
)

// Read takes the resources of IAM and EMR out of a stack that was deployed in
// env. Resources of other services are skipped; a property that it does not
// know is an error.
func Read(s *Stack, env Env) (*read.Account, error) {
	all := lists.Map(sorted(s.Resources), func(id string) conditional.Resource {
		return conditional.Resource{Address: "resource " + id, Type: s.Resources[id].Type, Args: s.Resources[id].Properties}
	})
	return conditional.Create(env.Partition, env.AccountID, all, "AWS::IAM::Role", "AWS::IAM::ManagedPolicy", func(a *conditional.Account, typ string, p map[string]conditional.Value) error {
		return creation{a}.resource(formula.Always, typ, p, func() conditional.Value { return conditional.Always(a.Policies[len(a.Policies)-1].ARN) })
	})
}
