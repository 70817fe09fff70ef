// Package targets lists the output formats. A new one is a folder below gen
// and a line here.
package targets

import (
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/awscli"
	"github.com/emriam/emriam/gen/cdk"
	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/constants"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/terraform"
)

// All are all targets, in the order in which messages list them.
var All = []gen.Target{
	cloudformation.Target,
	policies.Target,
	constants.Target,
	cdk.Target,
	awscli.Target,
	terraform.Target,
}
