// Package glob matches IAM's patterns, in which * matches any characters and ? one, with
// texts, with ARNs, and with each other.
package glob
