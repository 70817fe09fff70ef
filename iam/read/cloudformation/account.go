package cloudformation

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/iam/read/conditional"
)

// Read takes the resources of IAM and EMR out of a stack that was deployed in
// env. Resources of other services are skipped; a property that it does not
// know is an error.
func Read(s *Stack, env Env) (*read.Account, error) {
	a := &conditional.Account{Prefix: "arn:" + env.Partition + ":iam::" + env.AccountID + ":"}
	// Roles and policies first: other resources add to them.
	added := []string{"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
	for i := range len(added) + 1 {
		for _, id := range sorted(s.Resources) {
			r := s.Resources[id]
			if at := slices.Index(added, r.Type); at != i && (at >= 0 || i < len(added)) {
				continue
			}
			p := map[string]conditional.Value{}
			for key, v := range r.Properties {
				p[key] = conditional.Always(v)
			}
			arn := func() conditional.Value { return conditional.Always(a.Policies[len(a.Policies)-1].ARN) }
			err := creation{a}.resource(formula.Always, r.Type, p, arn)
			if err == nil {
				err = a.Err
			}
			if err != nil {
				return nil, fmt.Errorf("resource %s: %w", id, err)
			}
		}
	}
	a.Sort()
	return &a.Account, nil
}
