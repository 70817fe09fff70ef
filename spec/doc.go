// Package spec is the model: a spec with everything resolved.
//
// A target reads it without further checks; what two targets would compute alike is
// on the model. It names no output format, and does not know YAML: package compile
// creates it from text, and keeps the position of each part as data.
//
// # Terms
//
// The YAML, the Go code, the docs and the messages use one term for one thing:
//
//   - spec: the user's YAML
//   - parameter: a value known at deployment
//   - placeholder: ${…} in a text, replaced by a parameter, a pseudo parameter
//     or an attribute of a role or policy
//   - role, policy (inline on a role, or customer managed), statement
//   - template: a ready-made role or policy under templates/
//   - overlay: a change to a template, by Sid
//   - edge: "A passes B" or "B trusts A"
//   - packing: which policies stay inline and which become managed ones
//   - stack: what is deployed together
//   - entity: what a stack creates under a name in AWS, such as an instance profile
//   - binding: where a spec is deployed, and with which values
//   - target: an output format; artefact: a generated file
//   - finding: a mistake or advice, with code, place and help
package spec
