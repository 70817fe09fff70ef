// Package packing makes what a spec deploys fit the quotas of IAM and CloudFormation:
// it moves policies from roles to customer managed policies, splits policies that are
// too large, and splits stacks that would have too much. It changes the model only:
// targets cannot distinguish packed policies from written ones.
package packing
