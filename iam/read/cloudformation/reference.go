package cloudformation

import (
	"errors"
	"fmt"
	"strings"
)

// resourceType is what Ref and Fn::GetAtt need to know of a type of resource.
type resourceType struct {
	nameProperty string // e.g., "RoleName"
	kind         string // in the ARN, e.g., "role"
	arnAttribute string // of Fn::GetAtt, e.g., "Arn"; "" if there is none
	refIsARN     bool   // Ref gives the ARN, not the name
}

var resourceTypes = map[string]resourceType{
	"AWS::IAM::Role":            {"RoleName", "role", "Arn", false},
	"AWS::IAM::InstanceProfile": {"InstanceProfileName", "instance-profile", "Arn", false},
	"AWS::IAM::ManagedPolicy":   {"ManagedPolicyName", "policy", "PolicyArn", true},

	"AWS::EMR::SecurityConfiguration": {nameProperty: "Name"},
}

// urlSuffixes are the domains of the partitions.
var urlSuffixes = map[string]string{"aws": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com"}

// ref evaluates Ref to a pseudo parameter, a parameter or a resource.
func (e *evaluator) ref(id string) (any, error) {
	if id == "AWS::NoValue" {
		return noValue{}, nil
	}
	pseudo := map[string]string{
		"AWS::Partition": e.env.Partition, "AWS::Region": e.env.Region, "AWS::AccountId": e.env.AccountID,
		"AWS::StackName": e.env.StackName, "AWS::URLSuffix": urlSuffixes[e.env.Partition],
	}
	switch value, ok := pseudo[id]; {
	case ok && value == "":
		return nil, fmt.Errorf("%s is not known", id)
	case ok:
		return value, nil
	}
	if e.parameters[id] != nil {
		return e.parameter(id)
	}
	kind, err := e.target(id)
	if err != nil {
		return nil, err
	}
	if kind.refIsARN {
		return e.arn(id, kind)
	}
	return e.name(id, kind.nameProperty)
}

func (e *evaluator) getAtt(arg any) (any, error) {
	if s, ok := arg.(string); ok {
		id, attr, _ := strings.Cut(s, ".")
		arg = []any{id, attr}
	}
	args, err := arguments(arg, 2)
	if err != nil {
		return nil, err
	}
	id, ok := args[0].(string)
	attr, ok2 := args[1].(string)
	if !ok || !ok2 {
		return nil, errors.New("its argument is no resource and attribute")
	}
	kind, err := e.target(id)
	if err != nil {
		return nil, err
	}
	if attr != kind.arnAttribute || attr == "" {
		return nil, fmt.Errorf("%s.%s is not known", id, attr)
	}
	return e.arn(id, kind)
}

// target is a resource that another one refers to.
func (e *evaluator) target(id string) (resourceType, error) {
	r, ok := e.Template.resources[id]
	if !ok {
		return resourceType{}, fmt.Errorf("no parameter or resource %q", id)
	}
	e.assume(id)
	kind, ok := resourceTypes[r.typ]
	if !ok {
		return resourceType{}, fmt.Errorf("what AWS returns for %s is not known", r.typ)
	}
	return kind, nil
}

func (e *evaluator) arn(id string, kind resourceType) (string, error) {
	name, err := e.name(id, kind.nameProperty)
	if err != nil {
		return "", err
	}
	path := "/"
	if e.Template.resources[id].properties["Path"] != nil {
		if path, err = e.name(id, "Path"); err != nil {
			return "", err
		}
	}
	return "arn:" + e.env.Partition + ":iam::" + e.env.AccountID + ":" + kind.kind + path + name, nil
}

// name evaluates a property of another resource.
func (e *evaluator) name(id, property string) (string, error) {
	key := id + "." + property
	return once(e.names, &e.open, key, key, func() (string, error) {
		v, ok := e.Template.resources[id].properties[property]
		if made := e.env.Names[id]; !ok && made != "" && property != "Path" {
			return made, nil
		}
		if !ok {
			return "", fmt.Errorf("%s has no %s, so that AWS would make one up", id, property)
		}
		return e.text(v)
	})
}
