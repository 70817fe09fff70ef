// Package terraform compiles a spec to modules for Terraform, one folder for
// each stack: what it needs, its variables with what their values must look
// like, its resources, and its outputs.
//
// Documents are HCL objects under jsonencode, so that a plan shows each as it
// will be. A statement that is there under a condition is a list of one or none
// under concat:
//
//	Statement = concat(
//	  [
//	    {...},
//	  ],
//	  var.studio_key_arn != null ? [
//	    {...},
//	  ] : [],
//	)
//
// A policy that may have no statement has a count. ARNs in identity policies are
// built from paths and names, since those that AWS returns are not known in a
// plan; a trust names roles of its module by attribute, since IAM wants them to
// exist.
//
// What the spec makes for each of several names is one resource with a for_each,
// and a list that has a value for each of them a for expression.
//
// Each module has variables of its own for names, the path, the boundary and tags, whose
// defaults are what the spec says.
//
// The package decides nothing about IAM. It prints text, which hclwrite puts in
// the form of terraform fmt.
package terraform
