package importer

import (
	"fmt"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// notAny is the error for a file that can be read, and is nothing that can be
// imported.
func notAny(f File) error {
	root := syntax.ParseForeign(f.Name, f.Text, &diag.List{})
	switch {
	case syntax.FormOf(f.Text) == syntax.TerraformForm:
		return fmt.Errorf("%s is Terraform, which import does not read; give the policy documents that it has made, or the export of the account", f.Name)
	case root == nil || root.Get("Statement") != nil:
		return nil // which a policy document has, whatever else is wrong
	case root.Get("version") != nil && (root.Get("roles") != nil || root.Get("policies") != nil):
		return fmt.Errorf("%s is already a spec", f.Name)
	case root.Get("Roles") != nil || root.Get("Role") != nil:
		return fmt.Errorf("%s names roles without what they may do; give the export of the account: aws iam get-account-authorization-details", f.Name)
	}
	return fmt.Errorf("%s has no Statement as a policy document, no Resources as a CloudFormation template, and no RoleDetailList as the export of an account", f.Name)
}
