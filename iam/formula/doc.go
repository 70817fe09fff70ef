// Package formula says under which choices something is there.
//
// A [Variable] is a choice that a deployment makes for a parameter: whether it is
// given, or which of its values it has. A [Term] says which options some variables
// have, and a [Formula] that one of several terms holds. Formulas are joined,
// negated and compared: [Formula.Equivalent] names a deployment in which one holds
// and the other does not.
//
// [Term.Conditions] writes a term as IAM conditions, on keys that stand for the
// variables, for an evaluator that is to answer for all deployments at once.
//
// The package knows no spec. Package spec/deploy makes the variables of a spec; the
// readers below iam/read find out under which formulas an artefact creates what.
package formula
