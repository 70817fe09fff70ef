package main

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// provider answers what Terraform asks in validate and plan. Anything else it
// lacks, and the program ends.
type provider struct {
	tfprotov6.ProviderServer
	region, account string
}

func (p *provider) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	out := &tfprotov6.GetMetadataResponse{ServerCapabilities: &tfprotov6.ServerCapabilities{}}
	for name := range resources {
		out.Resources = append(out.Resources, tfprotov6.ResourceMetadata{TypeName: name})
	}
	for name := range dataSources {
		out.DataSources = append(out.DataSources, tfprotov6.DataSourceMetadata{TypeName: name})
	}
	return out, nil
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:          schemaOf(configuration),
		ResourceSchemas:   schemasOf(resources),
		DataSourceSchemas: schemasOf(dataSources),
	}, nil
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) ValidateProviderConfig(_ context.Context, r *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (p *provider) ConfigureProvider(_ context.Context, r *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	attrs, err := decode(r.Config, configuration)
	if err != nil {
		return nil, err
	}
	p.region = textOf(attrs["region"])
	var accounts []tftypes.Value
	if err := attrs["allowed_account_ids"].As(&accounts); err != nil {
		return nil, err
	}
	for _, a := range accounts {
		p.account = textOf(a)
	}
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (p *provider) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

// PlanResourceChange plans what is asked for, with what AWS would compute.
func (p *provider) PlanResourceChange(_ context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	attrs := resources[r.TypeName]
	values, err := decode(r.ProposedNewState, attrs)
	if err != nil {
		return nil, err
	}
	for _, a := range attrs {
		if !values[a.name].IsNull() || a.kind != computed && a.kind != both {
			continue
		}
		values[a.name] = tftypes.NewValue(a.typ, tftypes.UnknownValue)
		if kind := arns[r.TypeName]; a.name == "arn" && kind != "" {
			arn := "arn:" + p.partition() + ":iam::" + p.account + ":" + kind + or(textOf(values["path"]), "/") + textOf(values["name"])
			values[a.name] = tftypes.NewValue(a.typ, arn)
		}
	}
	planned, err := encode(values, attrs)
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: planned}, err
}

// arns are the kinds of resources that ARNs name.
var arns = map[string]string{"aws_iam_role": "role", "aws_iam_policy": "policy", "aws_iam_instance_profile": "instance-profile"}

func (p *provider) ReadDataSource(_ context.Context, r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	attrs := dataSources[r.TypeName]
	values, err := decode(r.Config, attrs)
	if err != nil {
		return nil, err
	}
	known := map[string]string{"account_id": p.account, "partition": p.partition(), "dns_suffix": p.suffix(), "region": p.region}
	if r.TypeName == "aws_region" {
		known["id"] = p.region
	}
	for _, a := range attrs {
		if values[a.name].IsNull() {
			values[a.name] = tftypes.NewValue(a.typ, known[a.name])
		}
	}
	state, err := encode(values, attrs)
	return &tfprotov6.ReadDataSourceResponse{State: state}, err
}

func (p *provider) partition() string {
	switch {
	case strings.HasPrefix(p.region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(p.region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

func (p *provider) suffix() string {
	if p.partition() == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

func decode(v *tfprotov6.DynamicValue, attrs []attribute) (map[string]tftypes.Value, error) {
	val, err := v.Unmarshal(schemaOf(attrs).ValueType())
	if err != nil {
		return nil, err
	}
	out := map[string]tftypes.Value{}
	return out, val.As(&out)
}

func encode(values map[string]tftypes.Value, attrs []attribute) (*tfprotov6.DynamicValue, error) {
	typ := schemaOf(attrs).ValueType()
	out, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, values))
	return &out, err
}

// textOf is a text that is known, or "".
func textOf(v tftypes.Value) string {
	var s string
	if !v.IsKnown() || v.IsNull() || v.As(&s) != nil {
		return ""
	}
	return s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
