package terraform

// versions says what the module needs. Version 6 of the provider is the first
// whose aws_region has the attribute region.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade
func (m *module) versions() []byte {
	return m.file(`terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}
`)
}
