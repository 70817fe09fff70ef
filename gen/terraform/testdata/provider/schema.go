package main

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type kind int

const (
	required kind = iota
	optional
	computed
	both // optional, and computed if not given
)

type attribute struct {
	name string
	kind kind
	typ  tftypes.Type
}

var (
	text  = tftypes.String
	texts = tftypes.List{ElementType: text}
	pairs = tftypes.Map{ElementType: text}
)

// As version 6 of the provider documents them.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
var resources = map[string][]attribute{
	"aws_iam_role": {
		{"arn", computed, text},
		{"assume_role_policy", required, text},
		{"create_date", computed, text},
		{"description", optional, text},
		{"force_detach_policies", optional, tftypes.Bool},
		{"id", computed, text},
		{"max_session_duration", optional, tftypes.Number},
		{"name", both, text},
		{"name_prefix", both, text},
		{"path", optional, text},
		{"permissions_boundary", optional, text},
		{"tags", optional, pairs},
		{"tags_all", both, pairs},
		{"unique_id", computed, text},
	},
	"aws_iam_role_policy": {
		{"id", computed, text},
		{"name", both, text},
		{"name_prefix", both, text},
		{"policy", required, text},
		{"role", required, text},
	},
	"aws_iam_role_policy_attachment": {
		{"id", computed, text},
		{"policy_arn", required, text},
		{"role", required, text},
	},
	"aws_iam_group_policy_attachment": {
		{"group", required, text},
		{"id", computed, text},
		{"policy_arn", required, text},
	},
	"aws_iam_user_policy_attachment": {
		{"id", computed, text},
		{"policy_arn", required, text},
		{"user", required, text},
	},
	"aws_emr_studio_session_mapping": {
		{"id", computed, text},
		{"identity_id", both, text},
		{"identity_name", both, text},
		{"identity_type", required, text},
		{"session_policy_arn", required, text},
		{"studio_id", required, text},
	},
	"aws_iam_policy": {
		{"arn", computed, text},
		{"attachment_count", computed, tftypes.Number},
		{"description", optional, text},
		{"id", computed, text},
		{"name", both, text},
		{"name_prefix", both, text},
		{"path", optional, text},
		{"policy", required, text},
		{"policy_id", computed, text},
		{"tags", optional, pairs},
		{"tags_all", both, pairs},
	},
	"aws_iam_instance_profile": {
		{"arn", computed, text},
		{"create_date", computed, text},
		{"id", computed, text},
		{"name", both, text},
		{"name_prefix", both, text},
		{"path", optional, text},
		{"role", optional, text},
		{"tags", optional, pairs},
		{"tags_all", both, pairs},
		{"unique_id", computed, text},
	},
	"aws_emr_security_configuration": {
		{"configuration", required, text},
		{"creation_date", computed, text},
		{"id", computed, text},
		{"name", both, text},
		{"name_prefix", both, text},
		{"region", both, text},
	},
}

var dataSources = map[string][]attribute{
	"aws_caller_identity": {
		{"account_id", computed, text},
		{"arn", computed, text},
		{"id", computed, text},
		{"user_id", computed, text},
	},
	"aws_partition": {
		{"dns_suffix", computed, text},
		{"id", computed, text},
		{"partition", computed, text},
		{"reverse_dns_prefix", computed, text},
	},
	"aws_cloudformation_export": {
		{"exporting_stack_id", computed, text},
		{"id", computed, text},
		{"name", required, text},
		{"value", computed, text},
	},
	"aws_ssm_parameter": {
		{"id", computed, text},
		{"insecure_value", computed, text},
		{"name", required, text},
	},
	"aws_secretsmanager_secret_version": {
		{"id", computed, text},
		{"secret_id", required, text},
		{"secret_string", computed, text},
		{"version_id", both, text},
		{"version_stage", optional, text},
	},
	"aws_region": {
		{"description", computed, text},
		{"endpoint", both, text},
		{"id", computed, text},
		{"name", both, text},
		{"region", both, text},
	},
}

// configuration is what the provider itself takes, of which it heeds both.
var configuration = []attribute{
	{"allowed_account_ids", optional, texts},
	{"region", optional, text},
}

func schemaOf(attrs []attribute) *tfprotov6.Schema {
	block := &tfprotov6.SchemaBlock{}
	for _, a := range attrs {
		block.Attributes = append(block.Attributes, &tfprotov6.SchemaAttribute{
			Name: a.name, Type: a.typ,
			Required: a.kind == required, Optional: a.kind == optional || a.kind == both, Computed: a.kind == computed || a.kind == both,
		})
	}
	return &tfprotov6.Schema{Block: block}
}

func schemasOf(all map[string][]attribute) map[string]*tfprotov6.Schema {
	out := map[string]*tfprotov6.Schema{}
	for name, attrs := range all {
		out[name] = schemaOf(attrs)
	}
	return out
}
