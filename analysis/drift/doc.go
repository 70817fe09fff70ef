// Package drift says how roles and policies of a spec differ from what there
// is: from the managed policies of AWS that they began from, and from the roles
// of an account.
//
// It changes nothing, and reads no files: an account export and newer documents
// are handed to it. Everything is compared under a spec.Binding, as text.
//
// # AWS
//
// A role that says baseline: AmazonEMRServicePolicy_v2@v6 is not told what it
// leaves out of version 6, which somebody decided. It is told what a newer
// version grants that neither version 6 nor the role does. Library has the
// versions: those of package iam, and those that it is given. Each version is
// taken apart into permissions of one action, one resource and the conditions;
// granted.go decides, by iam.Covers, whether some statement grants a permission,
// and, by iam.Compare, whether several do.
//
// # Accounts
//
// Documents are compared by what they grant (iam.Canonical), and what differs is
// told by statement.
package drift
