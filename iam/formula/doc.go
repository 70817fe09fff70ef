// Package formula describes under which choices of a deployment something exists.
//
// A [Variable] is a choice that a deployment makes for a parameter: whether it is
// given, or which of its values it has. A [Term] states which options some variables
// have, and a [Formula] that at least one of several terms holds. Formulas can be
// combined, negated and compared: [Formula.Equivalent] returns a deployment in which
// only one of two holds.
//
// [Term.Conditions] converts a term to IAM conditions on keys that represent the
// variables, so that an evaluator can answer for all deployments at once.
//
// The package does not depend on specs. Package spec/deploy makes the variables of a
// spec; the readers in iam/read find the formulas under which an artefact creates
// resources.
package formula
