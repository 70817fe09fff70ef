package compile

import (
	"strings"

	"github.com/emriam/emriam/spec"
)

// checkCompared finds parameters that are looked up and that a when compares.
func (s *syntaxSpec) checkCompared() {
	for _, p := range s.params {
		if f, ok := s.written[p].get("resolve"); ok && p.Compared != nil {
			f.sc.helpf(f.key.Span(), "dynamic-reference", "compare a parameter that is given", "parameter %s is looked up, and a when compares it: nothing can depend on a value that is known only when the stack is deployed", p.Name)
		}
	}
}

// resolveReferences resolves what parameters are looked up by.
func (s *syntaxSpec) resolveReferences() {
	looked := map[*spec.Param]bool{}
	for _, p := range s.params {
		_, looked[p] = s.written[p].get("resolve")
	}
	for _, p := range s.params {
		f, ok := s.written[p].get("resolve")
		if !ok {
			continue
		}
		what := "parameter " + p.Name
		for _, key := range []string{"default", "optional", "values", "pattern"} {
			if other, ok := s.written[p].get(key); ok {
				other.sc.helpf(other.key.Span(), "dynamic-reference", "remove it: the value is known only when the stack is deployed", "%s is looked up and cannot have %s", what, key)
			}
		}
		if p.List || p.Type == spec.Boolean || p.Type == spec.Number {
			f.sc.helpf(f.key.Span(), "dynamic-reference", "give it the type String, or the type of one ARN or name", "%s is a list, a Boolean or a Number, which cannot be looked up", what)
		}
		p.Resolve = f.reference(what, looked)
	}
}

func (f field) reference(what string, looked map[*spec.Param]bool) spec.Value {
	text, ok := f.sc.scalar(f.n, "resolve of "+what)
	if !ok {
		return nil
	}
	const help = "e.g., ssm:/acme/boundary, or secretsmanager:acme/jobs:SecretString:bucket, as in {{resolve:…}}, or export:network-BucketArn"
	switch {
	case strings.HasPrefix(text, "ssm-secure:"):
		f.sc.helpf(f.n.Span(), "dynamic-reference", "store it as a String, or in Secrets Manager", "resolve of %s names a secure string, which deployments do not look up for roles and policies", what)
		return nil
	case !spec.IsReference(text):
		f.sc.helpf(f.n.Span(), "dynamic-reference", help, "resolve of %s is %q, which is neither a dynamic reference nor an export", what, text)
		return nil
	}
	v, ok := f.sc.forAlways("resolve of "+what).value(f.n, "resolve of "+what, nil)
	if !ok {
		return nil
	}
	for i, p := range v {
		_, literal := p.(spec.Lit)
		ref, isParam := p.(spec.ParamRef)
		_, pseudo := p.(spec.Pseudo)
		if i == 0 && !literal || !literal && !pseudo && (!isParam || ref.Param.Type == spec.Boolean) || isParam && looked[ref.Param] {
			f.sc.helpf(f.n.Span(), "dynamic-reference", help, "resolve of %s can contain only text, pseudo parameters and parameters that are not looked up", what)
			return nil
		}
	}
	return v
}
