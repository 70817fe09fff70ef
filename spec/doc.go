// Package spec is the language: it turns the YAML in which a user describes
// IAM roles into a model with nothing left to resolve, or into findings.
//
// It knows no output format. A target reads the model and checks nothing
// again; what two targets would compute alike is on the model. No other
// package parses a hole, and none builds an ARN.
//
// # Words
//
// The YAML, the Go, the docs and the messages use one word for one thing:
//
//   - spec: the user's YAML
//   - parameter: a value known at deployment
//   - hole: ${…} in a text, filled with a parameter, a pseudo parameter or an
//     attribute of a role or policy
//   - role, policy (inline on a role, or customer managed), statement
//   - template: a ready-made role or policy under templates/
//   - overlay: a change to a template, by Sid
//   - edge: "A passes B" or "B trusts A"
//   - place: where permissions go, with a role or into managed policies
//   - stack: what is deployed together
//   - binding: where a spec is deployed, and with which values
//   - target: an output format; artefact: a generated file
//   - finding: a mistake or advice, with code, place and help
//
// # Flow
//
// Load is parse → decode → expand → resolve → check → place:
//
//	parse    text → node        YAML with places, limits on hostile files
//	decode   node → syntaxSpec  sections, names and parameters; unknown keys
//	expand   syntaxSpec         templates and overlays are merged, field by field
//	resolve  syntaxSpec → Spec  holes, edges, trusts, stacks, environments
//	check    Spec               what only the whole shows
//	place    Spec               policies go where they fit; no target can tell
//
// Each text keeps the scope it was written in (the spec or one use of a
// template) through expand, so that merging needs to understand no fields and
// a finding inside a template can say where that is used.
package spec
