package spec

import _ "embed"

// BuiltInFile is the name that findings and generated files give the built-in
// spec.
const BuiltInFile = "emr.yaml"

// BuiltIn is the built-in spec: the IAM roles of Amazon EMR as AWS documents
// them.
//
//go:embed emr.yaml
var BuiltIn []byte
