// Package denied explains requests that AWS denied: Scan finds them in error
// messages, logs and CloudTrail events, and Explain says for each which role of a
// spec it is about, what denied it, and the smallest change of the spec that allows
// it.
//
// Forms is the table of messages; docs/errors.md is printed from it.
package denied
