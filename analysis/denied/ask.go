package denied

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// localized is a resource as if it were in the account and Region in which the spec
// is evaluated. The account of the principal is that of the deployment.
func (c *inquiry) localized(resource string) string {
	return c.rewritten(resource, c.binding.Partition, c.binding.Region, c.binding.AccountID)
}

// portable is a resource as a spec writes it.
func (c *inquiry) portable(resource string) string {
	if c.env != nil {
		for _, p := range c.Spec.Params {
			if values := c.binding.Values[p.Name]; len(values) == 1 && !p.Optional && !p.List && len(values[0]) > 2 && p.Type != spec.Boolean && p.Type != spec.Number {
				resource = replaceWhole(resource, values[0], "${"+p.Name+"}")
			}
		}
	}
	return c.rewritten(resource, "${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}")
}

// replaceWhole replaces a value where no letter or digit is beside it.
func replaceWhole(text, value, with string) string {
	i := strings.Index(text, value)
	if i < 0 {
		return text
	}
	end := i + len(value)
	beside := func(b byte) bool { return spec.IsAlnum(b) || b == '-' || b == '_' || b == '.' }
	if i > 0 && beside(text[i-1]) || end < len(text) && beside(text[end]) {
		return text
	}
	return text[:i] + with + text[end:]
}

func (c *inquiry) rewritten(resource, partition, region, account string) string {
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" {
		return resource
	}
	parts[1] = partition
	if parts[2] == "s3" && parts[4] == "" {
		return strings.Join(parts, ":")
	}
	if parts[3] != "" || hasRegion(parts[2]) {
		parts[3] = region
	}
	if parts[4] != "aws" && (parts[4] != "" || parts[2] != "s3") && (c.home == "" || parts[4] == c.home || blanked(parts[4]) || accountOf(resource) == "") {
		parts[4] = account
	}
	return strings.Join(parts, ":")
}

// hasRegion reports whether the ARNs of a service have Regions; those of IAM and S3
// have none.
func hasRegion(service string) bool {
	return !slices.Contains([]string{"iam", "sts", "s3", "organizations", "cloudfront"}, service)
}

// ask asks the spec about the request; nil if it cannot.
func (c *inquiry) ask(name string) *access.Verdict { return c.query(c.Spec, c.request(name)) }

// request is the question whether a role or policy allows the request.
func (c *inquiry) request(name string) access.Question {
	return access.Question{Name: name, Action: c.Action, Resource: spec.Text(c.asked()), Context: c.context()}
}

func (c *inquiry) askAction(name, action string) *access.Verdict {
	return c.query(c.Spec, access.Question{Name: name, Action: action})
}

func (c *inquiry) query(s *spec.Spec, q access.Question) *access.Verdict {
	if q.Action == "" {
		return nil
	}
	s = only(s, c.concerned(q.Name, s))
	v, err := access.Ask(s, func(space *deploy.Space) *deploy.Place {
		for _, e := range s.Environments {
			if c.env != nil && e.Name == c.env.Name {
				return space.Environment(s, e)
			}
		}
		return space.All(s, c.binding)
	}, q)
	if err != nil {
		return nil
	}
	return v
}

// asked is the resource to ask the spec about.
func (c *inquiry) asked() string {
	if c.Resource == "" || !strings.HasPrefix(c.Resource, "arn:") {
		return ""
	}
	return c.localized(c.Resource)
}

func (c *inquiry) context() map[string][]spec.Value {
	out := map[string][]spec.Value{}
	for key, values := range c.Context {
		if !strings.HasPrefix(strings.ToLower(key), "aws:principal") {
			for _, v := range values {
				out[key] = append(out[key], spec.Text(v))
			}
		}
	}
	return out
}

// takesResource reports whether an action is limited to resources.
func takesResource(action string) bool {
	a, _ := facts.FindAction(action)
	for range a.ResourceTypes() {
		return true
	}
	return false
}
