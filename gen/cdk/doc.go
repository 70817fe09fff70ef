// Package cdk compiles a spec to a Go package of AWS CDK constructs: one for
// each role, customer managed policy and security configuration, and one for
// each stack.
//
// The package decides nothing about IAM: it prints what the spec says, in
// order, as a CDK user would write it. A parameter becomes a prop, a placeholder the
// prop's text, a when an if, a list a loop. A role or policy that another one
// names is a prop too; without it, the name is built as the spec says.
//
// What the CDK itself does is the limit: it writes version 2012-10-17 only
// (others are set as an override), spreads several principals over statements,
// and gives the statement of AssumedBy no Sid. Generated code is printed
// through gen/internal/gofile and named by gen/internal/naming.
package cdk
