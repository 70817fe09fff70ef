// Package read holds what a stack creates in an account, in the terms of IAM: roles,
// instance profiles, customer managed policies and EMR's security configurations.
//
// The packages below it read files that deploy a stack: cloudformation a template,
// terraform a module. They share no code with the targets that print such files and
// know no spec, so that a mistake of a target is not repeated in its reader. What
// they say of all deployments at once is in the terms of package conditional.
package read
