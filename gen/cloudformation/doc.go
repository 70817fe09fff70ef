// Package cloudformation compiles a spec to CloudFormation templates, one for
// each stack.
//
// Values with placeholders become Fn::Sub, lone placeholders become Ref, Fn::GetAtt or
// Fn::FindInMap, lists become Fn::Split over Fn::Join, and what is optional
// becomes Fn::If over a condition named Has<Param> or Is<Param>. The package
// decides nothing about IAM: it prints what the spec says, in order. It reads
// no template; iam/read/cloudformation does, and shares no code with it.
//
// # Flow
//
// A template is rendered to a tree of nodes, resources first: what they use
// decides which parameters, rules and conditions the template
// declares. The tree is then printed as YAML that reads the same under YAML 1.1
// (PyYAML, which the AWS CLI and cfn-lint use) and YAML 1.2.
package cloudformation
