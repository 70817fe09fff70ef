package spec

import (
	"regexp"
	"slices"
	"strings"
)

// The forms of dynamic references, with placeholders as in the spec. What follows the
// name of a secret is literal. The export of another stack is written like them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
var referenceForms = []*regexp.Regexp{
	regexp.MustCompile(`^ssm:(?:[A-Za-z0-9_.\-/]|\$\{[A-Za-z0-9:.]+\})+(?::[0-9]+)?$`),
	regexp.MustCompile(`^export:(?:[A-Za-z0-9:\-]|\$\{[A-Za-z0-9:.]+\})+$`),
	regexp.MustCompile(`^secretsmanager:(?:[A-Za-z0-9_.\-/+=@:]|\$\{[A-Za-z0-9:.]+\})+?(?::SecretString(?::[^:{}]*(?::[^:{}]*(?::[^:{}]*)?)?)?)?$`),
}

// IsReference reports whether text, with placeholders, is what can stand in a dynamic
// reference of roles and policies, or names an export.
func IsReference(text string) bool {
	return slices.ContainsFunc(referenceForms, func(form *regexp.Regexp) bool { return form.MatchString(text) })
}

// Reference returns the dynamic reference by which CloudFormation looks up p, or nil.
// For an export, it is what a dynamic reference would be:
//
//	resolve: "ssm:/acme/${Team}/boundary"
//
// will become
//
//	{{resolve:ssm:/acme/${Team}/boundary}}
func (p *Param) Reference() Value {
	if p.Resolve == nil {
		return nil
	}
	return Value{Lit("{{resolve:")}.Append(p.Resolve...).Append(Lit("}}"))
}

// Export returns the name of the export of another stack that p is the value of, or
// nil.
func (p *Param) Export() Value {
	if p.Resolve == nil {
		return nil
	}
	if l := p.Lookup(); l.Service == "export" {
		return l.Name
	}
	return nil
}

// Looked returns v with the dynamic references of parameters that are looked up, but
// for exports.
func (v Value) Looked() Value {
	var out Value
	for _, p := range v {
		if ref, ok := p.(ParamRef); ok && ref.Param.Resolve != nil && ref.Param.Export() == nil {
			out = out.Append(ref.Param.Reference()...)
			continue
		}
		out = out.Append(p)
	}
	return out
}

// A Lookup is a dynamic reference in its parts, each of which is nil if it is absent.
type Lookup struct {
	Service string // "ssm", "secretsmanager" or "export"
	Name    Value  // of the SSM parameter with its version, the secret or the export
	Key     string // of the value in a secret that is a JSON object
	Stage   string // of the secret's version
	Version string // of the secret
}

// Lookup returns the parts of the dynamic reference by which p is looked up, which p
// must have.
func (p *Param) Lookup() Lookup {
	first := string(p.Resolve[0].(Lit))
	service, rest, _ := strings.Cut(first, ":")
	name := Value{}
	if rest != "" {
		name = Text(rest)
	}
	name = name.Append(p.Resolve[1:]...)
	if service != "secretsmanager" {
		return Lookup{Service: service, Name: name}
	}
	out := Lookup{Service: service}
	for i, part := range name {
		lit, ok := part.(Lit)
		if !ok {
			continue
		}
		at := strings.Index(string(lit), ":SecretString")
		if at < 0 {
			continue
		}
		out.Name = append(append(Value{}, name[:i]...).Append(lit[:at]), Value{}...)
		options := strings.Split(string(lit[at:]), ":")
		for j, to := range []*string{&out.Key, &out.Stage, &out.Version} {
			if j+2 < len(options) {
				*to = options[j+2]
			}
		}
		return out
	}
	out.Name = name
	return out
}
