// Package eval decides on requests. Compile makes an Evaluator of policies, whose
// Evaluate returns a decision and Explain the reasons. It follows the IAM user
// guide, whose pages are named where their rules are.
//
// The context of a request may be known in part: truths have three values, and
// what depends on an unknown key is Unknown, with the keys that it needs. More
// context never changes a decision from allowed to denied or back.
//
// A statement's actions are indexed and its patterns compiled, so that a decision
// takes less than a microsecond and no memory. Package compare reads the compiled
// form, which is why more of it is exported than decisions need.
package eval
