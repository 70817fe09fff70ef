// Package compare finds what one set of policies allows that another does not, by
// meaning and not by text, each with a witness: a request that only one of the two
// allows.
//
// # Method
//
// A statement is a box: it applies if the principal, the resource and each
// condition key are in the sets that it names. A request that only one side allows
// lies inside the boxes of statements that allow it there, and outside of those
// that would allow it on the other side. So the search takes each statement of the
// one side and tries to leave the boxes of the other, one dimension after the other
// (search.go). Resources and values are found by walking patterns as one automaton
// (text.go); the values of a key are divided into classes by evaluating the
// conditions themselves (key.go).
//
// A policy variable makes a pattern that may match or not. A request that depends
// on that counts only if values are found with which both evaluators confirm it
// (variable.go). So a difference always has a witness, and "same" is proven:
// whatever is left open only adds requests to look at.
//
// The search is bounded in counted steps, which the groups of actions share. What
// would take more is undecided, with the actions and the dimension as the reason.
package compare
