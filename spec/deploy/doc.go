// Package deploy is the space of deployments of a spec: the choices of a deployment,
// and the effect of each choice.
//
// A deployment is a partition, whether each optional parameter is given, each
// Boolean, and one of the values of each parameter that lists them. Apart from
// that, every parameter has a value of its own, so that two parameters are never
// mistaken for each other: distinct from those of all other parameters, from the
// account and the Region, and from every literal; of its type and pattern; and
// matched by a wildcard only where its pattern leaves no choice. Where wildcards match
// some of its values and not others, [Space.Matched] makes that a choice, too. A name
// in IAM that the deployment makes is such a parameter.
//
// # Conditions
//
// A [formula.Variable] is a choice that is still open. A [formula.Term] says which
// options some variables have; a statement, a list item or an attachment is present
// under a Term, a document under a [formula.Formula].
//
// A [Place] reads documents. What it leaves open becomes conditions of the
// statements themselves, on keys that stand for the variables: "the parameter
// KeyArn is given" is a condition like "the request comes from this VPC". So the
// evaluator and the comparison of package iam answer for all deployments at once,
// and the context of their witness names the deployment.
//
// The package prints nothing and knows no output format.
package deploy
