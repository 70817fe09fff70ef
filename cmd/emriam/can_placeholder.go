package main

import (
	"fmt"
	"maps"
	"regexp"

	"github.com/emriam/emriam/spec"
)

// placeholder is a placeholder of a spec, such as ${Bucket} or ${JobRole.Arn}.
var placeholder = regexp.MustCompile(`\$\{([A-Za-z0-9:.]+)\}`)

// fill replaces the placeholders of a request by the values that the environment, or
// else --with or an example, gives: a request with the example of a parameter means
// the parameter. Other texts of this form, such as policy variables, stay.
func (q question) fill(s *spec.Spec, text string) (string, error) {
	where, err := bindingOf(s, q.env)
	if err != nil {
		return "", err
	}
	given, err := q.readWith(s)
	if err != nil {
		return "", err
	}
	where.Values = maps.Clone(where.Values)
	maps.Copy(where.Values, given)
	var failed error
	out := placeholder.ReplaceAllStringFunc(text, func(match string) string {
		v := named(s, placeholder.FindStringSubmatch(match)[1])
		if v == nil {
			return match
		}
		for _, p := range v.Params() {
			if len(where.Values[p.Name]) != 1 {
				failed = fmt.Errorf("%s needs a value of the parameter %s; write --with %s=…", match, p.Name, p.Name)
				return match
			}
		}
		return where.Text(v)
	})
	return out, failed
}

// named returns what a placeholder stands for, or nil.
func named(s *spec.Spec, name string) spec.Value {
	switch name {
	case "AWS::Partition", "AWS::Region", "AWS::AccountId", "AWS::URLSuffix":
		return spec.Value{spec.Pseudo(name)}
	}
	if p := s.Param(name); p != nil {
		return spec.Value{spec.ParamRef{Param: p}}
	}
	for _, r := range s.Roles {
		switch name {
		case r.Name + ".Arn":
			return r.ARN()
		case r.Name + ".Name":
			return r.RoleName
		}
	}
	return nil
}
