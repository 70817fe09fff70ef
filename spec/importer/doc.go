// Package importer turns what an account has already into a spec: policy
// documents, templates of CloudFormation, and exports of an account.
//
// It grants nothing that was not there before and loses nothing in silence:
// what the language cannot express becomes a comment at its place in the spec, and
// is reported. It creates nothing, and calls no account.
//
// # Flow
//
//	read       files → draft     each format by its own reader, in the model's values
//	link       draft             ARNs of roles and policies that the draft has become references
//	refine     draft             types of parameters, and whether they can be optional
//	normalize  draft             Sids as the language takes them
//	recognise  draft             roles and policies that are made as a template says
//	print      draft → text      edges (trust, passes) where they say the same
//	suppress   text              comments that keep what was there before from being an error
//	prove      text → Spec       the spec is loaded, and must say what the draft says
//
// A draft is the model with comments: its texts are spec.Value, its conditions
// spec.When. So the language itself prints them, and proves them.
//
// Wherever the package could know a fact of the language, it asks instead: the
// model for the guards of a trust and the condition of passes, and small specs that it
// loads for what a template makes. What it proposes is then held
// against the draft by iam.Canonical, for each choice of optional parameters;
// a role of which that fails is written out in full.
package importer
