// Package drift reports how roles and policies of a spec differ from the AWS managed
// policies that they are copies of, and from the roles of an account.
//
// It changes nothing, and reads no files: its callers pass the account export and
// newer documents. Everything is compared as text under a spec.Binding.
//
// # AWS
//
// For a role with baseline: AmazonEMRServicePolicy_v2@v6, drift does not report what
// the role omits from version 6, because that was deliberate. It reports what a
// newer version grants that neither version 6 nor the role grants. Library has the
// versions: those of package iam, and those that are added. Each version is split
// into permissions of one action, one resource and the conditions; granted.go
// decides, with iam.Covers, whether one statement grants a permission and, with
// iam.Compare, whether several statements do.
//
// # Accounts
//
// Documents are compared by what they grant (iam.Canonical), and differences are
// reported by statement.
package drift
