// Package eval evaluates requests. Compile makes an Evaluator of policies; its
// Evaluate returns a decision and its Explain the reasons. It follows the IAM user
// guide and names the pages where their rules are implemented.
//
// The context of a request may be incomplete. Truth has three values, and a decision
// that depends on an unknown key is Unknown, with the keys that it needs. More context
// never changes a decision from allowed to denied or back.
//
// Package compare reads the compiled form; more of it is exported than decisions need
// for that reason.
package eval
