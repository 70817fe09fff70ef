// Package cloudformation says what a CloudFormation template creates: it evaluates
// the functions in it as CloudFormation does.
//
// It reads templates that others wrote, among them the CDK, and is how tests
// compare their templates with ours and with the spec. So it knows no spec,
// shares nothing with the target that prints templates, and guesses nothing: a
// function, a section or an attribute that it does not know, a parameter
// without a value and a name that AWS would make up are errors.
//
// [Template.Read] says what a template creates for all choices of parameters. One
// choice is a case of that, with nothing left open: [Read].
package cloudformation
