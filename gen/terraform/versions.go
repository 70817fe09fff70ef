package terraform

// versions says what the module needs. The code of the Region is the id of aws_region in
// versions 5 and 6 of the provider; the attribute name is deprecated in version 6, and
// region is missing in version 5.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade
func (m *module) versions() []byte {
	return m.file(`terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}
`)
}
