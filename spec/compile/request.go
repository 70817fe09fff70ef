package compile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// Request reads a text of a request, such as a resource, with the placeholders of a
// compiled spec: parameters, ${Role.Arn} and its like, and pseudo parameters. "$${" is
// a literal "${". It returns an error for any other placeholder, because a request
// has values and no policy variables.
func Request(s *spec.Spec, text string) (spec.Value, error) {
	var out spec.Value
	for _, p := range syntax.Split(text) {
		if !p.Placeholder {
			out = out.Append(spec.Lit(p.Text))
			continue
		}
		v, names := ofRequest(s, p.Text)
		if v == nil || p.Open {
			help := ""
			if near := diag.Nearest(p.Text, names); near != "" {
				help = fmt.Sprintf("; did you mean ${%s}?", near)
			}
			return nil, fmt.Errorf("the request has ${%s}, which is not a parameter, role or policy of %s%s; write $${ for a literal ${", p.Text, s.File, help)
		}
		out = out.Append(v...)
	}
	return out, nil
}

// ofRequest returns what a placeholder stands for, or nil and the placeholders that
// there are.
func ofRequest(s *spec.Spec, name string) (v spec.Value, names []string) {
	all := map[string]spec.Value{}
	for _, p := range []spec.Pseudo{spec.Partition, spec.Region, spec.AccountID, spec.URLSuffix} {
		all[string(p)] = spec.Value{p}
	}
	for _, p := range s.Params {
		all[p.Name] = spec.Value{spec.ParamRef{Param: p}}
	}
	for _, r := range s.Roles {
		for _, attr := range roleAttrs {
			if strings.HasPrefix(attr, "Profile") && r.Profile == nil {
				continue
			}
			all[r.Name+"."+attr] = spec.RoleRef{Role: r, Attr: spec.Attr(attr)}.Value()
		}
	}
	for _, p := range s.Policies {
		all[p.Name+"."+string(spec.AttrARN)] = p.ARN()
	}
	return all[name], slices.Sorted(maps.Keys(all))
}
