// The program stands in for the AWS provider of Terraform in tests: it has the
// arguments of the resources that modules of IAM use, and plans them without any
// AWS. What AWS would compute when it creates something, an ARN, is known here
// in the plan already, so that the plan has no unknown document.
package main

import (
	"log"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	serve := func() tfprotov6.ProviderServer { return &provider{} }
	if err := tf6server.Serve("registry.terraform.io/hashicorp/aws", serve); err != nil {
		log.Fatal(err)
	}
}
