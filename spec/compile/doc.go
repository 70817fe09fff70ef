// Package compile turns the YAML of a spec, or a bare policy document, into the
// model of package spec, or into findings. The keys that it accepts are in package
// language.
//
// # Flow
//
// Load is parse → decode → expand → resolve → check, and then package packing:
//
//	parse    text → syntax.Node       YAML with positions, limits on hostile files
//	decode   node → syntaxSpec        sections, names and parameters; unknown keys
//	expand   syntaxSpec               templates and overlays are merged, field by field
//	resolve  syntaxSpec → spec.Spec   placeholders, edges, trust policies, stacks, environments
//	check    spec.Spec                what only the whole shows
//	pack     spec.Spec                what exceeds quotas is moved to other policies and stacks
//
// Each text keeps the scope it was written in (the spec, or one use of a
// template) through expand. So merging does not interpret fields, and a finding
// inside a template can say where that template is used.
package compile
