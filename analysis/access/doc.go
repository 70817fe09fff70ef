// Package access answers whether a role of a spec, or whoever has a policy of
// it, may do something, and by which statement at which line.
//
// A Deployment is a spec as it is deployed, with choices that may still be open.
// Its Of takes all that a role has: inline
// policies, attached policies of the spec and of AWS, and the boundary; its
// Trust takes what decides who may assume it. Both give a Subject, which Ask
// asks.
//
// An attached policy that is neither the spec's nor one that iam has the
// document of may allow anything and deny anything: what hangs on it is
// Unknown. Nothing is known of what a spec does not hold: the policies of
// buckets and keys, of sessions, and of the organization.
package access
