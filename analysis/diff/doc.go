// Package diff says what a spec grants that another, mostly its last version,
// does not, and the reverse: by meaning, as iam.Compare finds it.
//
// Roles and policies are compared by their logical names. Both sides are taken
// under the same values of parameters, and under each choice of those that a
// when names. Where a role has another name or path, that is said of it, and
// counts for nothing else: what names it by ARN follows.
//
// A security configuration grants nothing: of it is said for whom another role
// acts.
package diff
