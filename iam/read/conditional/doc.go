// Package conditional says what an artefact, or the model, creates in all
// deployments at once.
//
// A [Value] is what something is under conditions: a text, a list whose elements
// are there under conditions of their own, an object. Readers of artefacts make
// Values of what they read, and look only at those parameters on which a value
// depends: [Explore] evaluates it for each combination of these.
//
// [Facts] are what is true of an account, in words, each under a formula: that a
// role has a path, that a policy of a role allows an action on a resource. Two
// accounts are the same in every deployment if they have the same facts under
// equivalent formulas. An [Account] takes the same Values of one deployment, in which
// nothing is left open.
package conditional
