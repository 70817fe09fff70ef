terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "data_bucket" {
  type = string
}

module "roles" {
  source      = "./out/terraform/emr"
  data_bucket = var.data_bucket
}

resource "aws_emr_cluster" "this" {
  name          = "platform"
  release_label = "emr-7.10.0"
  service_role  = module.roles.service_arn

  ec2_attributes {
    instance_profile = module.roles.node_profile_arn
  }

  master_instance_group {
    instance_type = "m7g.xlarge"
  }
}
