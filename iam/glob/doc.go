// Package glob matches texts and ARNs with IAM's patterns, in which * stands for
// any characters and ? for one: against texts, and against each other.
package glob
